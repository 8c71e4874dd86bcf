"""What is known of languages, one file each, and of pairs of them. To add one: write its file and name it here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce

from mtalign.languages.base import Language, LanguagePair, Negation, Numerals, Splitting, fold, stem
from mtalign.languages.english import ENGLISH
from mtalign.languages.french import FRENCH
from mtalign.languages.french_english import FRENCH_ENGLISH

__all__ = [
    "LANGUAGES",
    "PAIRS",
    "Language",
    "LanguagePair",
    "Negation",
    "Numerals",
    "Splitting",
    "fold",
    "language_of",
    "length_ratio",
    "name_of",
    "pair_of",
    "splitting_of",
    "stem",
]

#: The languages that are known, by code.
LANGUAGES: Mapping[str, Language] = {language.code: language for language in (FRENCH, ENGLISH)}
PAIRS: tuple[LanguagePair, ...] = (FRENCH_ENGLISH,)

# Names of others that a page may have to show.
_NAMES = {"de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "und": "unknown language"}


@lru_cache(maxsize=64)
def language_of(code: str) -> Language:
    """The language of that code; for one that is not known, what can be said of any.

    Its function words are those of all languages, so that none of them is taken for content, and its figures are read as
    English ones are.
    """
    if code in LANGUAGES:
        return LANGUAGES[code]
    return Language(
        code=code,
        name=name_of(code),
        neighbours=tuple(LANGUAGES),
        function_words=frozenset().union(*(known.function_words for known in LANGUAGES.values())),
        never_twice=frozenset().union(*(known.never_twice for known in LANGUAGES.values())),
        numerals=ENGLISH.numerals,
    )


@lru_cache(maxsize=64)
def splitting_of(code: str) -> Splitting:
    """What tells abbreviations from sentence ends in a text of that language, which quotes its neighbours."""
    language = language_of(code)
    return reduce(Splitting.__or__, (LANGUAGES[near].splitting for near in language.neighbours), language.splitting)


def name_of(code: str) -> str:
    """A language's English name, or its code where none is known."""
    known = LANGUAGES.get(code)
    return known.name if known else _NAMES.get(code, code)


def pair_of(a: str, b: str) -> LanguagePair | None:
    """What is known of two languages that face each other, in whatever order; None where that is nothing."""
    return next((pair for pair in PAIRS if {pair.first, pair.second} == {a, b}), None)


def length_ratio(source: str, target: str) -> float:
    """Characters of the target language that usually stand for one of the source language; 1.0 where nothing is known."""
    pair = pair_of(source, target)
    if pair is None:
        return 1.0
    return pair.length_ratio if pair.first == source else pair.back_ratio
