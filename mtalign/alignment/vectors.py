"""Vectors of sentences, neighbours merged and clauses: meaning from the encoder, and the words both languages write alike.

The encoder hardly sees a number or a rare name, which are the best evidence there is that two sentences belong
together. So each vector carries a second part: the sentence's figures, the beginnings of its longer words and its
marks, weighted by how rare they are in the two texts (inverse document frequency, Spärck Jones 1972) and hashed into a
fixed number of dimensions (Weinberger et al. 2009).
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtalign.alignment.correspondences import Table, learn
from mtalign.alignment.encoder import Features, encoder
from mtalign.languages import fold

#: Weight of the second part's cosine beside the encoder's.
LEXICAL = 0.35
_DIMENSIONS = 512
# Sentences whose features are held at a time.
_BLOCK = 1024
_PREFIX = 5
_MIN_WORD = 4
_TOKEN = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d+)*|[^\W\d_]+|[?!:;…«“\"—]")
_SAME_MARK = {"«": '"', "“": '"'}
# A clause ends behind one of these marks and before a space, and is no shorter than this.
_CLAUSE_END = re.compile(r"(?:[;:!?.,…—–)]|--)[\"”»'’)]{0,3}\s+|\s(?=--|—|–|\()")
_MIN_CLAUSE = 12


@dataclass(slots=True)
class Side:
    """The vectors of one text's n sentences, in half precision: rounding is far below what tells two sentences apart, and a
    long book fits into memory.

    `single`, `first` and `last` are those of the sentences and of their first and last clauses, `(n, width)`; `merged[k]` the
    encoder's part for k + 2 consecutive sentences, `(n - k - 1, dimensions)`; `norms`, `(n,)`, the length of each sentence's
    second part before it was brought to LEXICAL.
    """

    single: np.ndarray
    first: np.ndarray
    last: np.ndarray
    merged: list[np.ndarray]
    norms: np.ndarray
    dimensions: int

    def rows(self, size: int, start: int, stop: int) -> np.ndarray:
        """Vectors `(stop - start, width)` of so many consecutive sentences from each position on, in single precision; zeros
        where they would not lie inside the text."""
        if size == 1:
            return inside(self.single, start, stop)
        n, width = self.single.shape
        out = np.zeros((stop - start, width), dtype=np.float32)
        first, last = max(start, 0), min(stop, n - size + 1)
        if first < last:
            words = (
                inside(self.single, first, last + size - 1)[:, self.dimensions :] * self.norms[first : last + size - 1, None]
            )
            merged = out[first - start : last - start]
            merged[:, : self.dimensions] = self.merged[size - 2][first:last]
            together = sum(words[k : k + last - first] for k in range(size))
            merged[:, self.dimensions :] = math.sqrt(LEXICAL) * _unit(together)[0]
        return out


def inside(vectors: np.ndarray, start: int, stop: int) -> np.ndarray:
    """Rows `[start, stop)` of an array in single precision, zeros where it has none."""
    out = np.zeros((stop - start, vectors.shape[1]), dtype=np.float32)
    first, last = max(start, 0), min(stop, len(vectors))
    if first < last:
        out[first - start : last - start] = vectors[first:last]
    return out


class Vectors:
    """The vectors of two texts' sentences, as `left` and `right`.

    The dot product of two is the encoder's cosine plus LEXICAL times the cosine of the second parts.
    """

    def __init__(self, src: Sequence[str], tgt: Sequence[str], most: int) -> None:
        self._most = most
        # One string for all occurrences of a token: they are most of what a long text would hold in memory.
        same: dict[str, str] = {}
        parts = [[clauses(text) for text in side] for side in (src, tgt)]
        self._tokens = [
            [[[same.setdefault(t, t) for t in _tokens(part)] for part in sentence] for sentence in side] for side in parts
        ]
        seen = Counter(token for side in self._tokens for parts in side for token in {t for part in parts for t in part})
        total = len(src) + len(tgt)
        self._idf = {token: math.log(1 + total / count) for token, count in seen.items()}
        self.left, self.right = (self._side(*side) for side in zip(parts, self._tokens, strict=True))

    def learn(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Let the source's second parts speak the target's words, as far as these pairs teach them."""
        words = [[[token for part in parts for token in part] for parts in side] for side in self._tokens]
        table = learn(words[0], words[1], pairs)
        if table:
            self._speak(self.left, self._tokens[0], table)

    def _side(self, parts: Sequence[Sequence[str]], tokens: Sequence[Sequence[Sequence[str]]]) -> Side:
        n, dimensions = len(parts), encoder().dimensions
        single, first, last = (np.empty((n, dimensions + _DIMENSIONS), dtype=np.float16) for _ in range(3))
        merged = [np.empty((max(0, n - k), dimensions), dtype=np.float16) for k in range(1, self._most)]
        for start in range(0, n, _BLOCK):
            block = slice(start, start + _BLOCK)
            features = encoder().features(parts[start : start + _BLOCK + self._most - 1])
            for out, vectors in zip((single[:, :dimensions], *merged), _merged_meaning(features, self._most), strict=True):
                out[block] = vectors[:_BLOCK]
            whole = features.counts[:_BLOCK]
            for out, words, counts in (
                (first, features.first, features.first_counts),
                (last, features.last, features.last_counts),
            ):
                out[block, :dimensions] = single[block, :dimensions]
                some = np.flatnonzero(counts[:_BLOCK] < whole)
                sums = features.begin[some] + words[some] + features.end[some]
                out[start + some, :dimensions] = encoder().head(sums, counts[some] + 2)
        side = Side(
            single=single, first=first, last=last, merged=merged, norms=np.zeros(n, dtype=np.float32), dimensions=dimensions
        )
        self._speak(side, tokens, {})
        return side

    def _speak(self, side: Side, tokens: Sequence[Sequence[Sequence[str]]], table: Table) -> None:
        """Write the second parts."""
        weight = math.sqrt(LEXICAL)
        for start in range(0, len(tokens), _BLOCK):
            block = slice(start, start + _BLOCK)
            parts = [_hashed(some, self._idf, table) for some in _columns(tokens[block])]
            spoken, side.norms[block] = _unit(parts[0] + parts[1] + parts[2])
            for out, words in ((side.single, spoken), (side.first, _unit(parts[0])[0]), (side.last, _unit(parts[-1])[0])):
                out[block, side.dimensions :] = weight * words
            whole = [start + k for k, sentence in enumerate(tokens[block]) if len(sentence) == 1]
            side.last[whole, side.dimensions :] = side.single[whole, side.dimensions :]


