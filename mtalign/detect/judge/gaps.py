"""What is measured of each content word of one side of a pair, to tell what the other side lost from what it says otherwise."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.measures.coverage import Seen, folded
from mtalign.detect.measures.frequency import frequency
from mtalign.detect.text import Word
from mtalign.languages.lexicon import Lexicon
from mtalign.records import Reading

Floats = NDArray[np.float32]
_COGNATE, _FAR, _NEVER = 4, 30.0, 1e-9
_UNKNOWN = -1.0
# Content words further away than this are not looked at.
_NEAR = 60
_AND = frozenset(("et", "ou", "and", "or"))
#: What the lexicon knows of a word: the columns of `by_lexicon`.
NAMES = (
    "covered", "surprise", "links", "capital", "acronym", "length", "frequency", "place", "first", "last", "before", "behind",
    "before_surprise", "behind_surprise", "slot", "slot_free", "slot_surprise", "slot_words", "slot_turned", "run", "run_rest",
    "run_surprise", "free", "their_free", "free_surprise", "their_surprise", "deviations", "ratio", "size", "their_size",
    "nearest_free", "alike", "deficit", "comma_before", "comma_behind", "joined", "words", "their_words", "offset",
)  # fmt: skip
#: What a translation model says of a word of the source: the columns of `of_source`.
SOURCE_NAMES = (
    "looked", "total", "slot_least", "slot_mean", "slot_last", "gap_least", "mean", "least", "end", "looked_before",
    "looked_behind", "link_first", "link_whole",
)  # fmt: skip
#: The same of a word of the target: the columns of `of_target`.
TARGET_NAMES = (
    "whole", "first_piece", "least_piece", "mean_piece", "first_before", "first_twice_before", "first_behind", "whole_behind",
    "looks", "rivals", "mean", "least", "end", "looks_before", "looks_behind", "pieces",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One side of a pair: all its words, its text with the offset of that in the document, and its content words."""

    words: Sequence[Word]
    text: str
    offset: int
    content: Sequence[Seen]
    lexicon: Lexicon

    @cached_property
    def places(self) -> list[int]:
        """Which of all words each content word is."""
        index = {word.span.start: place for place, word in enumerate(self.words)}
        return [index[item.word.span.start] for item in self.content]


