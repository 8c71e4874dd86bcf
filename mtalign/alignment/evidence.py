"""How well a bead fits: what speaks for and against it.

The signs are the similarity of its two sides (cosines of `Vectors`), less what sentences around there have in common anyway
(the margin of Artetxe & Schwenk 2019), the agreement of lengths (Gale & Church 1993) and of marks, and whether
the clauses on either side of its ends belong to where they stand. A sentence left alone is judged by the best it could have
had. A score is a log potential: one more makes a chain e times as probable.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtalign.alignment.signs import MOST, SHAPES, Weights, weights
from mtalign.alignment.vectors import Vectors, inside

#: Score of what cannot be.
IMPOSSIBLE = -1e9
# Rows of the search whose scores are computed at a time.
BLOCK = 64
# Scores kept for the way back, 120 MB of them; those beyond are computed again.
_MAX_KEPT = 30_000_000
# Variance of the length difference for each character, Gale & Church 1993, sec. 3.
_VARIANCE_PER_CHAR = 6.8
_MAX_DEVIATIONS = 6.0
_MARK = {"?": 1, "!": 2, ".": 0, "…": 0, ":": 3, ";": 3, ",": 3}
_QUESTION, _EXCLAMATION, _UNFINISHED = 1, 2, 3
_BEHIND = "\"”»'’)] _*"
_SPEECH = re.compile(r"\s*(?:-- |—|–|- |[\"“«‘]|' )")


@dataclass(frozen=True, slots=True)
class Block:
    """Scores of beads that end in some rows of the search.

    `scores[k, r, c]` is that of the bead of shape k which ends before source sentence `row + r` and target sentence
    `column + c`; what lies outside the texts is IMPOSSIBLE.
    """

    row: int
    column: int
    scores: np.ndarray


class BeadEvidence:
    """The signs and scores of the beads of two texts, by blocks of the band `low[i] .. high[i]`, `i` from 0 to n.

    `near` says what each sentence has in common with its nearest few on the other side; `closeness` how closely the texts are
    translated, 0 for as closely as usual.
    """

    def __init__(
        self,
        src: Sequence[str],
        tgt: Sequence[str],
        vectors: Vectors,
        near: tuple[np.ndarray, np.ndarray],
        closeness: float,
        low: np.ndarray,
        high: np.ndarray,
    ) -> None:
        self.low, self.high = low, high
        self.n, self.m = len(src), len(tgt)
        self._sides = (vectors.left, vectors.right)
        self.closeness = closeness
        lengths = [np.array([len(text) + 1.0 for text in side]) for side in (src, tgt)]
        # Lengths in characters of a language between the two, so that neither side is the measure.
        ratio = float(np.sqrt(lengths[1].sum() / lengths[0].sum()))
        self._lengths = (lengths[0] * ratio, lengths[1] / ratio)
        self._near = near
        self._marks = tuple(np.array([_closing(text) for text in side]) for side in (src, tgt))
        self._speech = tuple(np.array([bool(_SPEECH.match(text)) for text in side]) for side in (src, tgt))
        self._paragraphs: tuple[Sequence[int] | None, Sequence[int] | None] = (None, None)
        self._kept: dict[int, Block] = {}
        self._room = _MAX_KEPT
        # Those of the program, unless others are set: learning them must not need any.
        self._weights: Weights | None = None

    def keep(self, src_paragraphs: Sequence[int] | None, tgt_paragraphs: Sequence[int] | None) -> None:
        """Rule out beads across a paragraph's end on a side whose paragraph numbers are given."""
        self._paragraphs = (src_paragraphs, tgt_paragraphs)

    def weighed(self, known: Weights) -> BeadEvidence:
        """The same evidence under other weights."""
        other = copy.copy(self)
        other._weights, other._kept, other._room = known, {}, _MAX_KEPT
        return other

    def block(self, start: int) -> Block:
        """Scores of the beads that end in rows `start + 1 .. start + BLOCK` and up to MOST rows behind them."""
        if start in self._kept:
            return self._kept[start]
        known = self._weights or weights()
        frame = _Frame(self, start)
        ends = np.tensordot(known.ends, frame.ends(), axes=1)
        scores = np.full((len(SHAPES), *frame.shape), IMPOSSIBLE, dtype=np.float32)
        for k, (a, b) in enumerate(SHAPES):
            score, inside = scores[k], frame.inside(a, b)
            half = (a + b) / 2 - 1
            factors = known.bead + half * known.by_size + self.closeness * known.by_closeness
            values = sum(factor * sign for factor, sign in zip(factors, frame.signs(a, b), strict=True))
            values = (
                values + known.shapes[k] @ (1.0, self.closeness) + half * known.size + frame.view(ends, a, b) + frame.view(ends)
            )
            score[inside] = values[inside]
            for axis, paragraphs in enumerate(self._paragraphs):
                if paragraphs is not None:
                    np.moveaxis(score, axis, 0)[frame.across(paragraphs, axis, (a, b)[axis])] = IMPOSSIBLE
        block = Block(frame.row, frame.column, scores)
        if scores.size <= self._room:
            self._room -= scores.size
            self._kept[start] = block
        return block

    def alone(self) -> tuple[np.ndarray, np.ndarray]:
        """Scores of each sentence left alone, `(n,)` and `(m,)`."""
        factors = (self._weights or weights()).alone @ (1.0, self.closeness)
        left, right = (signs @ factors for signs in self.alone_signs())
        return left, right

    def alone_signs(self) -> tuple[np.ndarray, np.ndarray]:
        """ALONE_SIGNS of each sentence, `(n, 6)` and `(m, 6)`."""
        best = np.full(self.n, -np.inf), np.full(self.m, -np.inf)
        for start in range(0, self.n, BLOCK):
            stop = min(self.n, start + BLOCK)
            first, last = int(self.low[start]), min(self.m, int(self.high[stop]))
            rows, columns = np.arange(start, stop)[:, None], np.arange(first, last)[None]
            found = self._sides[0].rows(1, start, stop) @ self._sides[1].rows(1, first, last).T
            found = np.where((columns >= self.low[rows]) & (columns < self.high[rows + 1]), found, -np.inf)
            if found.size:
                best[0][start:stop] = found.max(axis=1)
                best[1][first:last] = np.maximum(best[1][first:last], found.max(axis=0))
        out = []
        for value, near, length, mark in zip(best, self._near, self._lengths, self._marks, strict=True):
            value = np.where(np.isfinite(value), value, 0.0)
            size = np.clip(np.log(length / 60), -3, 2)
            out.append(np.stack([np.ones(len(near)), value, value - near, size, near, mark >= _UNFINISHED], axis=1))
        return out[0], out[1]

    def signs(self, start: int) -> dict[tuple[int, int], tuple[np.ndarray, ...]]:
        """For each shape, the beads that end in a block's rows inside the band: first source and target sentence, `(k,)`,
        BEAD_SIGNS `(k, 18)` and the sum of both ends' END_SIGNS, `(k, 10)`. What the weights are learnt from."""
        frame = _Frame(self, start)
        ends = frame.ends()
        out: dict[tuple[int, int], tuple[np.ndarray, ...]] = {}
        rows = frame.row + np.arange(frame.shape[0])[:, None]
        columns = frame.column + np.arange(frame.shape[1])[None]
        for a, b in SHAPES:
            clipped = [np.clip(x, 0, self.n) for x in (rows, rows - a)]
            wanted = frame.inside(a, b) & (rows <= min(self.n, start + BLOCK))
            for r, c in zip(clipped, (columns, columns - b), strict=True):
                wanted = wanted & (c >= self.low[r]) & (c <= self.high[r])
            i, j = np.nonzero(wanted)
            both = [frame.view(x, a, b)[i, j] + frame.view(x)[i, j] for x in ends]
            signs = np.stack([np.broadcast_to(x, frame.shape)[i, j] for x in frame.signs(a, b)], axis=1)
            out[a, b] = (frame.row + i - a, frame.column + j - b, signs, np.stack(both, axis=1))
        return out


