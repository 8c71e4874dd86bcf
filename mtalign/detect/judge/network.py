"""A small convolutional network over words and their classes, run in numpy.

Each place gets the sum of a word's and a class's vector and what its letters look like; residual blocks look one step to the
left and one to the right, each over its own distance; the last layer says for each code how much likelier it is than none, in
log-odds. `learning.judge.network` trains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
# Places that are looked at together: what a block keeps is then a few megabytes, however long the text.
_AT_ONCE = 4096
_EPSILON = 1e-5


class Network:
    """The weights, and how they are applied."""

    def __init__(self, arrays: Any, distances: Sequence[int]) -> None:
        """Read the arrays whose names begin with "net_"; `distances` has how far each block looks."""
        self.distances = tuple(distances)
        self._weights = {
            name.removeprefix("net_"): arrays[name]
            for name in arrays
            if name.startswith("net_") and arrays[name].dtype != np.float16
        }
        self._weights |= {
            name.removeprefix("net_"): arrays[name].astype(np.float32)
            for name in arrays
            if name.startswith("net_") and arrays[name].dtype == np.float16
        }

    @property
    def gap(self) -> int:
        """How many empty places must lie between segments."""
        return max(self.distances)

    def scores(self, words: Sequence[Ids], classes: Sequence[Ids], shapes: Sequence[Ids]) -> Floats:
        """One row for each place of each segment, without its borders, and a column for each code.

        `words` and `classes` hold each segment with its two borders, `shapes` what each place looks like (0 to 3).
        """
        found = []
        batch: list[int] = []
        size = 0
        for i, row in enumerate(words):
            batch.append(i)
            size += len(row) + self.gap
            if size >= _AT_ONCE or i + 1 == len(words):
                found.append(self._batch(*([rows[j] for j in batch] for rows in (words, classes, shapes))))
                batch, size = [], 0
        return np.concatenate(found) if found else np.zeros((0, len(self._weights["o_b"]) - 1), np.float32)

    def _batch(self, words: list[Ids], classes: list[Ids], shapes: list[Ids]) -> Floats:
        weights = self._weights
        total = sum(len(row) + self.gap for row in words) + self.gap
        width = weights["w"].shape[1] + weights["c"].shape[1] + weights["f"].shape[1]
        given = np.zeros((total, width), np.float32)
        mask = np.zeros((total, 1), np.float32)
        inside = np.zeros(total, bool)
        at = self.gap
        for word, kind, shape in zip(words, classes, shapes, strict=True):
            end = at + len(word)
            vectors = weights["w"][word].astype(np.float32) * weights["ws"][word].astype(np.float32)[:, None]
            given[at:end] = np.concatenate([vectors, weights["c"][kind], weights["f"][shape]], axis=1)
            mask[at:end] = 1
            inside[at + 1 : end - 1] = True
            at = end + self.gap
        hidden = (given @ weights["i_w"] + weights["i_b"]) * mask
        for number, distance in enumerate(self.distances):
            x = _normal(hidden, weights[f"n{number}_w"], weights[f"n{number}_b"]) * mask
            wide = np.zeros((total, 3 * x.shape[1]), np.float32)
            size = x.shape[1]
            wide[distance:, :size] = x[:-distance]
            wide[:, size : 2 * size] = x
            wide[:-distance, 2 * size :] = x[distance:]
            inner = np.maximum(wide @ weights[f"k{number}_w"] + weights[f"k{number}_b"], 0)
            hidden += (inner @ weights[f"p{number}_w"] + weights[f"p{number}_b"]) * mask
        last = _normal(hidden[inside], weights["l_w"], weights["l_b"]) @ weights["o_w"] + weights["o_b"]
        return np.asarray(last[:, 1:] - last[:, :1], np.float32)


def _normal(x: Floats, weight: Floats, bias: Floats) -> Floats:
    centred = x - x.mean(axis=1, keepdims=True)
    scale = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + _EPSILON)
    return np.asarray(centred / scale * weight + bias, np.float32)
