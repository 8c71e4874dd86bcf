"""What is measured of each word, weighed: stretches of text that are likely wrong, each with its code and a probability."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtalign.detect.judge.features import Measured, measure
from mtalign.detect.judge.knowledge import Knowledge, from_arrays
from mtalign.detect.judge.language_model import Floats
from mtalign.detect.judge.tokens import Token, tokens
from mtalign.detect.judge.trees import Forest
from mtalign.detect.judge.wording import Surroundings
from mtalign.records import Span

# Tokens that are measured at once, and how long a segment without an end may be before it is cut for that.
_AT_ONCE = 8_000
_LONGEST = 2_000
# A document is thought as clean as others are until some of it has been read.
_WORDS_OF_DOUBT = 60
#: How far thresholds come down at most where a document is full of artifacts.
MOST_LEAN = 3.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stretch of a segment that is likely wrong.

    `span` counts in the segment's text. `probability` is the share of such verdicts that are right in texts where as much is
    wrong as in this one. `better` is the same with one word changed that is likelier, where there is one.
    """

    segment: int
    span: Span
    code: str
    probability: float
    better: str | None


@dataclass(frozen=True)
class _Group:
    """Codes that are told from right text by one forest, and among themselves by another.

    `threshold` holds in a clean document, for one word of a stretch; `low` is how far below it the others may lie. `slope`
    and `offset` make log-odds of a score, there.
    """

    codes: tuple[str, ...]
    forest: Forest
    threshold: float
    low: float
    floor: float
    slope: float
    offset: float

    def reached(self, lean: float) -> float:
        """The threshold where the log-odds of every word are higher by so much."""
        return self.threshold - lean / self.slope

    def probability(self, score: float, lean: float) -> float:
        """The probability that a stretch with this best score is wrong."""
        return 1 / (1 + math.exp(-(self.slope * score + self.offset + lean)))


@dataclass(frozen=True)
class _Stretch:
    """Tokens in a row that a group finds wrong: how far its best score lies beyond the threshold (negative), and that score."""

    under: float
    first: int
    last: int
    group: _Group
    best: float


@dataclass(frozen=True)
class _Scored:
    """The tokens of a document, the segment of each, and its score in each group.

    `values` is what was measured of those tokens that may be wrong, `kept` (ascending), and `better` the word for each of
    them that would stand there more likely.
    """

    tokens: list[Token]
    segment: NDArray[np.int32]
    scores: Floats
    kept: NDArray[np.int64]
    values: Floats
    better: list[str | None]

    @classmethod
    def joined(cls, parts: list[_Scored], groups: int) -> _Scored:
        """Parts of a document one behind the other."""
        offsets = np.cumsum([0, *(len(part.tokens) for part in parts)])
        return cls(
            [token for part in parts for token in part.tokens],
            np.concatenate([np.zeros(0, np.int32), *(part.segment for part in parts)]),
            np.concatenate([np.zeros((0, groups), np.float32), *(part.scores for part in parts)]),
            np.concatenate([np.zeros(0, np.int64), *(part.kept + at for part, at in zip(parts, offsets, strict=False))]),
            np.concatenate([part.values for part in parts]) if parts else np.zeros((0, 0), np.float32),
            [word for part in parts for word in part.better],
        )


