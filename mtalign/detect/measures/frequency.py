"""Word frequencies, from wordfreq's lists, as shares of running text; and the language they make likely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import wordfreq

from mtalign.languages import LANGUAGES, language_of

#: A word rarer than this in a list of 300,000 is as good as unknown.
RARE = 2e-8
# What a language guess reads, how frequent a word is to be counted, and which share of the words must be.
_SAMPLE = 20_000
_COMMON = 3e-5
_MIN_SHARE = 0.45
_WORD = re.compile(r"[^\W\d_]+")
# A word that a language has not is taken to be as rare as this in it, so that two can be compared.
_FLOOR = 1e-9
_MOST = 1e6


@lru_cache(maxsize=8)
def frequencies(lang: str) -> Mapping[str, float]:
    """Frequency of each known lower-case word of a language; empty for one that there is no list for."""
    try:
        found: Mapping[str, float] = wordfreq.get_frequency_dict(lang, "large")
    except LookupError:
        return {}
    return found


def frequency(word: str, lang: str) -> float:
    """The word's share of running text, 0.0 when it is not known; apostrophes count as straight ones."""
    return frequencies(lang).get(word.lower().replace("’", "'"), 0.0)


def times_as_frequent(word: str, there: str, here: str) -> float:
    """How many times as frequent a word is in one language as in another, a million at most."""
    return min(frequency(word, there) / max(frequency(word, here), _FLOOR), _MOST)


def is_known(word: str, lang: str) -> bool:
    """Whether the word is known in the language, or in one that its texts quote."""
    return any(frequency(word, code) > RARE for code in (lang, *language_of(lang).neighbours))


def guess_language(text: str) -> str:
    """The code of the known language that knows most of the text's first words by their frequency; "und" when none knows most.

    A text without words is taken for the first of them.
    """
    found = [match.group() for match in _WORD.finditer(text[:_SAMPLE])]
    if not found:
        return next(iter(LANGUAGES))
    shares = {lang: sum(frequency(word, lang) > _COMMON for word in found) / len(found) for lang in LANGUAGES}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= _MIN_SHARE else "und"
