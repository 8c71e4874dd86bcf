"""The dynamic programme over chains of beads inside a band: the best chain, and how probable each of its beads is.

A cell `(i, j)` is the point before source sentence i and target sentence j. A chain goes from the first cell to the last by
beads of SHAPES and by sentences left alone. Best chains: Viterbi; probabilities: forward and backward sums over all chains.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from mtalign.alignment.evidence import BLOCK, IMPOSSIBLE, Block
from mtalign.alignment.signs import MOST, SHAPES
from mtalign.records import Span

_NEVER = -1e12


class Scores(Protocol):
    """Scores of the beads of n source and m target sentences by blocks of rows, inside the columns `low[i] .. high[i]` of
    each row; see `evidence.BeadEvidence`."""

    n: int
    m: int
    low: np.ndarray
    high: np.ndarray

    def block(self, start: int, /) -> Block:
        """Scores of the beads that end in the BLOCK rows behind `start`, and in MOST more."""


class Programme:
    """One run over two texts that both have sentences."""

    def __init__(self, scores: Scores, left: np.ndarray, right: np.ndarray) -> None:
        """`left`, `(n,)`, and `right`, `(m,)`, are the scores of sentences left alone."""
        self._scores, self._left, self._right = scores, left, right
        self._n, self._m, self._low, self._high = scores.n, scores.m, scores.low, scores.high
        self._run = np.concatenate([[0.0], np.cumsum(right, dtype=np.float64)])
        # By row: the move into each cell on its best chain (0 leaves a source sentence alone, 1 a target one, 2.. are
        # shapes), and the logarithm of the sum over all chains that reach it.
        self._moves: list[np.ndarray] = []
        self._sums: list[np.ndarray] = []
        self.best = self._forward()

    def _forward(self) -> float:
        """Fill the rows; the total of the best chain."""
        start_row = np.full(int(self._high[0] - self._low[0]) + 1, _NEVER)
        start_row[0] = 0.0
        bests = [self._settle(0, start_row, start_row, np.zeros(len(start_row), dtype=np.int8))]
        for start in range(0, self._n, BLOCK):
            block, stop = self._scores.block(start), min(self._n, start + BLOCK)
            size = (stop - start + MOST, block.scores.shape[2] + MOST)
            best, sums = (_Window(start + 1 - MOST, block.column - MOST, size) for _ in range(2))
            for back, row in enumerate(reversed(bests[-MOST:])):
                best.put(start - back, int(self._low[start - back]), row)
                sums.put(start - back, int(self._low[start - back]), self._sums[start - back])
            for i in range(start + 1, stop + 1):
                low, high = int(self._low[i]), int(self._high[i]) + 1
                here = block.scores[:, i - block.row, low - block.column : high - block.column]
                found = np.concatenate([best.row(i - 1, low, high) + self._left[i - 1], here + best.reach(i, low, high, -1)])
                total = np.concatenate([sums.row(i - 1, low, high) + self._left[i - 1], here + sums.reach(i, low, high, -1)])
                choice = found.argmax(axis=0)
                move = np.where(choice == 0, 0, choice + 1).astype(np.int8)
                bests.append(self._settle(i, found[choice, np.arange(high - low)], _log_sum(total), move))
                best.put(i, low, bests[-1])
                sums.put(i, low, self._sums[i])
            del bests[:-MOST]
        return float(bests[-1][-1])

    def _settle(self, i: int, best: np.ndarray, total: np.ndarray, move: np.ndarray) -> np.ndarray:
        """Finish a row: target sentences left alone run along it, best[j] = max over k <= j of best[k] + run[j] - run[k]."""
        run = self._run[int(self._low[i]) : int(self._high[i]) + 1]
        running = np.maximum.accumulate(best - run) + run
        skipped = running > best + 1e-9
        move[skipped] = 1
        self._moves.append(move)
        self._sums.append(np.logaddexp.accumulate(total - run) + run)
        result: np.ndarray = np.where(skipped, running, best)
        return result

    def chain(self) -> list[tuple[Span, Span]]:
        """The chain of beads with the highest total."""
        beads: list[tuple[Span, Span]] = []
        i, j = self._n, self._m
        while i or j:
            move = int(self._moves[i][j - int(self._low[i])])
            a, b = (1, 0) if move == 0 else (0, 1) if move == 1 else SHAPES[move - 2]
            beads.append((Span(i - a, i), Span(j - b, j)))
            i, j = i - a, j - b
        return beads[::-1]

    def probabilities(self, chain: Sequence[tuple[Span, Span]]) -> list[float]:
        """How probable each bead of a chain is, over all chains, 0 to 1.

        For a sentence left alone it does not matter between which sentences of the other side.
        """
        everything = float(self._sums[self._n][-1])
        # By the source sentence they begin with: each begins one bead.
        beads = {src.start: k for k, (src, tgt) in enumerate(chain) if src.length and tgt.length}
        out = np.zeros(len(chain))
        lone = np.zeros(self._n), np.zeros(self._m)
        after = self._backward_row(self._n, np.append(np.full(int(self._high[-1] - self._low[-1]), _NEVER), 0.0), lone[1])
        rows = {self._n: after}
        for start in reversed(range(0, self._n, BLOCK)):
            block, stop = self._scores.block(start), min(self._n, start + BLOCK)
            here = _by_first(block, stop - start)
            window = _Window(start, block.column, (stop - start + MOST + 1, here.shape[2] + MOST))
            for i, row in rows.items():
                window.put(i, int(self._low[i]), row)
            for i in reversed(range(start, stop)):
                low, high = int(self._low[i]), int(self._high[i]) + 1
                found = here[:, i - start, low - block.column : high - block.column] + window.reach(i, low, high, 1)
                alone = window.row(i + 1, low, high) + self._left[i]
                lone[0][i] = np.exp(np.minimum(self._sums[i] + alone[0] - everything, 0)).sum()
                if i in beads:
                    src, tgt = chain[beads[i]]
                    score = found[SHAPES.index((src.length, tgt.length)), tgt.start - low]
                    out[beads[i]] = np.exp(min(0.0, self._sums[i][tgt.start - low] + score - everything))
                row = self._backward_row(i, _log_sum(np.concatenate([alone, found])), lone[1])
                window.put(i, low, row)
                rows[i] = row
                rows.pop(i + MOST + 1, None)
        for k, (src, tgt) in enumerate(chain):
            if not src.length or not tgt.length:
                out[k] = lone[0][src.start] if src.length else lone[1][tgt.start]
        return [float(p) for p in np.clip(out, 0.0, 1.0)]

    def _backward_row(self, i: int, values: np.ndarray, lone: np.ndarray) -> np.ndarray:
        """Logarithms of the sums over all ways on from a row's cells; adds to `lone` what leaves target sentences alone."""
        low, high = int(self._low[i]), int(self._high[i])
        run = self._run[low : high + 1]
        row: np.ndarray = np.logaddexp.accumulate((values + run)[::-1])[::-1] - run
        through = self._sums[i][:-1] + self._right[low:high] + row[1:] - float(self._sums[self._n][-1])
        lone[low:high] += np.exp(np.minimum(through, 0))
        return row


