"""The dynamic programme: the chain of beads with the highest total score.

A bead's score is the cosine of its two sides' vectors, less what sentences around there have with each other anyway
(the margin of Artetxe & Schwenk 2019), scaled down where the lengths disagree (Gale & Church 1993) and counted once for
each sentence in it, less a price for each sentence merged and for how far the sentence that fits the other side worst falls
short of the whole. A sentence left alone has a fixed score. Two passes: anchors
first, then this programme inside a band around them (Thompson & Koehn 2019; Liu & Zhu 2023).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtalign.alignment.anchors import band, chain, ground, sure
from mtalign.alignment.encoder import ENCODER
from mtalign.alignment.vectors import Vectors
from mtalign.records import Bead, Span

if TYPE_CHECKING:
    import numpy as np

#: Part of the provenance signature.
ALIGNER = f"{ENCODER}-dp3"

#: Most sentences on one side of a bead, and in a whole bead.
MOST, MOST_IN_ALL = 5, 6
#: The shapes of beads with two sides.
SHAPES = tuple((a, b) for a in range(1, MOST + 1) for b in range(1, MOST + 1) if a + b <= MOST_IN_ALL)

# All scores are per sentence of the bead. Set on texts with known alignment, once for all kinds of text.
# What a sentence left alone scores, and what each sentence merged costs, at the closeness below. Both depend on how
# closely this pair of texts is translated: a free translation has lower similarities everywhere, and reading each of
# them as an omission would be wrong.
SKIP = -0.122
SKIP_SLOPE = 1.097
MERGE = 0.201
MERGE_SLOPE = 0.22
CLOSENESS = 0.53
# Texts closer or looser than this from it are treated as this close: copies are no reason to leave sentences alone.
_MAX_LOOSER, _MAX_CLOSER = 0.2, 0.1
# Sure pairs that the usual closeness counts for, beside those of the texts themselves.
_PRIOR = 8
# How much of the similarity to the surroundings is taken off.
MARGIN = 0.629
# How much of the similarity of each side to the sentences just before and behind the other is taken off.
LOCAL = 0.335
# Power of half the number of sentences by which a bead's score grows: below 1, a bead of many is worth less than its parts.
GROWTH = 0.637
# How much of what the weakest sentence of a bead falls short of the whole is taken off.
WEAKEST = 0.1
# What a standard deviation of disagreement in length costs, up to a bound.
LENGTH = 0.072
_MAX_DEVIATIONS = 4.0
# Variance of the length difference for each character, Gale & Church 1993, sec. 3.
_VARIANCE_PER_CHAR = 6.8
_IMPOSSIBLE = -1e9
# Target vectors converted at a time beyond those that a row needs.
_AHEAD = 128
# Weights of `signs` in the log-odds that a bead is right, by logistic regression on texts with known alignment.
_CONFIDENCE = (-3.19, 4.59, 4.29, 1.53, 5.13, 1.54, 1.22)


def best_beads(
    src: Sequence[str],
    tgt: Sequence[str],
    *,
    src_paragraphs: Sequence[int] | None = None,
    tgt_paragraphs: Sequence[int] | None = None,
    skip: float | None = None,
) -> list[Bead]:
    """The best chain of beads for two sequences of sentences; see `align_texts`."""
    n, m = len(src), len(tgt)
    if not n or not m:
        return [Bead(src=Span(i, i + 1), tgt=Span(0, 0)) for i in range(n)] + [
            Bead(src=Span(0, 0), tgt=Span(j, j + 1)) for j in range(m)
        ]
    vectors = Vectors(src, tgt, MOST)
    near_src, near_tgt, pairs = ground(vectors.left[0], vectors.right[0])
    looser = min(_MAX_CLOSER, max(-_MAX_LOOSER, _closeness(pairs, near_src, near_tgt) - CLOSENESS))
    vectors.learn(chain(pairs))
    near_src, near_tgt, pairs = ground(vectors.left[0], vectors.right[0])
    low, high = band(chain(pairs), n, m)
    scores = _Scores(src, tgt, vectors, near_src, near_tgt, MERGE + MERGE_SLOPE * looser)
    scores.keep(src_paragraphs, tgt_paragraphs)
    alone = SKIP + SKIP_SLOPE * looser
    chain_of_beads = _trace(_fill(scores, n, low, high, alone if skip is None else skip), low, n, m)
    return _rated(chain_of_beads, scores, alone)


def _closeness(pairs: Sequence[tuple[int, int, float]], near_src: np.ndarray, near_tgt: np.ndarray) -> float:
    """Median score of the sure pairs of one sentence with one, the usual closeness counted in."""
    values = sorted(margin + (1 - MARGIN) * (float(near_src[i]) + float(near_tgt[j])) / 2 for i, j, margin in sure(pairs))
    values = sorted([*values, *[CLOSENESS] * _PRIOR])
    return values[len(values) // 2]


class _Scores:
    """Scores of all beads that end at one source position."""

    def __init__(
        self,
        src: Sequence[str],
        tgt: Sequence[str],
        vectors: Vectors,
        near_src: np.ndarray,
        near_tgt: np.ndarray,
        merge: float,
    ) -> None:
        import numpy as np

        self._left, self._right, self._merge = vectors.left, vectors.right, merge
        self._dimensions = vectors.dimensions
        self._src_paragraphs: Sequence[int] | None = None
        self._tgt_paragraphs: np.ndarray | None = None
        self._near = [np.concatenate([[0.0], np.cumsum(near, dtype=np.float64)]) for near in (near_src, near_tgt)]
        ends = [np.concatenate([[0.0], np.cumsum([len(text) + 1 for text in side])]) for side in (src, tgt)]
        self._ends = ends
        self._ratio = ends[1][-1] / ends[0][-1]
        self._counts = np.arange(1, MOST + 1)
        self._nothing = np.zeros_like(vectors.left[0][0])
        self._ready: dict[int, tuple[int, np.ndarray]] = {}

    def keep(self, src_paragraphs: Sequence[int] | None, tgt_paragraphs: Sequence[int] | None) -> None:
        """Rule out beads across a paragraph's end on a side whose paragraph numbers are given."""
        self._src_paragraphs = src_paragraphs
        if tgt_paragraphs is not None:
            import numpy as np

            self._tgt_paragraphs = np.asarray(tgt_paragraphs)

    def row(self, i: int, low: int, high: int) -> np.ndarray:
        """Scores `(MOST, MOST, high - low + 1)` of the bead with a source sentences before i and b target ones before j."""
        import numpy as np

        out = np.full((MOST, MOST, high - low + 1), _IMPOSSIBLE)
        most = min(MOST, i)
        sizes = self._counts[:most]
        # The source side of each bead; then the sentence behind it, then those before it: its neighbours.
        outside = [i, *(i - a - 1 for a in sizes)]
        vectors = [self._left[a - 1][i - a] for a in sizes]
        vectors += [self._left[0][k] if 0 <= k < len(self._left[0]) else self._nothing for k in outside]
        sides = np.stack(vectors).astype(np.float32)
        known = np.array([0 <= k < len(self._left[0]) for k in outside], dtype=np.float64)
        n_around = np.maximum(1.0, known[0] + known[1:])[:, None]
        m = len(self._right[0])
        # Similarity to single target sentences, number k at column k - first, with room for the neighbours of every bead.
        first_single = max(0, low - MOST - 1)
        single = sides[:most] @ self._targets(1, first_single, min(m, high + 1)).T
        single = np.pad(single, ((0, 0), (1, 2)))
        near = (self._near[0][i] - self._near[0][i - sizes])[:, None] / sizes[:, None]
        expected = (self._ends[0][i] - self._ends[0][i - sizes])[:, None] * self._ratio
        for b in range(1, MOST + 1):
            first = max(low, b)
            if first > high:
                break
            columns = np.arange(first, high + 1)
            found = sides @ self._targets(b, first - b, high - b + 1).T
            similarity = found[:most]
            of_target = (found[most] * known[0] + found[most + 1 :] * known[1:, None]) / n_around
            after = single[:, np.minimum(columns - first_single + 1, single.shape[1] - 1)]
            before = single[:, np.maximum(columns - b - 1 - first_single + 1, 0)]
            of_source = (after + before) / np.maximum(1.0, (columns < m).astype(float) + (columns > b))
            around = (self._near[1][first : high + 1] - self._near[1][first - b : high - b + 1]) / b
            actual = self._ends[1][first : high + 1] - self._ends[1][first - b : high - b + 1]
            deviations = np.abs(actual - expected) / np.sqrt(_VARIANCE_PER_CHAR / 2 * (actual + expected))
            size = sizes[:, None] + b
            # The sentence of either side that has least in common with the whole other side.
            weakest = np.minimum(_least(found, most), _least_single(single, columns - first_single + 1, b))
            score = (
                similarity
                + WEAKEST * np.minimum(0.0, weakest - similarity)
                - MARGIN * (near + around) / 2
                - LOCAL * (of_target + of_source) / 2
            )
            score = (size / 2) ** GROWTH * (score - LENGTH * np.minimum(deviations, _MAX_DEVIATIONS)) - self._merge * (size - 2)
            score[(size > MOST_IN_ALL)[:, 0]] = _IMPOSSIBLE
            if self._tgt_paragraphs is not None:
                score[:, self._tgt_paragraphs[columns - 1] != self._tgt_paragraphs[columns - b]] = _IMPOSSIBLE
            out[:most, b - 1, first - low :] = score
        if self._src_paragraphs is not None:
            for a in range(2, most + 1):
                if self._src_paragraphs[i - a] != self._src_paragraphs[i - 1]:
                    out[a - 1] = _IMPOSSIBLE
        return out

    def _targets(self, size: int, first: int, last: int) -> np.ndarray:
        """Vectors of so many merged target sentences, those that begin in `[first, last)`, in single precision."""
        start, window = self._ready.get(size, (0, self._right[0][:0]))
        if not start <= first <= last <= start + len(window):
            # The band moves on by a column or so: convert what the next rows will ask for as well.
            start, window = first, self._right[size - 1][first : last + _AHEAD].astype("float32")
            self._ready[size] = (start, window)
        return window[first - start : last - start]

    def similarity(self, src: Span, tgt: Span) -> float:
        """Cosine of the two sides' encoder vectors, 0 to 1; 0.0 where a side is empty."""
        if not src.length or not tgt.length:
            return 0.0
        a = self._left[src.length - 1][src.start][: self._dimensions].astype("float32")
        b = self._right[tgt.length - 1][tgt.start][: self._dimensions].astype("float32")
        return float(min(1.0, max(0.0, a @ b)))

    def gain(self, src: Span, tgt: Span, alone: float) -> float:
        """How much a bead scores above its sentences left alone, per sentence; 0.0 where a side is empty."""
        if not src.length or not tgt.length:
            return 0.0
        size = src.length + tgt.length
        score = float(self.row(src.end, tgt.end, tgt.end)[src.length - 1, tgt.length - 1, 0])
        return (score - alone * size) / size


