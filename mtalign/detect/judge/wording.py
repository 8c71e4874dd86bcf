"""What each token of a text looks like, by itself and in its place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtalign.detect.judge.knowledge import Knowledge
from mtalign.detect.judge.language_model import Floats, Ids
from mtalign.detect.judge.tokens import Token
from mtalign.detect.measures.frequency import frequency
from mtalign.languages import splitting_of

_FOREIGN = ("en", "es", "de", "it")
_ELIDABLE = frozenset("ne de que le la je se me te ce jusque lorsque puisque".split())
_VOWEL = re.compile(r"[aàâeéèêëiîïoôuûyh]")
_OPENERS = frozenset('.!?:"(-–—•…')
_STOPS = frozenset(".!?…")
_WINDOW, _EVEN, _FAR = 8, 9, 20
# The share of words that stands for none, and that below which other languages are asked.
_NEVER, _SELDOM = 1e-9, 3e-6
# An ending is a word from so many letters on, where it was seen some twenty times.
_SHORTEST_TAIL, _USUAL = 4, 3.0
# What is longer is no word, and falls into nothing.
_LONGEST_WORD = 60
NAMES = (
    "capital", "first", "usually_small", "length", "unknown", "french", "foreign", "foreign_lead", "splits", "splits_known",
    "elidable", "from_start", "from_end", "apostrophe", "behind_stop", "law", "law_near", "odd", "odd_before", "odd_behind",
    "small_start", "abbreviation", "tail", "tail_log",
)  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """What a place is compared with: how often each form stands in the document, and how much its words are those of laws."""

    said: Counter[str]
    law: float

    @classmethod
    def of(cls, knowledge: Knowledge, found: Sequence[Sequence[Token]]) -> Surroundings:
        """Of all tokens of a document."""
        said = Counter(token.form for row in found for token in row)
        known = [(knowledge.index[form], n) for form, n in said.items() if form in knowledge.index]
        total = sum(n for _, n in known)
        return cls(said, sum(float(knowledge.law[i]) * n for i, n in known) / total if total else 0.0)


def shapes(knowledge: Knowledge, found: list[list[Token]], ids: Ids, around: Surroundings) -> dict[str, Floats]:
    """What each token looks like, by itself and in its place."""
    columns: dict[str, list[float]] = {name: [0.0] * len(ids) for name in NAMES}
    laws = knowledge.law[ids]
    numbers = ids.tolist()
    near: list[float] = columns["law_near"]
    at = 0
    for row in found:
        size = len(row)
        near[at : at + size] = (_evened(laws[at : at + size]) - around.law).tolist() if size else []
        starts = opens(row)
        for i, token in enumerate(row):
            form, k, number = token.form, at + i, numbers[at + i]
            columns["first"][k] = starts[i]
            columns["capital"][k] = token.capital
            columns["from_start"][k], columns["from_end"][k] = min(i, _FAR), min(size - 1 - i, _FAR)
            if i and row[i - 1].form in _STOPS:
                columns["behind_stop"][k] = 1
                columns["small_start"][k] = not token.capital
                columns["abbreviation"][k] = i > 1 and (len(row[i - 2].form) == 1 or row[i - 2].form in _abbreviations())
            if not form[0].isalpha():
                continue
            rare = number >= knowledge.known or number in knowledge.unknown
            columns["usually_small"][k] = small = float(knowledge.small[number])
            columns["length"][k] = len(form)
            columns["unknown"][k] = rare
            columns["apostrophe"][k] = form[-1] == "'"
            own = frequency(form, "fr")
            columns["french"][k] = math.log10(max(own, _NEVER)) + 9
            if rare or own < _SELDOM or knowledge.guessed_name[number]:
                other = math.log10(max(_NEVER, *(frequency(form, lang) for lang in _FOREIGN)))
                columns["foreign"][k] = other + 9
                columns["foreign_lead"][k] = other - math.log10(max(own, _NEVER))
                columns["splits"][k], columns["splits_known"][k] = _splits(knowledge, form.rstrip("'"), around.said)
                columns["tail"][k], columns["tail_log"][k] = _tail(knowledge, form)
            if form in _ELIDABLE and i + 1 < size and token.end + 1 == row[i + 1].start:
                columns["elidable"][k] = bool(_VOWEL.match(row[i + 1].form)) + (row[i + 1].form[0] == "h")
            if token.capital and small and not starts[i]:
                _spread(columns, k, small, at, at + size)
        at += size
    columns["law"] = laws.tolist()
    return {name: np.array(column, np.float32) for name, column in columns.items()}


def _evened(laws: Floats) -> Floats:
    """The mean around each place; of all in a row that is too short."""
    if len(laws) < _EVEN:
        return np.full(len(laws), laws.mean(), np.float32)
    return np.asarray(np.convolve(laws, np.ones(_EVEN) / _EVEN, mode="same"), np.float32)


def _spread(columns: dict[str, list[float]], place: int, small: float, start: int, end: int) -> None:
    """Tell the places around a capital where none is due that there is one."""
    columns["odd"][place] = small
    for name, first, last in (
        ("odd_behind", max(start, place - _WINDOW), place),
        ("odd_before", place + 1, min(end, place + 1 + _WINDOW)),
    ):
        column = columns[name]
        column[first:last] = [max(value, small) for value in column[first:last]]


def opens(row: Sequence[Token]) -> list[bool]:
    """Of each token of a segment whether a capital is no wonder there: at the start, behind what ends or opens something."""
    return [i == 0 or row[i - 1].form in _OPENERS for i in range(len(row))]


def _splits(knowledge: Knowledge, form: str, said: Counter[str]) -> tuple[float, float]:
    """How usual the rarer half of the best split of a word is; and whether the document has the first half as a word."""
    best = known = 0.0
    if len(form) > _LONGEST_WORD:
        return best, known
    for cut in range(1, len(form)):
        left, right = form[:cut], form[cut:]
        if cut > 2 and said[left] and (right in knowledge.index or said[right]):
            known = max(known, min(len(left), 10) / 10 + (len(right) > 2))
        if min(len(left), len(right)) > 1 or left in "àay" or right in "àay":
            rarer = min(knowledge.log_of(left) - 6 / len(left), knowledge.log_of(right) - 6 / len(right))
            best = max(best, rarer)
    return best, known


def _tail(knowledge: Knowledge, form: str) -> tuple[float, float]:
    """The length of the longest ending that is a usual word, and how usual it is."""
    if len(form) > _LONGEST_WORD:
        return 0.0, 0.0
    for cut in range(2, len(form) - _SHORTEST_TAIL + 1):
        known = knowledge.log_of(form[cut:])
        if known > _USUAL:
            return len(form) - cut, known
    return 0.0, 0.0


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    known = splitting_of("fr")
    return known.titles | known.maybe_final | known.before_number
