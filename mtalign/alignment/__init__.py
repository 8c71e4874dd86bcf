"""Sentence alignment of two texts that exist: sentence vectors, then a dynamic programme over n-m beads."""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.errors import AlignmentError
from mtalign.records import Alignment, Bead, Span

__all__ = ["ALIGNER", "align_texts", "one_to_one"]

#: The sentence encoder and the model of beads; part of the provenance signature.
ALIGNER = "usem3-crf1"


def align_texts(
    src: Sequence[str],
    tgt: Sequence[str],
    *,
    src_paragraphs: Sequence[int] | None = None,
    tgt_paragraphs: Sequence[int] | None = None,
    skip: float | None = None,
) -> Alignment:
    """Align two sequences of sentences; order is kept, both sides are covered once.

    Where a side is empty, or nothing matches, the sentences stand in beads with an empty side. With the paragraph number
    of each sentence no bead crosses a paragraph's end. `skip` is the score of a sentence left alone, in log-odds: higher
    leaves more of them alone; without it, it follows the sentence and how closely the two texts are translated. Raises
    AlignmentError when a side and its paragraphs differ in length.
    """
    for side, paragraphs in ((src, src_paragraphs), (tgt, tgt_paragraphs)):
        if paragraphs is not None and len(paragraphs) != len(side):
            raise AlignmentError(f"{len(side)} sentences, {len(paragraphs)} paragraph numbers")
    from threadpoolctl import threadpool_limits

    # Only libraries that are loaded already can be limited: this loads them.
    from mtalign.alignment.beads import best_beads

    # The matrices are small: more threads would spend their time waiting for each other.
    with threadpool_limits(limits=1, user_api="blas"):
        beads = best_beads(src, tgt, src_paragraphs=src_paragraphs, tgt_paragraphs=tgt_paragraphs, skip=skip)
    return Alignment(beads=tuple(beads), n_src=len(src), n_tgt=len(tgt))


def one_to_one(n: int) -> Alignment:
    """The alignment of segments with their own translations."""
    beads = tuple(Bead(src=Span(i, i + 1), tgt=Span(i, i + 1), score=1.0) for i in range(n))
    return Alignment(beads=beads, n_src=n, n_tgt=n)
