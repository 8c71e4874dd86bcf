"""The dynamic programme: the chain of beads with the highest total score.

A bead's score is the cosine of its two sides' vectors, less what sentences around there have with each other anyway
(the margin of Artetxe & Schwenk 2019), scaled down where the lengths disagree (Gale & Church 1993) and counted once
for each sentence in it, less a price for each sentence merged. A sentence left alone costs a fixed price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mtalign.alignment.encoder import ENCODER, Features, encoder
from mtalign.records import Bead, Span

if TYPE_CHECKING:
    import numpy as np

#: Part of the provenance signature.
ALIGNER = f"{ENCODER}-dp1"

#: The shapes of beads with two sides: at most four sentences a side and six in all.
SHAPES = tuple((a, b) for a in range(1, 5) for b in range(1, 5) if a + b <= 6)
# Scores are per sentence; both were set on texts with known alignment.
SKIP = 0.0
MERGE = 0.45
# How much of the average similarity to the surroundings is taken off.
MARGIN = 0.55
# French is about this much longer than English, in characters; the ratio of a pair is compared with the texts' own.
_LENGTH_WEIGHT = 0.35
# Sentences either side of the diagonal that are searched; widened by half the difference in sentence counts.
_MIN_BAND = 150
_BAND_SHARE = 0.15
_NEIGHBOURS = 4


def best_beads(src: Sequence[str], tgt: Sequence[str]) -> list[Bead]:
    """The best chain of beads for two sequences of sentences."""
    n, m = len(src), len(tgt)
    if not n or not m:
        return [Bead(src=Span(i, i + 1), tgt=Span(0, 0)) for i in range(n)] + [
            Bead(src=Span(0, 0), tgt=Span(j, j + 1)) for j in range(m)
        ]
    low, high = _band(n, m)
    table = _Scores(src, tgt)
    return _trace(*_fill(table, n, m, low, high), table, low, n, m)


def _band(n: int, m: int) -> tuple[list[int], list[int]]:
    half = max(_MIN_BAND, int(_BAND_SHARE * max(n, m)), abs(n - m) // 2 + 50)
    low = [max(0, min(m, i * m // n - half)) for i in range(n + 1)]
    high = [min(m, max(0, i * m // n + half)) for i in range(n + 1)]
    low[0], high[n] = 0, m
    return low, high


class _Scores:
    """Scores of all beads ending at one source position, by shape, from vectors of merged sentences."""

    def __init__(self, src: Sequence[str], tgt: Sequence[str]) -> None:
        import numpy as np

        self._vectors = [_merged(encoder().features(side), 4) for side in (src, tgt)]
        lengths = [np.array([len(text) + 1 for text in side], dtype=np.float64) for side in (src, tgt)]
        self._ends = [np.concatenate([[0.0], np.cumsum(side)]) for side in lengths]
        self._ratio = self._ends[1][-1] / self._ends[0][-1]
        self._ground = [
            _ground(self._vectors[0][0], self._vectors[1][0]),
            _ground(self._vectors[1][0], self._vectors[0][0]),
        ]

    def row(self, i: int, low: int, high: int) -> Iterator[tuple[int, int, np.ndarray]]:
        """For each shape `(a, b)`: scores of the bead with source `i - a .. i` and target `j - b .. j`, j in [low, high]."""
        import numpy as np

        for a, b in SHAPES:
            if a > i:
                continue
            left = max(low, b)
            if left > high:
                continue
            source = self._vectors[0][a - 1][i - a]
            target = self._vectors[1][b - 1][left - b : high - b + 1]
            ground = self._ground[0][i - a : i].mean() / 2 + self._mean(left, high, b) / 2
            similarity = target @ source - MARGIN * ground
            expected = (self._ends[0][i] - self._ends[0][i - a]) * self._ratio
            actual = self._ends[1][left : high + 1] - self._ends[1][left - b : high - b + 1]
            # Gale & Church: the difference grows with the square root of the length.
            distance = np.abs(actual - expected) / np.sqrt(6.8 * (actual + expected))
            score = (a + b) * (similarity - _LENGTH_WEIGHT * 0.1 * np.minimum(distance, 4.0)) - MERGE * (a + b - 2)
            padded = np.full(high - low + 1, -np.inf)
            padded[left - low :] = score
            yield a, b, padded

    def similarity(self, bead: Bead) -> float:
        """Cosine of the two sides, 0 to 1."""
        if not bead.src.length or not bead.tgt.length:
            return 0.0
        a = self._vectors[0][bead.src.length - 1][bead.src.start]
        b = self._vectors[1][bead.tgt.length - 1][bead.tgt.start]
        return float(min(1.0, max(0.0, a @ b)))

    def _mean(self, left: int, high: int, b: int) -> np.ndarray:
        import numpy as np

        total = np.concatenate([[0.0], np.cumsum(self._ground[1])])
        result: np.ndarray = (total[left : high + 1] - total[left - b : high - b + 1]) / b
        return result


def _merged(features: Features, most: int) -> list[np.ndarray]:
    """Vectors of 1, 2 ... `most` consecutive sentences, by their first; array k has n - k rows."""
    import numpy as np

    out = []
    inner = np.concatenate([np.zeros((1, features.inner.shape[1])), np.cumsum(features.inner, axis=0, dtype=np.float64)])
    counts = np.concatenate([[0.0], np.cumsum(features.counts)])
    for k in range(1, most + 1):
        if len(features.counts) < k:
            out.append(np.zeros((0, 512), dtype=np.float32))
            continue
        sums = (inner[k:] - inner[:-k]).astype(np.float32) + features.begin[: len(inner) - k] + features.end[k - 1 :]
        size = counts[k:] - counts[:-k]
        out.append(encoder().head(sums, size + 2 * (size > 0)))
    return out


def _ground(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Average cosine of each vector to its closest few on the other side, `(n,)`."""
    import numpy as np

    out = np.empty(len(vectors))
    k = min(_NEIGHBOURS, len(others))
    for start in range(0, len(vectors), 1024):
        block = vectors[start : start + 1024] @ others.T
        out[start : start + len(block)] = np.partition(block, -k, axis=1)[:, -k:].mean(axis=1)
    return out


