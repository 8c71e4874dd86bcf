"""Word frequencies, from wordfreq's lists, as shares of running text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: A word rarer than this in a list of 300,000 is as good as unknown.
RARE = 2e-8
# What a language guess reads, how frequent a word is to be counted, and which share of the words must be.
_SAMPLE = 20_000
_COMMON = 3e-5
_MIN_SHARE = 0.45
_WORD = re.compile(r"[^\W\d_]+")


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


def guess_language(text: str) -> str:
    """ "fr" or "en", whichever knows more of the text's first words by their frequency; "und" when neither knows most.

    A text without words is taken for French.
    """
    found = [match.group() for match in _WORD.finditer(text[:_SAMPLE])]
    if not found:
        return "fr"
    shares = {lang: sum(frequency(word, lang) > _COMMON for word in found) / len(found) for lang in ("fr", "en")}
    best = max(shares, key=lambda lang: (shares[lang], lang == "fr"))
    return best if shares[best] >= _MIN_SHARE else "und"


def is_known(word: str) -> bool:
    """Whether the word is known in French or English."""
    return frequency(word, "fr") > RARE or frequency(word, "en") > RARE