def clauses(text: str) -> list[str]:
    """The text alone, or its first clause, what is between, and its last clause: together the text."""
    cuts = [end for match in _CLAUSE_END.finditer(text) if _MIN_CLAUSE <= (end := match.end()) <= len(text) - _MIN_CLAUSE]
    return [text[: cuts[0]], text[cuts[0] : cuts[-1]], text[cuts[-1] :]] if cuts else [text]


def _columns(tokens: Sequence[Sequence[Sequence[str]]]) -> list[list[Sequence[str]]]:
    """The first, middle and last parts; a sentence of one part has only a first."""
    return [[sentence[k] if k < len(sentence) else () for sentence in tokens] for k in range(3)]


def _unit(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of length one, and how long they were; rows of zeros stay."""
    norms = np.linalg.norm(values, axis=1)
    return values / np.maximum(norms, 1e-9)[:, None], norms


def _tokens(text: str) -> list[str]:
    found = []
    for match in _TOKEN.finditer(fold(text[:4000])):
        token = match.group()
        if token[0].isdigit():
            found.append(re.sub(r"\D", "", token))
        elif token.isalpha():
            if len(token) >= _MIN_WORD:
                found.append(token[:_PREFIX])
        else:
            found.append(_SAME_MARK.get(token, token))
    return found


def _hashed(tokens: Sequence[Sequence[str]], idf: Mapping[str, float], table: Table) -> np.ndarray:
    out = np.zeros((len(tokens), _DIMENSIONS), dtype=np.float32)
    for row, sentence in zip(out, tokens, strict=True):
        for token in sentence:
            # A word that is written alike on both sides stands for itself, beside what it was learnt to turn into.
            for word, probability in ((token, 1.0), *table.get(token, ())):
                code = zlib.crc32(word.encode())
                value = probability * idf.get(word, 0.0)
                row[code % _DIMENSIONS] += value if code & 0x10000 else -value
    return out


def _runs(values: np.ndarray) -> np.ndarray:
    # A block of sums over a few hundred tokens each: single precision keeps five digits of every difference.
    zero = np.zeros((1, *values.shape[1:]), dtype=np.float32)
    return np.concatenate([zero, np.cumsum(values, axis=0, dtype=np.float32)])


def _merged_meaning(features: Features, most: int) -> Iterator[np.ndarray]:
    inner, counts, border = _runs(features.inner), _runs(features.counts), _runs(features.border)
    n = len(features.counts)
    for k in range(1, most + 1):
        if n < k:
            yield np.zeros((0, encoder().dimensions), dtype=np.float32)
            continue
        sums = inner[k:] - inner[:-k] + features.begin[: n - k + 1] + features.end[k - 1 :]
        sums += border[k - 1 : n] - border[: n - k + 1]
        size = counts[k:] - counts[:-k]
        yield encoder().head(sums.astype(np.float32), (size + 2 * (size > 0)).astype(np.float32))
