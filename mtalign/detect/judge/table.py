"""Counts of n-grams, kept small: a 12-bit fingerprint and a 4-bit logarithm of the count in each 16-bit slot.

An n-gram's hash names a bucket of sixteen slots; one that was not counted is taken for one that was in about three of a
thousand look-ups. Counts are known to within a factor of one and a half.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

#: Slots a bucket.
SLOTS = 16
_LEVELS = 15
_STEP = math.log(2**17) / _LEVELS
_MULTIPLIERS = tuple(np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD))
Keys = NDArray[np.uint64]


def keys(kind: int, columns: list[NDArray[np.int32]]) -> Keys:
    """A 64-bit hash of each n-gram; `columns` holds the first word of each, the second of each ...

    `kind` keeps n-grams of different kinds apart.
    """
    found = np.full(columns[0].shape, np.uint64((kind * int(_MULTIPLIERS[2])) % 2**64), np.uint64)
    for column in columns:
        found ^= column.astype(np.uint64) + np.uint64(1)
        found *= _MULTIPLIERS[0]
        found ^= found >> np.uint64(29)
    found *= _MULTIPLIERS[1]
    found ^= found >> np.uint64(32)
    return found


class Table:
    """Counts of n-grams by key."""

    def __init__(self, slots: NDArray[np.uint16]) -> None:
        """`slots` is of shape (buckets, SLOTS); zero is an empty slot."""
        self.slots = slots
        # What a level stands for, as the natural logarithm of a count; 0 for none.
        self._logs = np.array([0.0, *((level - 0.5) * _STEP for level in range(1, _LEVELS + 1))], np.float32)

    @classmethod
    def build(cls, found: Keys, counts: NDArray[np.int64], load: float = 0.85) -> Table:
        """The table of these n-grams; where a bucket overflows the rarest are left out."""
        buckets = max(1, round(len(found) / load / SLOTS))
        order = np.lexsort((-counts, found % np.uint64(buckets)))
        found, counts = found[order], counts[order]
        bucket = (found % np.uint64(buckets)).astype(np.int64)
        first = np.searchsorted(bucket, bucket)
        rank = np.arange(len(bucket)) - first
        kept = rank < SLOTS
        level = np.clip(np.ceil(np.log(np.maximum(counts, 1) + 0.5) / _STEP), 1, _LEVELS).astype(np.uint16)
        slots = np.zeros((buckets, SLOTS), np.uint16)
        slots[bucket[kept], rank[kept]] = (_fingerprint(found[kept]) << np.uint16(4)) | level[kept]
        return cls(slots)

    def logs(self, found: Keys) -> NDArray[np.float32]:
        """The natural logarithm of each n-gram's count; 0 for one that is not known."""
        flat = found.ravel()
        rows = self.slots[(flat % np.uint64(len(self.slots))).astype(np.int64)]
        hit = np.flatnonzero((rows ^ (_fingerprint(flat) << np.uint16(4))[:, None]) < _LEVELS + 1)
        levels = rows.ravel()[hit] & np.uint16(_LEVELS)
        # The rarest last: where two n-grams of a bucket share a fingerprint, the more usual one is meant.
        full = levels > 0
        hit, levels = hit[full][::-1], levels[full][::-1]
        logs = np.zeros(flat.shape, np.float32)
        logs[hit // SLOTS] = self._logs[levels]
        return logs.reshape(found.shape)


def _fingerprint(found: Keys) -> NDArray[np.uint16]:
    return ((found >> np.uint64(48)) & np.uint64(0xFFF)).astype(np.uint16)
