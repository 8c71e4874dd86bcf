"""Word frequencies, from wordfreq's lists, as shares of running text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

#: A word rarer than this in a list of 300,000 is as good as unknown.
RARE = 2e-8


@lru_cache(maxsize=4)
def frequencies(lang: str) -> Mapping[str, float]:
    """Frequency of each known lower-case word of "fr" or "en"; empty for a language we have no list for."""
    import wordfreq

    try:
        found: Mapping[str, float] = wordfreq.get_frequency_dict(lang, "large")
    except LookupError:
        return {}
    return found


def frequency(word: str, lang: str) -> float:
    """The word's share of running text, 0.0 when it is not known; apostrophes count as straight ones."""
    return frequencies(lang).get(word.lower().replace("’", "'"), 0.0)


def is_known(word: str) -> bool:
    """Whether the word is known in French or English."""
    return frequency(word, "fr") > RARE or frequency(word, "en") > RARE
