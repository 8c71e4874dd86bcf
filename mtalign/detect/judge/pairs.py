"""What was lost and what was invented in a pair: what is measured of each word, weighed, for many pairs at once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from mtalign.detect.judge.gaps import Floats, Laid, Side
from mtalign.detect.judge.judge import stretches
from mtalign.detect.judge.trees import Forest
from mtalign.detect.unit import Run, Unit
from mtalign.languages.lexicon import lexicons
from mtalign.records import Reads, Span

#: The language of the source that a translation model reads with, and that of its target.
READ = ("fr", "en")
# Pairs that are weighed at once: what a model says of them is large.
_AT_ONCE = 400
_NEVER = -99.0


@dataclass(frozen=True)
class _Weights:
    """How one side's words are weighed.

    `low` is how far below the threshold others of a run may lie; a word that the first `probe` trees give less than `floor` is
    looked at no further.
    """

    forest: Forest
    threshold: float
    low: float
    slope: float
    offset: float
    probe: int
    floor: float

    def scores(self, rows: Floats) -> Floats:
        """The score of each word; below anything for those that are not followed up."""
        return self.forest.promising(rows, self.probe, self.floor, _NEVER)

    def runs(self, rows: Floats, sides: Sequence[Side]) -> Iterator[tuple[int, Run]]:
        """The runs of words that the other side lacks, each with the index of its pair; a row for each word of all sides."""
        owner = np.repeat(np.arange(len(sides), dtype=np.int32), [len(side.content) for side in sides])
        starts = np.searchsorted(owner, np.arange(len(sides)))
        scores = self.scores(rows)
        for first, last in stretches(scores, owner, self.threshold, self.low):
            pair = int(owner[first])
            words = sides[pair].content[first - int(starts[pair]) : last - int(starts[pair]) + 1]
            odds = self.slope * float(scores[first : last + 1].max()) + self.offset
            span = Span(words[0].word.span.start, words[-1].word.span.end)
            yield pair, Run(span, 1 / (1 + math.exp(-odds)))


class PairJudge:
    """Weights for words of either language that the other side lacks, with what a translation model says and without."""

    def __init__(self, arrays: Any) -> None:
        """Read what `learning.judge` writes."""
        said = json.loads(bytes(arrays["pairs"]).decode("utf-8"))
        self.floors: dict[str, float] = said["floors"]
        self._weights = {name: _Weights(Forest(arrays, f"{name}_"), **weights) for name, weights in said["weights"].items()}

    def weigh(self, units: Sequence[Unit], reads: Reads | None) -> None:
        """Say of each unit, all in the same two languages, which of its words were lost and which invented."""
        for start in range(0, len(units), _AT_ONCE):
            self._weigh([Pair(unit) for unit in units[start : start + _AT_ONCE]], reads)

    def _weigh(self, pairs: Sequence[Pair], reads: Reads | None) -> None:
        langs = pairs[0].unit.source.lang, pairs[0].unit.target.lang
        rows = [np.concatenate([pair.by_lexicon[side] for pair in pairs]) for side in (0, 1)]
        doubtful = self._doubtful(pairs, rows, langs) if reads and langs == READ else []
        read: set[int] = set()
        if reads and doubtful:
            some = [pairs[i] for i in doubtful]
            readings = reads(
                [pair.unit.src.text for pair in some],
                [pair.unit.tgt.text for pair in some],
                [pair.places(0) for pair in some],
                [pair.places(1) for pair in some],
            )
            known = [(i, pair, said) for i, pair, said in zip(doubtful, some, readings, strict=True) if said]
            read = {i for i, *_ in known}
            if known:
                both = (
                    [np.hstack([pair.by_lexicon[0], pair.laid[0].of_source(said)]) for _, pair, said in known],
                    [np.hstack([pair.by_lexicon[1], pair.laid[1].of_target(said)]) for _, pair, said in known],
                )
                self._found([pair for _, pair, _ in known], [np.concatenate(side) for side in both], langs, "read")
        # Where a model was asked and the lexicon alone had next to no doubt, there is none.
        asked = bool(reads) and langs == READ
        rest = [pair for i, pair in enumerate(pairs) if i not in read and not (asked and i not in doubtful)]
        if rest:
            self._found(rest, [np.concatenate([pair.by_lexicon[side] for pair in rest]) for side in (0, 1)], langs, "lexicon")

    def _doubtful(self, pairs: Sequence[Pair], rows: Sequence[Floats], langs: tuple[str, str]) -> list[int]:
        """The pairs of which a model may say that something is missing: elsewhere it need not be asked."""
        doubt = np.zeros(len(pairs), bool)
        for side, lang in enumerate(langs):
            owner = np.repeat(np.arange(len(pairs)), [len(pair.sides[side].content) for pair in pairs])
            scores = self._weights[f"{lang}_lexicon"].scores(rows[side])
            doubt[owner[scores >= self.floors[lang]]] = True
        return np.flatnonzero(doubt).tolist()

    def _found(self, pairs: Sequence[Pair], rows: Sequence[Floats], langs: tuple[str, str], how: str) -> None:
        for side, lang in enumerate(langs):
            for index, run in self._weights[f"{lang}_{how}"].runs(rows[side], [pair.sides[side] for pair in pairs]):
                unit = pairs[index].unit
                if side:
                    unit.invented.append(run)
                else:
                    unit.lost.append(run)


class Pair:
    """A unit whose languages a lexicon knows, its sides laid beside each other, and what the lexicon says of their words."""

    def __init__(self, unit: Unit) -> None:
        """Raises ValueError for a unit that no lexicon knows."""
        if unit.coverage is None:
            raise ValueError("no lexicon knows these words")
        self.unit = unit
        known = lexicons(unit.source.lang, unit.target.lang)
        self.sides = (
            Side(unit.src_words, unit.src.text, unit.src.span.start, unit.coverage.source, known[unit.source.lang]),
            Side(unit.tgt_words, unit.tgt.text, unit.tgt.span.start, unit.coverage.target, known[unit.target.lang]),
        )
        self.laid = Laid(*self.sides), Laid(*self.sides[::-1])
        ratio, deviations = unit.proportion
        self.by_lexicon = (
            self.laid[0].by_lexicon(deviations, ratio),
            self.laid[1].by_lexicon(-deviations, 1 / max(ratio, 1e-3)),
        )

    def places(self, side: int) -> list[Span]:
        """Where the words of a side stand in its segment."""
        offset = self.sides[side].offset
        return [Span(word.span.start - offset, word.span.end - offset) for word in self.sides[side].words]


@lru_cache(maxsize=1)
def pair_judge() -> PairJudge:
    """The judge of French and English pairs that the package ships."""
    with (files("mtalign.detect.judge") / "fr-en.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        return PairJudge({name: arrays[name] for name in arrays.files})