def _least(found: np.ndarray, most: int) -> np.ndarray:
    """For each number of source sentences before a position, the lowest similarity of any of them: row 0 is that of the last
    one, those before it stand behind row `most`."""
    import numpy as np

    rows = np.concatenate([found[:1], found[most + 1 : 2 * most]])
    result: np.ndarray = np.minimum.accumulate(rows, axis=0)
    return result


def _least_single(single: np.ndarray, ends: np.ndarray, size: int) -> np.ndarray:
    """The lowest similarity of any of the `size` target sentences before each end, for each source side."""
    import numpy as np

    least = single[:, ends - 1]
    for back in range(2, size + 1):
        least = np.minimum(least, single[:, ends - back])
    return least


def _fill(scores: _Scores, n: int, low: np.ndarray, high: np.ndarray, skip: float) -> list[np.ndarray]:
    """The best move into each cell, by row: 0 skips a source sentence, 1 a target one, 2.. are shapes."""
    import numpy as np

    width = int((high - low).max()) + 1
    # Only as many rows are kept as a bead reaches back.
    totals = {0: skip * np.arange(high[0] - low[0] + 1, dtype=np.float64)}
    moves = [np.ones(len(totals[0]), dtype=np.int8)]
    numbers = np.zeros((MOST, MOST), dtype=np.int8)
    for k, (a, b) in enumerate(SHAPES):
        numbers[a - 1, b - 1] = k + 2
    columns = np.arange(width)
    for i in range(1, n + 1):
        first, size = int(low[i]), int(high[i] - low[i]) + 1
        candidates = scores.row(i, first, int(high[i]))
        for a in range(1, min(MOST, i) + 1):
            earlier = _window(totals[i - a], int(low[i - a]), first - MOST, size + MOST)
            for b in range(1, MOST_IN_ALL - a + 1):
                if b <= MOST:
                    candidates[a - 1, b - 1] += earlier[MOST - b : MOST - b + size]
        flat = candidates.reshape(MOST * MOST, size)
        choice = flat.argmax(axis=0)
        best = flat[choice, columns[:size]]
        move = numbers.ravel()[choice]
        alone = _window(totals[i - 1], int(low[i - 1]), first, size) + skip
        better = alone > best
        best, move = np.where(better, alone, best), np.where(better, 0, move).astype(np.int8)
        # Skipping target sentences runs along the row: best[j] = max over k <= j of best[k] + skip * (j - k).
        ramp = skip * columns[:size]
        running = np.maximum.accumulate(best - ramp) + ramp
        skipped = running > best + 1e-12
        totals[i] = np.where(skipped, running, best)
        totals.pop(i - MOST, None)
        move[skipped] = 1
        moves.append(move)
    return moves


