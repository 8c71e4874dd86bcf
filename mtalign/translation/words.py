"""Which word of a translation stands for which word of its source, from the model's attention.

The model reads source and translation together; head 0 of its last decoder layer, whose weights say where each piece of the
translation looks in the source, was trained to look where the word comes from. Weights are summed over the pieces of a source
word and averaged over those of a target word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from mtalign.languages import language_of
from mtalign.records import Span
from mtalign.translation.engines import Attender, Attention

#: Least share of a target word's attention that makes a link.
MIN_WEIGHT = 0.3
# An elided article or pronoun is a word of its own.
_WORD = re.compile(
    r"\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=[^\W_])|[^\W_]+(?:['’](?=s\b|t\b)[^\W_]+)?", re.IGNORECASE
)
# Pairs whose attention is held at a time.
_CHUNK = 256
# A word with content takes a counterpart with content, if that has this much of the best one's weight.
_SHARE = 0.2


def word_links(
    sources: Sequence[str], targets: Sequence[str], engine: Attender, *, source_lang: str, target_lang: str
) -> list[tuple[tuple[Span, Span], ...]]:
    """See `mtalign.translation.word_links`."""
    if len(sources) != len(targets):
        raise ValueError(f"{len(sources)} sources against {len(targets)} targets")
    empty = language_of(source_lang).function_words, language_of(target_lang).function_words
    found: list[tuple[tuple[Span, Span], ...]] = []
    for source, target, attention in zip(sources, targets, _attention(sources, targets, engine), strict=True):
        found.append(() if attention is None else tuple(_links(source, target, attention, empty)))
    return found


def _attention(sources: Sequence[str], targets: Sequence[str], engine: Attender) -> Iterator[Attention | None]:
    """The attention of each pair, some at a time: a matrix for each pair of a book would not fit into memory."""
    for start in range(0, len(sources), _CHUNK):
        yield from engine.attention(sources[start : start + _CHUNK], targets[start : start + _CHUNK])


def looked_at(
    sources: Sequence[str], targets: Sequence[str], spans: Sequence[Sequence[Span]], engine: Attender
) -> list[list[float] | None]:
    """See `mtalign.translation.looked_at`."""
    out: list[list[float] | None] = []
    for words, attention in zip(spans, _attention(sources, targets, engine), strict=True):
        if attention is None or not attention.weights.size:
            out.append(None)
            continue
        weights = attention.weights @ _membership(words, attention.src).T
        out.append([float(value) for value in np.minimum(weights.max(axis=0, initial=0.0), 1.0)])
    return out


def _links(
    source: str, target: str, attention: Attention, function_words: tuple[frozenset[str], frozenset[str]]
) -> list[tuple[Span, Span]]:
    src, tgt = ([Span(*match.span()) for match in _WORD.finditer(text)] for text in (source, target))
    if not src or not tgt or not attention.weights.size:
        return []
    at_src, at_tgt = _membership(src, attention.src), _membership(tgt, attention.tgt)
    # Rows are target words, columns source words.
    sizes = np.maximum(at_tgt.sum(axis=1, keepdims=True), 1.0)
    weights = at_tgt @ attention.weights @ at_src.T / sizes
    best = weights.argmax(axis=1)
    empty = np.array([source[slice(*span)].lower().rstrip("'’") in function_words[0] for span in src])
    for j, word in enumerate(tgt):
        if empty[best[j]] and not empty.all() and word.of(target).lower() not in function_words[1]:
            full = int(np.where(empty, -1.0, weights[j]).argmax())
            if weights[j, full] >= _SHARE * weights[j, best[j]]:
                weights[j, full], best[j] = weights[j, best[j]], full
    return [(src[int(best[j])], word) for j, word in enumerate(tgt) if weights[j, best[j]] >= MIN_WEIGHT]


def _membership(words: Sequence[Span], pieces: Sequence[Span]) -> np.ndarray:
    """`(words, pieces)`: 1 where the piece's last character lies in the word; a piece may begin with the space before it."""
    out = np.zeros((len(words), len(pieces)), dtype=np.float32)
    k = 0
    for p, piece in enumerate(pieces if words else ()):
        last = piece.end - 1
        while k < len(words) - 1 and words[k].end <= last:
            k += 1
        if piece.length and words[k].start <= last < words[k].end:
            out[k, p] = 1.0
    return out
