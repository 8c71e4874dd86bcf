"""The beads of two texts: vectors, anchors and a band around them, then the dynamic programme over the evidence.

Two passes: anchors first, then the programme inside a band that follows them (Thompson & Koehn 2019; Liu & Zhu 2023).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtalign.alignment.anchors import band, chain, ground, sure
from mtalign.alignment.evidence import BeadEvidence
from mtalign.alignment.programme import Programme
from mtalign.alignment.signs import MOST
from mtalign.alignment.vectors import Side, Vectors
from mtalign.records import Bead, Span

# How closely a pair of texts is translated: the usual similarity of sure pairs, less so much of what they share with others.
CLOSENESS, _MARGIN = 0.53, 0.629
# Texts closer or looser than this from it are treated as this close: copies are no reason to leave sentences alone.
_MAX_LOOSER, _MAX_CLOSER = 0.2, 0.1
# Sure pairs that the usual closeness counts for, beside those of the texts themselves.
_PRIOR = 8
# No bead is certain, however the sums round.
_MOST_SURE = 0.9999


def best_beads(
    src: Sequence[str],
    tgt: Sequence[str],
    *,
    src_paragraphs: Sequence[int] | None = None,
    tgt_paragraphs: Sequence[int] | None = None,
    skip: float | None = None,
) -> list[Bead]:
    """The best chain of beads for two sequences of sentences; see `align_texts`."""
    n, m = len(src), len(tgt)
    if not n or not m:
        return [Bead(src=Span(i, i + 1), tgt=Span(0, 0)) for i in range(n)] + [
            Bead(src=Span(0, 0), tgt=Span(j, j + 1)) for j in range(m)
        ]
    vectors, evidence = gathered(src, tgt)
    evidence.keep(src_paragraphs, tgt_paragraphs)
    left, right = evidence.alone()
    if skip is not None:
        left[:], right[:] = skip, skip
    programme = Programme(evidence, left, right)
    found = programme.chain()
    return [
        Bead(src=a, tgt=b, score=round(_similarity(vectors, a, b), 4), confidence=min(_MOST_SURE, round(p, 4)))
        for (a, b), p in zip(found, programme.probabilities(found), strict=True)
    ]


def gathered(src: Sequence[str], tgt: Sequence[str]) -> tuple[Vectors, BeadEvidence]:
    """The vectors of two texts that both have sentences, and the evidence about their beads."""
    vectors = Vectors(src, tgt, MOST)
    near_src, near_tgt, pairs = ground(vectors.left.single, vectors.right.single)
    closeness = min(_MAX_CLOSER, max(-_MAX_LOOSER, _closeness(pairs, near_src, near_tgt) - CLOSENESS))
    vectors.learn(chain(pairs))
    near_src, near_tgt, pairs = ground(vectors.left.single, vectors.right.single)
    low, high = band(chain(pairs), len(src), len(tgt))
    return vectors, BeadEvidence(src, tgt, vectors, (near_src, near_tgt), closeness, low, high)


def _closeness(pairs: Sequence[tuple[int, int, float]], near_src: np.ndarray, near_tgt: np.ndarray) -> float:
    """Median score of the sure pairs of one sentence with one, the usual closeness counted in."""
    values = sorted(margin + (1 - _MARGIN) * (float(near_src[i]) + float(near_tgt[j])) / 2 for i, j, margin in sure(pairs))
    values = sorted([*values, *[CLOSENESS] * _PRIOR])
    return values[len(values) // 2]


def _similarity(vectors: Vectors, src: Span, tgt: Span) -> float:
    """Cosine of the two sides' encoder vectors, 0 to 1; 0.0 where a side is empty."""
    if not src.length or not tgt.length:
        return 0.0

    def meaning(side: Side, span: Span) -> np.ndarray:
        row: np.ndarray = side.rows(span.length, span.start, span.start + 1)[0, : side.dimensions]
        return row

    return float(min(1.0, max(0.0, meaning(vectors.left, src) @ meaning(vectors.right, tgt))))
