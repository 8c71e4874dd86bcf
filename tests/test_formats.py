"""Formats by name and by ending: one table each, and no silent default."""

from __future__ import annotations

import pytest

from mtalign.documents import BITEXTS
from mtalign.errors import OutputError
from mtalign.formats import Format, by_ending, ending_of, named
from mtalign.report import CHECKS, REPORTS, REVIEW


@pytest.mark.parametrize("table", [BITEXTS, CHECKS, REPORTS, (REVIEW,)], ids=["bitexts", "checks", "reports", "review"])
def test_every_format_has_a_module_that_renders(table: tuple[Format, ...]) -> None:
    assert len({form.name for form in table}) == len(table)
    endings = [ending for form in table for ending in form.endings]
    assert len(set(endings)) == len(endings) > 0
    for form in table:
        assert form.has("render")
        assert all(by_ending(table, f"dir.x/a.{ending.upper()}") is form for ending in form.endings)
        assert named(table, form.name) is form


def test_what_is_not_listed_is_refused_with_what_is() -> None:
    with pytest.raises(OutputError, match="there is no format 'docx': choose from txt, html, tsv, jsonl"):
        named(REPORTS, "docx")
    with pytest.raises(OutputError, match=r"no format has the ending \.docx.*\.txt, \.html, \.htm, \.tsv, \.jsonl"):
        by_ending(REPORTS, "a.docx")


def test_without_a_file_or_an_ending_the_first_one_is_meant() -> None:
    assert by_ending(REPORTS, None) is by_ending(REPORTS, "out") is by_ending(REPORTS, "/dev/full") is REPORTS[0]
    assert ending_of("a.b/C.HTML") == "html"
    assert ending_of("a.b/c") == ""
