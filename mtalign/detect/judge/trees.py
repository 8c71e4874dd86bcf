"""Gradient-boosted decision trees, read from arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Forest:
    """Trees whose leaves add up to a score (log-odds).

    Inner node n sends a row on to `left[n]` where its value of `feature[n]` is at most `threshold[n]`, else to `right[n]`; a
    leaf has itself on both sides, and its `value`. `roots` has the first node of each tree.
    """

    def __init__(self, arrays: Any, prefix: str) -> None:
        """Read the arrays whose names begin with `prefix`."""
        self.feature = arrays[prefix + "feature"].astype(np.int64)
        self.threshold = arrays[prefix + "threshold"].astype(np.float32)
        self.left = arrays[prefix + "left"].astype(np.int64)
        self.right = arrays[prefix + "right"].astype(np.int64)
        self.value = arrays[prefix + "value"].astype(np.float32)
        self.roots = arrays[prefix + "roots"].astype(np.int64)

    def scores(self, rows: Floats, first: int = 0, last: int | None = None) -> Floats:
        """The sum of the leaves that each row falls into, of the trees from `first` to `last` (exclusive)."""
        total = np.zeros(len(rows), np.float32)
        if not len(rows):
            return total
        flat = rows.ravel()
        start = np.arange(len(rows), dtype=np.int64) * rows.shape[1]
        for root in self.roots[first:last]:
            node = np.full(len(rows), root)
            while True:
                right = flat[start + self.feature[node]] > self.threshold[node]
                following = np.where(right, self.right[node], self.left[node])
                if (following == node).all():
                    break
                node = following
            total += self.value[node]
        return total

    def promising(self, rows: Floats, probe: int, floor: float, otherwise: float) -> Floats:
        """As `scores`, but rows that the first `probe` trees give less than `floor` get `otherwise` and are not followed up."""
        total = self.scores(rows, 0, probe)
        kept = np.flatnonzero(total >= floor)
        found = np.full(len(rows), otherwise, np.float32)
        found[kept] = total[kept] + self.scores(rows[kept], probe)
        return found