def _fill(table: _Scores, n: int, m: int, low: list[int], high: list[int]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Best totals and the moves that led there (0 skips a source sentence, 1 a target sentence, 2.. a shape), by row."""
    import numpy as np

    totals: list[np.ndarray] = []
    moves: list[np.ndarray] = []
    for i in range(n + 1):
        width = high[i] - low[i] + 1
        best = np.full(width, -np.inf)
        move = np.zeros(width, dtype=np.int8)
        if i == 0:
            best = SKIP * np.arange(width, dtype=float)
            move[:] = 1
            totals.append(best)
            moves.append(move)
            continue
        _improve(best, move, _shifted(totals[i - 1], low[i - 1], low[i], width, 0) + SKIP, 0)
        for a, b, score in table.row(i, low[i], high[i]):
            if a <= i:
                _improve(best, move, _shifted(totals[i - a], low[i - a], low[i], width, b) + score, 2 + SHAPES.index((a, b)))
        # Skipping target sentences runs along the row: best[j] = max over k <= j of best[k] + SKIP * (j - k).
        ramp = SKIP * np.arange(width)
        running = np.maximum.accumulate(best - ramp) + ramp
        skipped = running > best + 1e-12
        best = np.where(skipped, running, best)
        move[skipped] = 1
        totals.append(best)
        moves.append(move)
    return totals, moves


def _improve(best: np.ndarray, move: np.ndarray, candidate: np.ndarray, number: int) -> None:
    better = candidate > best
    best[better] = candidate[better]
    move[better] = number


def _shifted(row: np.ndarray, row_low: int, low: int, width: int, back: int) -> np.ndarray:
    """The values of an earlier row at columns `j - back` for j in [low, low + width)."""
    import numpy as np

    out = np.full(width, -np.inf)
    start = low - back - row_low
    first, last = max(0, -start), min(width, len(row) - start)
    if first < last:
        out[first:last] = row[start + first : start + last]
    return out


def _trace(totals: list[np.ndarray], moves: list[np.ndarray], table: _Scores, low: list[int], n: int, m: int) -> list[Bead]:
    beads: list[Bead] = []
    i, j = n, m
    while i or j:
        move = int(moves[i][j - low[i]])
        a, b = (1, 0) if move == 0 else (0, 1) if move == 1 else SHAPES[move - 2]
        bead = Bead(src=Span(i - a, i), tgt=Span(j - b, j))
        beads.append(Bead(src=bead.src, tgt=bead.tgt, score=round(table.similarity(bead), 4)))
        i, j = i - a, j - b
    return beads[::-1]
