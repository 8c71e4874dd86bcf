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
from mtalign.records import Reading, Span
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


def readings(
    sources: Sequence[str],
    targets: Sequence[str],
    source_words: Sequence[Sequence[Span]],
    target_words: Sequence[Sequence[Span]],
    engine: Attender,
) -> list[Reading | None]:
    """See `mtalign.translation.readings`."""
    out: list[Reading | None] = []
    for start in range(0, len(sources), _CHUNK):
        part = slice(start, start + _CHUNK)
        found = engine.attention(sources[part], targets[part]), engine.logprobs(sources[part], targets[part])
        for src, tgt, attention, logprobs in zip(source_words[part], target_words[part], *found, strict=True):
            if attention is None or logprobs is None or not attention.weights.size:
                out.append(None)
            else:
                out.append(_reading(src, tgt, attention, logprobs))
    return out


def _reading(src: Sequence[Span], tgt: Sequence[Span], attention: Attention, logprobs: np.ndarray) -> Reading:
    at_src, at_tgt = _membership(src, attention.src), _membership(tgt, attention.tgt)
    sizes = at_tgt.sum(axis=1)
    weights = at_tgt @ attention.weights @ at_src.T / np.maximum(sizes, 1.0)[:, None]
    table = np.zeros((len(tgt) + 1, 4), np.float32)
    for k, row in enumerate(at_tgt):
        pieces = logprobs[: len(row)][row > 0]
        if pieces.size:
            table[k] = pieces[0], pieces.sum(), pieces.min(), pieces.size
    end = logprobs[attention.weights.shape[0]] if len(logprobs) > attention.weights.shape[0] else 0.0
    table[-1] = end, end, end, 1
    return Reading(np.minimum(weights, 1.0), table)


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