def _window(row: np.ndarray, row_low: int, low: int, width: int) -> np.ndarray:
    """The values of a row that starts at column `row_low`, at columns `low .. low + width`; impossible outside of it."""
    import numpy as np

    out = np.full(width, _IMPOSSIBLE)
    shift = low - row_low
    first, last = max(0, -shift), min(width, len(row) - shift)
    if first < last:
        out[first:last] = row[first + shift : last + shift]
    return out


def _trace(moves: list[np.ndarray], low: np.ndarray, n: int, m: int) -> list[tuple[Span, Span]]:
    beads: list[tuple[Span, Span]] = []
    i, j = n, m
    while i or j:
        move = int(moves[i][j - int(low[i])])
        a, b = (1, 0) if move == 0 else (0, 1) if move == 1 else SHAPES[move - 2]
        src, tgt = Span(i - a, i), Span(j - b, j)
        beads.append((src, tgt))
        i, j = i - a, j - b
    return beads[::-1]


def _rated(chain_of_beads: Sequence[tuple[Span, Span]], scores: _Scores, alone: float) -> list[Bead]:
    """The beads with similarity and confidence."""
    similarities = [scores.similarity(src, tgt) for src, tgt in chain_of_beads]
    gains = [scores.gain(src, tgt, alone) for src, tgt in chain_of_beads]
    rows = signs(chain_of_beads, similarities, gains)
    return [
        Bead(src=src, tgt=tgt, score=round(similarity, 4), confidence=round(_logistic(row), 4))
        for (src, tgt), similarity, row in zip(chain_of_beads, similarities, rows, strict=True)
    ]


def signs(
    chain_of_beads: Sequence[tuple[Span, Span]], similarities: Sequence[float], gains: Sequence[float]
) -> list[tuple[float, ...]]:
    """What confidence is judged by, for each bead: a constant, its gain over leaving its sentences alone, its cosine,
    whether it is one to one, whether a side is empty, and the gains of the beads before and behind it."""
    out: list[tuple[float, ...]] = []
    for k, (src, tgt) in enumerate(chain_of_beads):
        before = gains[k - 1] if k else gains[k]
        after = gains[k + 1] if k + 1 < len(gains) else gains[k]
        plain = float(src.length == tgt.length == 1)
        empty = float(not src.length or not tgt.length)
        out.append((1.0, gains[k], similarities[k], plain, empty, before, after))
    return out


def _logistic(row: Sequence[float]) -> float:
    return 1.0 / (1.0 + math.exp(-sum(w * x for w, x in zip(_CONFIDENCE, row, strict=True))))
