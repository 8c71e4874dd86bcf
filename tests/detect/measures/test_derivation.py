"""Words that no list knows, and what they are made of."""

from __future__ import annotations

import pytest

from mtalign.detect.measures.derivation import is_derived

MADE = ["unbureaucratically", "denationalised", "tweetable", "pomposities", "rebooking", "shopfloor", "overfishable"]
NOT_MADE = ["acipals", "inxiated", "pompors", "zbrzyk", "xx", ""]


@pytest.mark.parametrize("word", MADE)
def test_a_word_may_be_made_of_known_ones(word: str) -> None:
    assert is_derived(word, "en")


@pytest.mark.parametrize("word", NOT_MADE)
def test_a_word_may_be_made_of_nothing(word: str) -> None:
    assert not is_derived(word, "en")


def test_affixes_stand_upon_affixes_twice_at_most() -> None:
    assert is_derived("unretweetable", "en")
    assert not is_derived("ununununtweet", "en")


def test_a_language_that_is_not_known_makes_no_words() -> None:
    assert not is_derived("tweetable", "xx")
