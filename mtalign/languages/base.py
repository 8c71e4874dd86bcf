"""What a stage may ask of a language, and of two languages that face each other.

Words stand in lower case with straight apostrophes. What is left out of a language is empty, and whatever needs it is not
looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_STEM_LENGTH = 6
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """What tells the full stop of an abbreviation from the end of a sentence.

    Behind `titles` there is never a boundary: a name or a number must follow. Behind `before_number` there is none when a
    number follows. Behind `maybe_final` there is one only when the next word is one of `starters`, which begin sentences.
    """

    titles: frozenset[str] = _NOTHING
    before_number: frozenset[str] = _NOTHING
    maybe_final: frozenset[str] = _NOTHING
    starters: frozenset[str] = _NOTHING

    def __or__(self, other: Splitting) -> Splitting:
        """What either knows."""
        return Splitting(
            titles=self.titles | other.titles,
            before_number=self.before_number | other.before_number,
            maybe_final=self.maybe_final | other.maybe_final,
            starters=self.starters | other.starters,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """How a language writes quantities.

    `decimal` and `group` are the marks inside figures. `units`, `hundreds` and `scales` make spelled numerals, with `joiner`
    between tens and one ("vingt et un", `joins_tens`) or behind hundreds ("one hundred and six"). `vague` are scales that
    name no figure when they stand alone ("des millions"). `rounds` are words that may stand for a figure: they confirm one of
    the other side, and are never missed. `clock` matches an hour with groups `hour`, `minute` and perhaps `half` (a or p);
    with `twelve_hours` an hour without its half may be either. `ambiguous_months` are other words too, unless a figure stands
    beside them, with a capital where `capital_months` says that months have one.
    """

    decimal: str
    group: str
    units: Mapping[str, int]
    hundreds: frozenset[str]
    scales: Mapping[str, int]
    rounds: Mapping[str, float]
    vague: frozenset[str]
    joiner: str
    joins_tens: bool
    months: tuple[str, ...]
    ambiguous_months: frozenset[str]
    capital_months: bool
    days: tuple[str, ...]
    clock: re.Pattern[str]
    twelve_hours: bool
    month_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """How a language denies.

    `plain` negators deny the clause they stand in; `faint` signs are words that can carry a denial in translation;
    `taken_up` are words that take up a sign of denial of the other side, so that it cannot be what a “not” translates.
    `in_two_words` says that a plain denial shows two faint signs ("ne … pas") where it begins with one of `openers`.
    """

    plain: re.Pattern[str]
    faint: re.Pattern[str]
    taken_up: re.Pattern[str]
    never: re.Pattern[str]
    always: re.Pattern[str]
    openers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language.

    `code` is its ISO 639 code. `neighbours` are languages that its texts quote: their abbreviations and words are known in
    it too. `function_words` carry no content of their own; those `in_names` also build names and phrases that other languages
    borrow. `pronouns` and `determiners` begin clauses. Words in `cannot_end` need another word behind them, those in
    `comparing` too, in a translation that has lost its full stop. `never_twice` never stand twice in a row. `restarts` can
    begin a clause anew in the middle of a sentence. `prefixes` and `endings` look like words and are parts of words; with
    `compounds` new words are made by writing two as one. `suffixes` make words of words. `roles` are what people are in a
    newspaper, `doings` what they do there, behind their names. Words that end in `unborrowed` are not borrowed by
    other languages.
    """

    code: str
    name: str
    neighbours: tuple[str, ...] = ()
    splitting: Splitting = field(default_factory=Splitting)
    function_words: frozenset[str] = _NOTHING
    in_names: frozenset[str] = _NOTHING
    pronouns: frozenset[str] = _NOTHING
    determiners: frozenset[str] = _NOTHING
    cannot_end: frozenset[str] = _NOTHING
    comparing: frozenset[str] = _NOTHING
    never_twice: frozenset[str] = _NOTHING
    restarts: tuple[str, ...] = ()
    prefixes: frozenset[str] = _NOTHING
    endings: frozenset[str] = _NOTHING
    suffixes: frozenset[str] = _NOTHING
    compounds: bool = False
    roles: frozenset[str] = _NOTHING
    doings: frozenset[str] = _NOTHING
    unborrowed: tuple[str, ...] = ()
    numerals: Numerals | None = None
    negation: Negation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePair:
    """Two languages that face each other.

    `length_ratio` is how many characters of `second` stand for one of `first`, and `back_ratio` the other way round.
    `exonyms` are names that look different: each word of `first` with the words of `second` it can stand for. `lexicon` is
    the file, beside this module, of a `mtalign.languages.lexicon`; empty where there is none.
    """

    first: str
    second: str
    length_ratio: float
    back_ratio: float
    exonyms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lexicon: str = ""


def words_of(listed: str) -> frozenset[str]:
    """The words of a text with white space between them, as a set."""
    return frozenset(listed.split())


def fold(text: str) -> str:
    """The text in lower case, without accents: what two languages write alike."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Lower-case beginning of a word, plural and feminine endings off: equal for most forms of one word."""
    word = word.lower()
    if word.endswith(("s", "x")) and len(word) > 3:
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:_STEM_LENGTH]