class _Frame:
    """The cells of a block: rows `row .. row + height`, columns `column .. column + width`, with a margin before and behind
    them for what a bead reaches. Arrays with the margin hold, at `[r, c]`, what begins at those positions."""

    def __init__(self, evidence: BeadEvidence, start: int) -> None:
        self._of = evidence
        stop = min(evidence.n, start + BLOCK + MOST)
        self.row, self.column = start + 1, int(evidence.low[start])
        self.shape = (stop - start, int(evidence.high[stop]) - self.column + 1)
        # First positions, and how many, with the margin.
        self._firsts = (self.row - MOST - 1, self.column - MOST - 1)
        self._sizes = (self.shape[0] + MOST + 2, self.shape[1] + MOST + 2)
        self._indices = tuple(first + np.arange(size) for first, size in zip(self._firsts, self._sizes, strict=True))
        rows = [
            [side.rows(size, first, first + many) for size in range(1, MOST + 1)]
            for side, first, many in zip(evidence._sides, self._firsts, self._sizes, strict=True)
        ]
        self._cut = evidence._sides[0].dimensions
        self._words = {(a, b): self._dot(rows[0][a - 1], rows[1][b - 1], slice(self._cut, None)) for a, b in SHAPES}
        self._all = {(a, b): self._words[a, b] + self._dot(rows[0][a - 1], rows[1][b - 1], slice(self._cut)) for a, b in SHAPES}
        self._singles = [side[0] for side in rows]

    @staticmethod
    def _dot(left: np.ndarray, right: np.ndarray, part: slice) -> np.ndarray:
        result: np.ndarray = left[:, part] @ right[:, part].T
        return result

    def view(self, values: np.ndarray, up: int = 0, left: int = 0) -> np.ndarray:
        """The block's cells, each with the value so many rows up and columns to the left of it."""
        r, c = MOST + 1 - up, MOST + 1 - left
        result: np.ndarray = values[r : r + self.shape[0], c : c + self.shape[1]]
        return result

    def _line(self, values: np.ndarray, axis: int, back: int) -> np.ndarray:
        """Per sentence values at the block's rows (axis 0) or columns (1), so many positions back; 0 outside the text."""
        index = (self.row, self.column)[axis] + np.arange(self.shape[axis]) - back
        found = np.where((index >= 0) & (index < len(values)), values[np.clip(index, 0, len(values) - 1)], 0)
        return found[:, None] if axis == 0 else found[None]

    def _sum(self, values: np.ndarray, axis: int, size: int) -> np.ndarray:
        result: np.ndarray = sum(self._line(values, axis, k) for k in range(1, size + 1))  # type: ignore[assignment]
        return result

    def inside(self, a: int, b: int) -> np.ndarray:
        """Which of the block's cells a bead of this shape can end in."""
        rows = self.row + np.arange(self.shape[0])[:, None]
        columns = self.column + np.arange(self.shape[1])[None]
        result: np.ndarray = (rows >= a) & (columns >= b) & (rows <= self._of.n) & (columns <= self._of.m)
        return result

    def across(self, paragraphs: Sequence[int], axis: int, size: int) -> np.ndarray:
        """At which rows or columns so many sentences would come from two paragraphs."""
        numbers = np.asarray(paragraphs)
        ends = (self.row, self.column)[axis] + np.arange(self.shape[axis])
        result: np.ndarray = (
            numbers[np.clip(ends - 1, 0, len(numbers) - 1)] != numbers[np.clip(ends - size, 0, len(numbers) - 1)]
        )
        return result

    def signs(self, a: int, b: int) -> tuple[np.ndarray, ...]:
        """BEAD_SIGNS of the beads of this shape by the cell they end in."""
        of = self._of
        similarity, words = self.view(self._all[a, b], a, b), self.view(self._words[a, b], a, b)
        usual = (self._sum(of._near[0], 0, a) / a + self._sum(of._near[1], 1, b) / b) / 2
        # The source sentence before and the one behind, against the target side; and the other way round.
        tall, wide = self._all[1, b], self._all[a, 1]
        known = [
            (self._line(np.ones(n), axis, size + 1), self._line(np.ones(n), axis, 0))
            for axis, (n, size) in enumerate(((of.n, a), (of.m, b)))
        ]
        around = [
            (before + behind) / np.maximum(1.0, sum(known[axis]))
            for axis, (before, behind) in enumerate(
                (
                    (self.view(tall, a + 1, b), self.view(tall, 0, b)),
                    (self.view(wide, a, b + 1), self.view(wide, a, 0)),
                )
            )
        ]
        each = [self.view(tall, k, b) for k in range(1, a + 1)], [self.view(wide, a, k) for k in range(1, b + 1)]
        weakest = np.minimum.reduce([*each[0], *each[1]])
        margin = np.minimum.reduce(
            [
                value - self._line(of._near[axis], axis, k)
                for axis, values in enumerate(each)
                for k, value in enumerate(values, start=1)
            ]
        )
        shorter = []
        if a > 1:
            shorter += [self.view(self._all[a - 1, b], a, b), self.view(self._all[a - 1, b], a - 1, b)]
        if b > 1:
            shorter += [self.view(self._all[a, b - 1], a, b), self.view(self._all[a, b - 1], a, b - 1)]
        cuts = []
        for c in range(1, a):
            for d in range(1, b):
                first, rest = self.view(self._all[c, d], a, b), self.view(self._all[a - c, b - d], a - c, b - d)
                cuts.append(((c + d) * first + (a + b - c - d) * rest) / (a + b))
        lengths = self._sum(of._lengths[0], 0, a), self._sum(of._lengths[1], 1, b)
        total = np.maximum(lengths[0] + lengths[1], 1.0)
        deviations = np.minimum(np.abs(lengths[0] - lengths[1]) / np.sqrt(_VARIANCE_PER_CHAR / 2 * total), _MAX_DEVIATIONS)
        marks = [self._line(side, axis, 1) for axis, side in enumerate(of._marks)]
        speech = [self._line(side, axis, (a, b)[axis]) for axis, side in enumerate(of._speech)]
        nothing = np.zeros((1, 1))
        return (
            similarity,
            words,
            usual,
            (around[0] + around[1]) / 2,
            np.minimum(0.0, weakest - similarity),
            np.minimum(0.0, margin),
            similarity - np.maximum.reduce(shorter) if shorter else nothing,
            similarity - np.maximum.reduce(cuts) if cuts else nothing,
            deviations,
            deviations**2 / 4,
            np.abs(np.log((lengths[0] + 3) / (lengths[1] + 3))),
            (marks[0] == _QUESTION) != (marks[1] == _QUESTION),
            (marks[0] == _EXCLAMATION) != (marks[1] == _EXCLAMATION),
            (marks[0] >= _UNFINISHED) != (marks[1] >= _UNFINISHED),
            (marks[0] == _QUESTION) & (marks[1] == _QUESTION),
            speech[0] != speech[1],
            (speech[0] != 0) & (speech[1] != 0),
            np.clip(np.log(total / 200), -3, 3),
        )

    def ends(self) -> np.ndarray:
        """END_SIGNS `(10, rows, columns)`, with the margin, of cutting both texts before these sentences; 0 at the edges.

        For the first clause behind the cut and the last before it, on either side: how much more it is like the other
        text's sentence across the cut than like the one on its own side, the four sorted, highest first; the same against
        that text's clauses; and the sums of what is positive. Above 0 it speaks against the cut.
        """
        clauses = [
            [inside(which, first, first + many) for which in (side.first, side.last)]
            for side, first, many in zip(self._of._sides, self._firsts, self._sizes, strict=True)
        ]
        (src, tgt), ((src_first, src_last), (tgt_first, tgt_last)) = self._singles, clauses
        whole = (src @ tgt_first.T, src @ tgt_last.T, src_first @ tgt.T, src_last @ tgt.T)
        parts = {(p, q): x @ y.T for p, x in enumerate((src_first, src_last)) for q, y in enumerate((tgt_first, tgt_last))}
        behind = slice(1, None)
        before = slice(None, -1)
        signs = np.zeros((2, 4, *self._sizes), dtype=np.float32)
        inner = signs[:, :, 1:, 1:]
        inner[0, 0] = whole[0][before, behind] - whole[0][behind, behind]
        inner[0, 1] = whole[1][behind, before] - whole[1][before, before]
        inner[0, 2] = whole[2][behind, before] - whole[2][behind, behind]
        inner[0, 3] = whole[3][before, behind] - whole[3][before, before]
        inner[1, 0] = parts[1, 0][before, behind] - parts[0, 0][behind, behind]
        inner[1, 1] = parts[0, 1][behind, before] - parts[1, 1][before, before]
        inner[1, 2] = parts[0, 1][behind, before] - parts[0, 0][behind, behind]
        inner[1, 3] = parts[1, 0][before, behind] - parts[1, 1][before, before]
        rows, columns = self._indices
        signs[:, :, (rows <= 0) | (rows >= self._of.n)] = 0
        signs[:, :, :, (columns <= 0) | (columns >= self._of.m)] = 0
        signs = -np.sort(-signs, axis=1)
        positive = np.maximum(signs, 0).sum(axis=1)
        return np.concatenate([signs[0], signs[1], positive])


def _closing(text: str) -> int:
    stripped = text.rstrip().rstrip(_BEHIND).rstrip()
    return _MARK.get(stripped[-1:], 4)