class Laid:
    """One side of a pair laid beside the other: where each of its content words, and what stands around it, should be there."""

    def __init__(self, mine: Side, theirs: Side) -> None:
        """Find the counterparts."""
        self.mine, self.theirs = mine, theirs
        #: The nearest counterpart of each word, and those of the nearest words before and behind that have one; -1 for none.
        self.anchors, self.many = _links(mine.content, theirs.content, mine.lexicon)
        self.before = _nearest(self.anchors)
        self.behind = _nearest(self.anchors[::-1])[::-1]

    def by_lexicon(self, deviations: float, ratio: float) -> Floats:
        """One row of `NAMES` for each content word of this side, in order.

        `ratio` is how long this side is against what the other lets expect, `deviations` the standard deviations from it.
        """
        items, others = self.mine.content, self.theirs.content
        rows = np.zeros((len(items), len(NAMES)), np.float32)
        if not items:
            return rows
        runs = _runs(items)
        theirs_free = [index for index, item in enumerate(others) if not item.covered]
        free = sum(not item.covered for item in items) / len(items)
        worth = _sums(items, 0.0)
        shared = (free, len(theirs_free) / max(1, len(others)), worth[-1], _sums(others, 0.0)[-1], deviations, ratio)
        counts, values = _sums(others, None), _sums(others, 0.5)
        used = Counter(place for place in self.anchors if place >= 0)
        step = len(others) / len(items)
        for index, item in enumerate(items):
            first, last = runs[index]
            anchor, expected = self.anchors[index], (index + 0.5) * step
            near = theirs_free[bisect_left(theirs_free, expected - _NEAR) : bisect_left(theirs_free, expected + _NEAR)]
            rows[index] = (
                item.covered,
                _UNKNOWN if item.surprise is None else item.surprise,
                self.many[index],
                item.word.text[0].isupper() and self.mine.places[index] > 0,
                item.word.is_acronym,
                len(item.word.text),
                math.log10(max(frequency(item.word.lower, item.word.language.code), _NEVER)) + 9,
                index / len(items),
                index == 0,
                index + 1 == len(items),
                _state(items, index - 1),
                _state(items, index + 1),
                _surprise(items, index - 1),
                _surprise(items, index + 1),
                *self._slot(index, counts, values),
                last - first,
                index - first if last > first else 0,
                worth[last] - worth[first],
                *shared,
                len(items),
                len(others),
                min((abs(place + 0.5 - expected) for place in near), default=_FAR),
                max((_alike(item.word.text, others[place].word.text) for place in near), default=0.0),
                used[anchor] - 1 if anchor >= 0 else 0,
                *self._beside(index),
                len(self.mine.words),
                len(self.theirs.words),
                abs(anchor + 0.5 - expected) if anchor >= 0 else _UNKNOWN,
            )
        return rows

    def _slot(self, index: int, counts: Sequence[float], values: Sequence[float]) -> tuple[float, ...]:
        """What stands on the other side between the counterparts of the neighbours: `counts` and `values` of its free words."""
        others, places = self.theirs.content, self.theirs.places
        left = self.before[index]
        right = self.behind[index] if self.behind[index] >= 0 else len(others)
        low, high = min(left, right), max(left, right)
        start = places[low] + 1 if low >= 0 else 0
        end = places[high] if high < len(others) else len(self.theirs.words)
        first = min(low + 1, high)
        return high - first, counts[high] - counts[first], values[high] - values[first], end - start, left > right

    def _beside(self, index: int) -> tuple[bool, bool, bool]:
        """Whether a comma stands before a word, and one behind it, and whether it is joined to a neighbour."""
        mine, at, span = self.mine, self.mine.places[index], self.mine.content[index].word.span
        before = mine.text[max(0, span.start - mine.offset - 2) : span.start - mine.offset]
        behind = mine.text[span.end - mine.offset : span.end - mine.offset + 1]
        near = [mine.words[place].lower for place in (at - 1, at + 1) if 0 <= place < len(mine.words)]
        return "," in before, behind == ",", not _AND.isdisjoint(near)

    def of_source(self, reading: Reading) -> Floats:
        """One row of `SOURCE_NAMES` for each content word of the source, where that is this side."""
        items, places = self.mine.content, self.theirs.places
        looks = reading.weights[:, self.mine.places]
        first, whole = reading.logprobs[:, 0], reading.logprobs[:, 1]
        looked, total = looks.max(axis=0, initial=0.0), looks.sum(axis=0)
        peaks = looks.argmax(axis=0).tolist() if len(looks) else [0] * len(items)
        shared = float(first[:-1].mean()) if len(first) > 1 else 0.0, float(first.min()), float(first[-1])
        rows = np.zeros((len(items), len(SOURCE_NAMES)), np.float32)
        for index in range(len(items)):
            left, right, anchor = self.before[index], self.behind[index], self.anchors[index]
            start, end = places[left] + 1 if left >= 0 else 0, places[right] + 1 if right >= 0 else len(first)
            if start >= end:
                start, end = end - 1, start
            slot = first[start:end]
            low = peaks[index - 1] if index else -1
            high = peaks[index + 1] if index + 1 < len(items) else len(first) - 1
            gap = first[min(low, high) + 1 : max(low, high) + 1] if low != high else first[high : high + 1]
            rows[index] = (
                looked[index],
                total[index],
                slot.min(),
                slot.mean(),
                slot[-1],
                gap.min(),
                *shared,
                looked[index - 1] if index else 1.0,
                looked[index + 1] if index + 1 < len(items) else 1.0,
                first[places[anchor]] if anchor >= 0 else 0.0,
                whole[places[anchor]] if anchor >= 0 else 0.0,
            )
        return rows

    def of_target(self, reading: Reading) -> Floats:
        """One row of `TARGET_NAMES` for each content word of the target, where that is this side."""
        first, whole, least, pieces = reading.logprobs.T
        weights = reading.weights
        looks = weights.max(axis=1, initial=0.0)
        best = weights.argmax(axis=1) if weights.size else np.zeros(len(weights), int)
        given = weights.sum(axis=0)
        shared = float(first[:-1].mean()) if len(first) > 1 else 0.0, float(first.min()), float(first[-1])
        rows = np.zeros((len(self.mine.content), len(TARGET_NAMES)), np.float32)
        for index, at in enumerate(self.mine.places):
            rows[index] = (
                whole[at],
                first[at],
                least[at],
                whole[at] / max(1.0, pieces[at]),
                first[at - 1] if at else 0.0,
                first[at - 2] if at > 1 else 0.0,
                first[at + 1],
                whole[at + 1],
                looks[at],
                given[best[at]] - weights[at, best[at]] if weights.size else 0.0,
                *shared,
                looks[at - 1] if at else 1.0,
                looks[at + 1] if at + 1 < len(looks) else 1.0,
                pieces[at],
            )
        return rows