class Judge:
    """Weights, and how they are applied."""

    def __init__(self, knowledge: Knowledge, arrays: Any) -> None:
        """Read the forests out of what `learning.judge` writes."""
        said = json.loads(bytes(arrays["groups"]).decode("utf-8"))
        self.knowledge = knowledge
        self.probe, self.usual = int(said["probe"]), float(said["usual"])
        self.groups = tuple(
            _Group(
                tuple(group["codes"]),
                Forest(arrays, f"{group['name']}_"),
                group["threshold"],
                group["low"],
                group["floor"],
                group["slope"],
                group["offset"],
            )
            for group in said["groups"]
        )
        self.sorts = Forest(arrays, "codes_")

    def verdicts(self, segments: Sequence[str], faults: Sequence[tuple[int, Span]] = ()) -> list[Verdict]:
        """The verdicts on a document's segments, in order of place.

        `faults` are what is known to be wrong already, each with the index of its segment and its place in that.
        """
        rows = [tokens(text) for text in segments]
        scored = self._scored(rows)
        if not scored.tokens:
            return []
        strict = self._stretches(scored, 0.0)
        words = sum(token.form[0].isalnum() for token in scored.tokens)
        known = [(segment, span.start, span.end) for segment, span in faults]
        wrong = len(known) + sum(not any(self._meets(scored, one, place) for place in known) for one in strict)
        density = (wrong + self.usual * _WORDS_OF_DOUBT) / (words + _WORDS_OF_DOUBT)
        # Where much is wrong, a weaker sign does: what is added to the log-odds of every word (Saerens et al. 2002).
        lean = min(max(0.0, math.log(density / self.usual)), MOST_LEAN)
        return self._verdicts(segments, scored, self._stretches(scored, lean) if lean else strict, lean)

    @staticmethod
    def _meets(scored: _Scored, one: _Stretch, place: tuple[int, int, int]) -> bool:
        segment, start, end = place
        return scored.segment[one.first] == segment and (
            scored.tokens[one.first].start < end and start < scored.tokens[one.last].end
        )

    def _scored(self, rows: list[list[Token]]) -> _Scored:
        """The scores of all tokens of a document, measured some thousand at once."""
        around = Surroundings.of(self.knowledge, rows)
        parts: list[_Scored] = []
        batch: list[list[Token]] = []
        owners: list[int] = []
        size = 0
        for index, row in enumerate(rows):
            for start in range(0, len(row), _LONGEST):
                batch.append(row[start : start + _LONGEST])
                owners.append(index)
                size += len(batch[-1])
            if size >= _AT_ONCE or index + 1 == len(rows):
                parts.append(self._part(measure(self.knowledge, batch, around), owners))
                batch, owners, size = [], [], 0
        return _Scored.joined(parts, len(self.groups))

    def _part(self, measured: Measured, owners: list[int]) -> _Scored:
        scores = np.stack(
            [
                group.forest.promising(measured.values, self.probe, group.floor, group.reached(MOST_LEAN) - group.low - 1)
                for group in self.groups
            ],
            axis=1,
        )
        lowest = np.array([group.reached(MOST_LEAN) - group.low for group in self.groups], np.float32)
        kept = np.flatnonzero((scores >= lowest).any(axis=1))
        return _Scored(
            measured.tokens,
            np.array(owners, np.int32)[measured.segment] if measured.tokens else measured.segment,
            scores,
            kept,
            measured.values[kept],
            [measured.better[i] for i in kept.tolist()],
        )

    def _stretches(self, scored: _Scored, lean: float) -> list[_Stretch]:
        """The stretches that reach the threshold; of those that overlap the one that is furthest above."""
        found: list[_Stretch] = []
        for number, group in enumerate(self.groups):
            scores, threshold = scored.scores[:, number], group.reached(lean)
            for first, last in stretches(scores, scored.segment, threshold, group.low):
                best = float(scores[first : last + 1].max())
                found.append(_Stretch(threshold - best, first, last, group, best))
        kept: list[_Stretch] = []
        taken = np.zeros(len(scored.tokens), bool)
        for one in sorted(found, key=lambda f: (f.under, f.first, f.last)):
            if not taken[one.first : one.last + 1].any():
                taken[one.first : one.last + 1] = True
                kept.append(one)
        return sorted(kept, key=lambda f: f.first)

    def _verdicts(self, segments: Sequence[str], scored: _Scored, found: list[_Stretch], lean: float) -> list[Verdict]:
        verdicts = []
        codes = self.knowledge.codes
        for one in found:
            places = slice(*np.searchsorted(scored.kept, (one.first, one.last + 1)).tolist())
            sums = self._kinds(scored.values[places]).sum(axis=0)
            segment, span = int(scored.segment[one.first]), Span(scored.tokens[one.first].start, scored.tokens[one.last].end)
            code = max(one.group.codes, key=lambda code: sums[codes.index(code)])
            # Of words that stand in a wrong order, or where one is too many, none is the wrong one.
            one_word = one.first == one.last or code == "agreement"
            verdicts.append(
                Verdict(
                    segment=segment,
                    span=span,
                    code=code,
                    probability=one.group.probability(one.best, lean),
                    better=self._better(segments[segment], span, scored, places, one.group) if one_word else None,
                )
            )
        return verdicts

    def _better(self, text: str, span: Span, scored: _Scored, places: slice, group: _Group) -> str | None:
        """The stretch with the worst of those of its words changed for which a likelier one is known."""
        known = [place for place in range(places.start, places.stop) if scored.better[place] is not None]
        if not known:
            return None
        column = self.groups.index(group)
        worst = max(known, key=lambda place: scored.scores[scored.kept[place], column])
        token, word = scored.tokens[int(scored.kept[worst])], str(scored.better[worst])
        if token.capital:
            word = word[:1].upper() + word[1:]
        return text[span.start : token.start] + word + text[token.end : span.end]

    def _kinds(self, rows: Floats) -> Floats:
        """What the last forest gives each code for each row: its trees take turns."""
        names = self.knowledge.codes
        found = np.zeros((len(rows), len(names)), np.float32)
        for number in range(len(self.sorts.roots)):
            found[:, number % len(names)] += self.sorts.scores(rows, number, number + 1)
        return found


def stretches(scores: Floats, segment: NDArray[np.int32], threshold: float, low: float) -> Iterator[tuple[int, int]]:
    """First and last of tokens in a row, of one segment, that reach `threshold - low`, one of them `threshold`."""
    places = np.flatnonzero(scores >= threshold - low)
    if not len(places):
        return
    breaks = np.flatnonzero((np.diff(places) > 1) | (np.diff(segment[places]) != 0)) + 1
    for run in np.split(places, breaks):
        if scores[run].max() >= threshold:
            yield int(run[0]), int(run[-1])


@lru_cache(maxsize=1)
def french_judge() -> Judge:
    """The judge that the package ships."""
    with (files("mtalign.detect.judge") / "french.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        loaded = {name: arrays[name] for name in arrays.files}
    return Judge(from_arrays(loaded), loaded)
