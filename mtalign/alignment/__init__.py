"""Sentence alignment of two texts that exist: sentence vectors, then a dynamic programme over n-m beads."""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.alignment.beads import ALIGNER, best_beads
from mtalign.records import Alignment, Bead, Span

__all__ = ["ALIGNER", "align_texts", "one_to_one"]


def align_texts(src: Sequence[str], tgt: Sequence[str]) -> Alignment:
    """Align two sequences of sentences; order is kept, both sides are covered once.

    Where a side is empty, or nothing matches, the sentences stand in beads with an empty side.
    """
    beads = best_beads(src, tgt)
    return Alignment(beads=tuple(beads), n_src=len(src), n_tgt=len(tgt))


def one_to_one(n: int) -> Alignment:
    """The alignment of segments with their own translations."""
    beads = tuple(Bead(src=Span(i, i + 1), tgt=Span(i, i + 1), score=1.0) for i in range(n))
    return Alignment(beads=beads, n_src=n, n_tgt=n)
