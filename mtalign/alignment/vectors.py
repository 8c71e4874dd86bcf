"""Vectors of one, two ... consecutive sentences: meaning from the encoder, and the words both languages write alike.

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
from typing import TYPE_CHECKING

from mtalign.alignment.encoder import Features, encoder
from mtalign.alignment.lexicon import Table, learn
from mtalign.language import fold

if TYPE_CHECKING:
    import numpy as np

#: Weight of the second part's cosine beside the encoder's.
LEXICAL = 0.35
_DIMENSIONS = 512
# Sentences whose features are held at a time.
_BLOCK = 1024
_PREFIX = 5
_MIN_WORD = 4
_TOKEN = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d+)*|[^\W\d_]+|[?!:;…«“\"—]")
_SAME_MARK = {"«": '"', "“": '"'}


class Vectors:
    """The vectors of two texts' sentences, alone and merged.

    `left[k]` and `right[k]` hold those of k + 1 consecutive sentences by their first, `(n - k, dim)`. The dot product of
    two is the encoder's cosine plus LEXICAL times the cosine of the second parts.
    """

    def __init__(self, src: Sequence[str], tgt: Sequence[str], most: int) -> None:
        self.most = most
        # One string for all occurrences of a token: they are most of what a long text would hold in memory.
        same: dict[str, str] = {}
        self.tokens = [[[same.setdefault(t, t) for t in _tokens(text)] for text in side] for side in (src, tgt)]
        seen = Counter(token for side in self.tokens for sentence in side for token in set(sentence))
        total = len(src) + len(tgt)
        self._idf = {token: math.log(1 + total / count) for token, count in seen.items()}
        self.left, self.right = (self._merged(texts, tokens) for texts, tokens in zip((src, tgt), self.tokens, strict=True))

    @property
    def dimensions(self) -> int:
        """Length of the encoder's part, which comes first."""
        return encoder().dimensions

    def learn(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Let the source's second parts speak the target's words, as far as these pairs teach them."""
        table = learn(self.tokens[0], self.tokens[1], pairs)
        if table:
            self._speak(self.left, self.tokens[0], table)

    def _merged(self, texts: Sequence[str], tokens: Sequence[Sequence[str]]) -> list[np.ndarray]:
        import numpy as np

        # Half precision: rounding is far below what tells two sentences apart, and a long book fits into memory.
        found = [np.empty((max(0, len(texts) - k), self.dimensions + _DIMENSIONS), dtype=np.float16) for k in range(self.most)]
        for start in range(0, len(texts), _BLOCK):
            meaning = _merged_meaning(encoder().features(texts[start : start + _BLOCK + self.most - 1]), self.most)
            for out, vectors in zip(found, meaning, strict=True):
                out[start : start + _BLOCK, : self.dimensions] = vectors[:_BLOCK]
        self._speak(found, tokens, {})
        return found

    def _speak(self, found: Sequence[np.ndarray], tokens: Sequence[Sequence[str]], table: Table) -> None:
        """Write the second parts."""
        weight = math.sqrt(LEXICAL)
        for start in range(0, len(tokens), _BLOCK):
            hashed = _hashed(tokens[start : start + _BLOCK + self.most - 1], self._idf, table)
            for out, spoken in zip(found, _merged_words(hashed, self.most), strict=True):
                out[start : start + _BLOCK, self.dimensions :] = weight * spoken[:_BLOCK]


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
    import numpy as np

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
    import numpy as np

    # A block of sums over a few hundred tokens each: single precision keeps five digits of every difference.
    zero = np.zeros((1, *values.shape[1:]), dtype=np.float32)
    return np.concatenate([zero, np.cumsum(values, axis=0, dtype=np.float32)])


def _merged_words(lexical: np.ndarray, most: int) -> Iterator[np.ndarray]:
    import numpy as np

    words = _runs(lexical)
    for k in range(1, most + 1):
        spoken = words[k:] - words[:-k] if len(words) > k else np.zeros((0, _DIMENSIONS))
        yield spoken / np.maximum(np.linalg.norm(spoken, axis=1, keepdims=True), 1e-9)


def _merged_meaning(features: Features, most: int) -> Iterator[np.ndarray]:
    import numpy as np

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
