"""What is found, to the last digit, as somebody last looked at it: `make golden` writes the files anew."""

from __future__ import annotations

import pytest

from tests.golden import GOLDEN, path, text


@pytest.mark.parametrize("name", GOLDEN)
def test_findings_are_as_they_were_last_looked_at(name: str) -> None:
    found = text(name).splitlines()
    assert len(found) > 20
    assert found == path(name).read_text(encoding="utf-8").splitlines()
