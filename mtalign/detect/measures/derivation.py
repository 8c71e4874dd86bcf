"""Whether a word that no list knows is made of words that are known."""

from __future__ import annotations

from functools import lru_cache

from mtalign.detect.measures.frequency import frequency
from mtalign.languages import language_of

_MIN_STEM = 3
# A word with an affix must be this frequent without it.
_KNOWN = 1e-7
# Two words are written as one only where both are as frequent as this.
_COMMON = 2e-6
# "non-re-nationalised": affixes upon affixes, so many deep.
_DEEP = 2


@lru_cache(maxsize=1 << 12)
def is_derived(word: str, lang: str, depth: int = 0) -> bool:
    """Whether a lower-case word is a known one with prefixes or suffixes, or two known words in one."""
    language = language_of(lang)
    if depth >= _DEEP:
        return False
    for prefix in language.prefixes:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _MIN_STEM and (frequency(rest, lang) > _KNOWN or is_derived(rest, lang, depth + 1)):
            return True
    for suffix in language.suffixes:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= _MIN_STEM and (_is_stem(rest, lang) or is_derived(rest, lang, depth + 1)):
            return True
    cuts = range(_MIN_STEM, len(word) - _MIN_STEM + 1)
    return language.compounds and any(frequency(word[:c], lang) > _COMMON < frequency(word[c:], lang) for c in cuts)


def _is_stem(rest: str, lang: str) -> bool:
    """Whether a suffix may have been put to a known word: an "e" lost, an "i" for "y", a letter doubled."""
    doubled = rest[:-1] if rest[-1] == rest[-2] else rest
    changed = rest[:-1] + "y" if rest.endswith("i") else rest
    return any(frequency(stem, lang) > _KNOWN for stem in (rest, rest + "e", doubled, changed))
