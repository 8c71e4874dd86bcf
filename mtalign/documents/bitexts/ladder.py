"""Beads as the bare numbers of their sentences, `[0,1]:[0]`, one a line."""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.records import Bitext, Sentence, Span


def render(bitext: Bitext, version: str) -> str:
    """One line a bead; numbers of lines where each line is a sentence."""

    def numbers(span: Span, side: Sequence[Sentence]) -> str:
        found = [sentence.line - 1 for sentence in side] if bitext.by_line else range(*span)
        return "[" + ",".join(map(str, found)) + "]"

    beads = zip(bitext.alignment().beads, bitext.pairs, strict=True)
    return "".join(f"{numbers(bead.src, pair.src)}:{numbers(bead.tgt, pair.tgt)}\n" for bead, pair in beads)
