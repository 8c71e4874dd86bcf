"""Records to findings: what is wrong with a text, and with a translation in the light of its source.

The functions here load the rules, and the word lists behind them, when they are first called.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtalign.catalogue import Catalogue
from mtalign.records import Bead, Document, Finding, Reads, Segment, Side

__all__ = ["catalogue", "find", "find_in_pair", "guess_language"]


def find(document: Document, segments: Sequence[Segment], side: Side = "source") -> tuple[Finding, ...]:
    """Findings in one text, in order of place; those that overlap another of the same code are dropped.

    In a language that is not known only what needs no knowledge of the language is looked for.
    """
    from mtalign.detect import search

    return search.find(document, segments, side)


def find_in_pair(
    source: Document,
    source_segments: Sequence[Segment],
    target: Document,
    target_segments: Sequence[Segment],
    beads: Sequence[Bead] | None = None,
    reads: Reads | None = None,
) -> tuple[Finding, ...]:
    """Findings in a source, in its translation, and between the two: on the source side first, each in order of place.

    `beads` say which segments belong together; without them the segments match one to one, and ValueError is raised when
    their numbers differ. Segments without a counterpart are findings themselves. `reads`, a translation model, is a
    second witness of what was lost and invented.
    """
    from mtalign.detect import search

    return search.find_in_pair(source, source_segments, target, target_segments, beads, reads)


def guess_language(text: str) -> str:
    """The code of the known language that knows most of the text's first words by frequency; "und" when none knows most."""
    from mtalign.detect.measures import frequency

    return frequency.guess_language(text)


def catalogue() -> Catalogue:
    """Every code and every rule there is, with what each says of itself."""
    from mtalign.detect.rules import CATALOGUE

    return CATALOGUE