class _Window:
    """Rows of totals side by side, from a first row and column on; what was not put there can never be."""

    def __init__(self, first_row: int, first_column: int, size: tuple[int, int]) -> None:
        self._row, self._column = first_row, first_column
        self._values = np.full(size, _NEVER)
        self._steps = np.array([a * size[1] + b for a, b in SHAPES])[:, None]

    def put(self, i: int, low: int, values: np.ndarray) -> None:
        r, c = i - self._row, low - self._column
        if 0 <= r < len(self._values):
            first, last = max(0, c), min(self._values.shape[1], c + len(values))
            self._values[r, first:last] = values[first - c : last - c]

    def row(self, i: int, low: int, high: int) -> np.ndarray:
        """The values of a row at columns `low .. high - 1`, `(1, high - low)`."""
        r, c = i - self._row, low - self._column
        return np.array(self._values[None, r, c : c + high - low])

    def reach(self, i: int, low: int, high: int, way: int) -> np.ndarray:
        """For each shape, the values one bead before (`way` -1) or behind (1) the cells of row i, columns `low .. high - 1`."""
        at = (i - self._row) * self._values.shape[1] + low - self._column
        result: np.ndarray = self._values.ravel()[at + way * self._steps + np.arange(high - low)]
        return result


def _by_first(block: Block, n_rows: int) -> np.ndarray:
    """A block's scores by the cell a bead begins in: `[k, r, c]` is row `block.row - 1 + r`, column `block.column + c`."""
    kinds, height, width = block.scores.shape
    padded = np.full((kinds, max(height, n_rows) + MOST, width + MOST), IMPOSSIBLE, dtype=np.float32)
    padded[:, :height, :width] = block.scores
    return np.stack([padded[k, a - 1 : a - 1 + n_rows, b : b + width] for k, (a, b) in enumerate(SHAPES)])


def _log_sum(values: np.ndarray) -> np.ndarray:
    most = values.max(axis=0)
    result: np.ndarray = most + np.log(np.exp(values - most).sum(axis=0))
    return result