def _links(mine: Sequence[Seen], theirs: Sequence[Seen], lexicon: Lexicon) -> tuple[list[int], list[int]]:
    """For each word of one side the nearest of those of the other that it may have turned into, -1 for none; and how many."""
    by_stem: dict[str, list[int]] = {}
    by_start: dict[str, list[int]] = {}
    for index, item in enumerate(theirs):
        by_stem.setdefault(item.word.stem, []).append(index)
        if len(item.word.text) >= _COGNATE:
            by_start.setdefault(folded(item.word.text)[:_COGNATE], []).append(index)
    step = len(theirs) / max(1, len(mine))
    nearest, many = [], []
    for index, item in enumerate(mine):
        met: set[int] = set()
        expected = (index + 0.5) * step
        if item.covered:
            said = {item.word.stem, *lexicon.links.get(item.word.stem, ())}
            lists = [by_stem[stem] for stem in said & by_stem.keys()]
            if len(item.word.text) >= _COGNATE:
                lists.append(by_start.get(folded(item.word.text)[:_COGNATE], []))
            for places in lists:
                # A word that is said all the time has its nearest places here.
                at = bisect_left(places, expected)
                met.update(places[max(0, at - _NEAR) : at + _NEAR])
        nearest.append(min(met, key=lambda place: (abs(place + 0.5 - expected), place), default=-1))
        many.append(len(met))
    return nearest, many


def _runs(items: Sequence[Seen]) -> list[tuple[int, int]]:
    """For each word the range of words in a row around it that are not covered; an empty one for a covered word."""
    found = [(0, 0)] * len(items)
    first = 0
    for index in range(len(items) + 1):
        if index == len(items) or items[index].covered:
            for k in range(first, index):
                found[k] = (first, index)
            first = index + 1
    return found


def _sums(items: Sequence[Seen], unknown: float | None) -> list[float]:
    """Running totals over the words that are not covered: of their surprise, or of how many they are without `unknown`."""
    found = [0.0]
    for item in items:
        value = 1.0 if unknown is None else item.surprise or unknown
        found.append(found[-1] + (0.0 if item.covered else value))
    return found


def _nearest(anchors: Sequence[int]) -> list[int]:
    """For each word where the nearest word before it that is linked at all stands on the other side; -1 for none."""
    found, last = [], -1
    for anchor in anchors:
        found.append(last)
        last = anchor if anchor >= 0 else last
    return found


def _state(items: Sequence[Seen], index: int) -> float:
    """2 beyond the sentence, 1 where that word is covered, 0 where it is not."""
    return float(items[index].covered) if 0 <= index < len(items) else 2.0


def _surprise(items: Sequence[Seen], index: int) -> float:
    return (items[index].surprise or 0.0) if 0 <= index < len(items) else _UNKNOWN


def _alike(a: str, b: str) -> float:
    """The share of the longer word's letters that both begin with."""
    one, two = folded(a), folded(b)
    same = next((k for k, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), min(len(one), len(two)))
    return same / max(len(one), len(two))
