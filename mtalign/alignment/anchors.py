"""Where the dynamic programme has to look: a band that follows pairs of sentences nobody would pair otherwise.

A pair is an anchor when each of the two is the other's nearest neighbour, by similarity less what either has with its
other neighbours (the margin of Artetxe & Schwenk 2019). The heaviest chain of anchors that rises on both sides is kept;
the band runs from anchor to anchor, so a passage that is missing on one side widens it where it must be wide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

# Sentences either side of the path within which neighbours are looked for: drift this long between two blocks is
# followed, and the time stays linear in the length.
REACH = 4000
_BLOCK = 1024
_NEIGHBOURS = 4
# Margin a pair needs to be an anchor.
_MIN_MARGIN = 0.08
# Columns added to the band on either side of the anchors.
_PAD = 8
# Widest band between two anchors, in columns either side of the straight line between them.
_MAX_HALF = 400


def ground(src: np.ndarray, tgt: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[tuple[int, int, float]]]:
    """What each sentence has in common with its nearest few on the other side, `(n,)` and `(m,)`; and pairs for anchors.

    `src` and `tgt` are vectors, `(n, dim)` and `(m, dim)`, in any precision. A pair is source index, target index, margin.
    """
    n, m = len(src), len(tgt)
    best_of_tgt = np.full((m, _NEIGHBOURS), -1.0, dtype=np.float32)
    near_src = np.zeros(n, dtype=np.float32)
    first: list[tuple[int, int, float]] = []
    centre = 0.0
    for start in range(0, n, _BLOCK):
        end = min(n, start + _BLOCK)
        low, high = max(0, int(centre) - REACH), min(m, int(centre) + REACH + _BLOCK)
        block = src[start:end].astype(np.float32) @ tgt[low:high].astype(np.float32).T
        near_src[start:end] = _top(block, min(_NEIGHBOURS, high - low)).mean(axis=1)
        seen = np.concatenate([best_of_tgt[low:high], _top(block.T, min(_NEIGHBOURS, end - start))], axis=1)
        best_of_tgt[low:high] = np.partition(seen, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
        columns = block.argmax(axis=1)
        values = block[np.arange(end - start), columns]
        rows_best = block.max(axis=0)
        mutual = values >= rows_best[columns] - 1e-6
        first += [(start + int(i), low + int(columns[i]), float(values[i])) for i in np.flatnonzero(mutual)]
        if mutual.any():
            # The next block starts where this one's sure pairs end.
            sure = np.flatnonzero(mutual)[-_BLOCK // 4 :]
            centre = float(np.median(low + columns[sure])) + _BLOCK / 2
        else:
            centre += (end - start) * m / n
    near_tgt = np.where(best_of_tgt >= 0, best_of_tgt, 0.0).sum(axis=1) / np.maximum((best_of_tgt >= 0).sum(axis=1), 1)
    pairs = [(i, j, value - (float(near_src[i]) + float(near_tgt[j])) / 2) for i, j, value in first]
    return near_src, near_tgt.astype(np.float32), pairs


def sure(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The pairs whose margin is wide enough."""
    return [pair for pair in pairs if pair[2] >= _MIN_MARGIN]


def chain(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest chain of pairs that rises strictly on both sides, by patience sorting over weights."""
    ends: list[int] = []
    weights: list[float] = []
    back: list[tuple[int, int, int]] = []
    heads: list[int] = []
    for i, j, margin in sorted(sure(pairs), key=lambda p: (p[0], -p[1])):
        at = bisect_left(ends, j)
        weight = (weights[at - 1] if at else 0.0) + margin
        back.append((i, j, heads[at - 1] if at else -1))
        # Ends stay sorted by column and by weight: what is further right and lighter can never win.
        if at < len(ends) and ends[at] == j and weights[at] >= weight:
            continue
        stop = at
        while stop < len(ends) and weights[stop] <= weight:
            stop += 1
        ends[at:stop], weights[at:stop], heads[at:stop] = [j], [weight], [len(back) - 1]
    found: list[tuple[int, int]] = []
    head = heads[-1] if heads else -1
    while head >= 0:
        i, j, head = back[head]
        found.append((i, j))
    return found[::-1]


def band(anchors: Sequence[tuple[int, int]], n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last column of the search in each of the `n + 1` rows, both rising, from corner to corner."""
    low, high = np.full(n + 1, m), np.zeros(n + 1, dtype=np.int64)
    corners = [(0, 0), *((i, j) for i, j in _steady(anchors)), (n, m)]
    for (i, j), (k, q) in pairwise(corners):
        rows = np.arange(i, k + 1)
        line = j + (q - j) * (rows - i) / max(1, k - i)
        half = min(_MAX_HALF, max(q - j, k - i))
        low[i : k + 1] = np.minimum(low[i : k + 1], np.maximum(j, line - half).astype(np.int64) - _PAD)
        high[i : k + 1] = np.maximum(high[i : k + 1], np.ceil(np.minimum(q, line + half)).astype(np.int64) + _PAD)
    # A bead reaches back up to five rows, so the columns of neighbouring rows must overlap.
    low = np.maximum(0, np.minimum.accumulate(low[::-1])[::-1])
    high = np.minimum(m, np.maximum.accumulate(high))
    low[0], high[n] = 0, m
    # From each row the next must be within reach, however many columns are skipped on the way.
    high[:-1] = np.maximum(high[:-1], low[1:])
    return low, high


def _steady(anchors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Anchors with company: a lone one far from the line of its neighbours is more likely chance than a passage."""
    kept = []
    for t, (i, j) in enumerate(anchors):
        around = anchors[max(0, t - 3) : t] + anchors[t + 1 : t + 4]  # type: ignore[operator]
        if sum(abs((j - q) - (i - p)) <= 3 + abs(i - p) // 2 for p, q in around) >= min(2, len(around)):
            kept.append((i, j))
    return kept


def _top(block: np.ndarray, k: int) -> np.ndarray:
    result: np.ndarray = np.partition(block, -k, axis=1)[:, -k:]
    return result
