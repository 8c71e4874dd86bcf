"""An example of a rule as the detectors see it."""

from __future__ import annotations

from itertools import zip_longest

from mtalign.catalogue import Example
from mtalign.detect import find, find_in_pair
from mtalign.documents import document
from mtalign.records import Bead, Document, Finding, Segment, Span
from mtalign.segment import segments


def findings(example: Example) -> tuple[Finding, ...]:
    """Everything that is found in an example."""
    source = document(example.text, name="source", lang=example.lang)
    if example.translation is None:
        return find(source, segments(source))
    target = document(example.translation, name="target", lang=example.translation_lang)
    return find_in_pair(source, segments(source, "none"), target, segments(target, "none"), beads(source, target))


def beads(source: Document, target: Document) -> list[Bead]:
    """Line by line; an empty line is no counterpart."""
    found, i, j = [], 0, 0
    for here, there in zip_longest(source.text.split("\n"), target.text.split("\n"), fillvalue=""):
        k, q = i + bool(here.strip()), j + bool(there.strip())
        found.append(Bead(src=Span(i, k), tgt=Span(j, q), confidence=0.8))
        i, j = k, q
    assert (i, j) == (len(source.paragraphs), len(target.paragraphs))
    return [bead for bead in found if bead.src.length or bead.tgt.length]


def whole(document: Document) -> tuple[Segment, ...]:
    """The document as one segment, whatever lines it has."""
    return (Segment(paragraph=0, span=Span(0, len(document.text)), text=document.text),)
