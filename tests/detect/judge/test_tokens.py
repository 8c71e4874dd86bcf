"""How the judge cuts text into tokens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtalign.detect.judge.tokens import tokens


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("L’homme qu'il a vu", ["l'", "homme", "qu'", "il", "a", "vu"]),
        ("Aujourd’hui, dit-elle", ["aujourd'hui", ",", "dit", "-elle"]),
        ("Y a-t-il un chef-lieu ?", ["y", "a", "-t-il", "un", "chef-lieu", "?"]),
        ("En 2019, 1 sur 24 000", ["en", "<year>", ",", "<one>", "sur", "<number>", "<number>"]),
        ("« Oui », “non”", ['"', "oui", '"', ",", '"', "non", '"']),
        ("Solbergn’exclut", ["solbergn'", "exclut"]),
        ("24\u202f000 et 3,5 %", ["<number>", "et", "<number>", "%"]),
        ("", []),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokens(text)] == forms


@given(st.text())
def test_every_character_but_blanks_is_in_one_token(text: str) -> None:
    found = tokens(text)
    covered = "".join(text[token.start : token.end] for token in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(token.form and token.end > token.start for token in found)
