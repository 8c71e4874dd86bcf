"""Runs of repeated words."""

from __future__ import annotations

import pytest

from mtalign.detect.measures.loops import loops
from mtalign.detect.text import words

# Language, text, whether any echo counts, and (phrase's first word, words of the phrase, words of the run).
CASES = [
    ("fr", "il vit dans le le quartier", False, [(3, 1, 2)]),
    ("fr", "il vit dans le, le quartier", False, []),
    ("fr", "Le le chat dort", False, [(0, 1, 2)]),
    ("fr", "très très grand", False, []),
    ("fr", "très très grand", True, []),
    ("fr", "grand grand arbre", False, []),
    ("fr", "grand grand arbre", True, [(0, 1, 2)]),
    ("fr", "grand, grand arbre", True, []),
    ("fr", "grand grand grand arbre", False, [(0, 1, 3)]),
    ("fr", "grand, grand, grand arbre", False, []),
    ("fr", "grand, grand, grand, grand arbre", False, [(0, 1, 4)]),
    ("fr", "de la rue de la rue", False, []),
    ("fr", "de la rue de la rue", True, [(0, 3, 6)]),
    ("fr", "de la rue de la rue de la place", False, [(0, 3, 8)]),
    ("fr", "de la rue de la rue de place", False, []),
    ("fr", "12 12 12 12", True, []),
    ("fr", "il pleut, il pleut, il pleut, dit", False, []),
    ("fr", "un deux trois quatre cinq six un deux trois quatre cinq six", True, [(0, 6, 12)]),
    ("fr", "a b c d e f g a b c d e f g", True, []),
    ("en", "le le the the", False, [(2, 1, 2)]),
    ("en", "the the man and the the dog", False, [(0, 1, 2), (4, 1, 2)]),
    ("de", "le le the the", False, [(0, 1, 2), (2, 1, 2)]),
    ("fr", "", True, []),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "any_echo", "wanted"), CASES)
def test_what_repeats(lang: str, text: str, any_echo: bool, wanted: list[tuple[int, int, int]]) -> None:
    assert [tuple(loop) for loop in loops(words(text, lang), text, any_echo=any_echo)] == wanted


def test_times_are_counted_to_the_part_that_was_cut_off() -> None:
    text = "à la cour à la cour à la"
    (loop,) = loops(words(text, "fr"), text)
    assert loop.times == 8 / 3
