"""Records to findings: what is wrong with a text, and with a translation in the light of its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from mtalign.detect import pair
from mtalign.detect.agreement import agreement
from mtalign.detect.coverage import lost_and_found
from mtalign.detect.echo import duplications, repetitions, restarts
from mtalign.detect.foreign import foreign_words
from mtalign.detect.form import fused_words, placeholders, quotes, sentence_breaks, truncations
from mtalign.detect.grammar import grammar
from mtalign.detect.lexicon import guess_language
from mtalign.detect.polarity import polarity
from mtalign.detect.select import Selection, Suppressions, baseline, key_of
from mtalign.detect.text import Text, seen
from mtalign.records import SEVERITIES, Bead, Document, Finding, Segment, Side, Span
from mtalign.taxonomy import CODES

__all__ = ["CODES", "Selection", "Suppressions", "baseline", "find", "find_in_pair", "guess_language", "key_of"]

#: From source texts, target texts and the spans of source words: how much the target of a translation model looks at each word,
#: 0 to 1, or None for a pair it cannot read.
Looks = Callable[[Sequence[str], Sequence[str], Sequence[Sequence[Span]]], Sequence[Sequence[float] | None]]
Detector = Callable[[Text], Iterator[Finding]]

# These need no knowledge of the language.
_ANY_LANGUAGE: tuple[Detector, ...] = (placeholders, duplications, repetitions, quotes)
_ALONE: tuple[Detector, ...] = (
    *_ANY_LANGUAGE,
    restarts,
    sentence_breaks,
    fused_words,
    truncations,
    grammar,
    agreement,
    foreign_words,
)
_KNOWN = ("fr", "en")
# What a translation may take over from its source: there it is the source's fault, and shown there.
_INHERITED = frozenset({"placeholder", "duplication", "restart", "sentence_break", "quote"})
# What is looked for between two sides that say the same.
_BETWEEN = (pair.numbers, pair.untranslated, pair.proportions, pair.echoes, pair.cut_off, polarity)


def find(document: Document, segments: Sequence[Segment], side: Side = "source") -> tuple[Finding, ...]:
    """Findings in one text, in order of place; those that overlap another of the same code are dropped.

    In a language other than French and English only what needs no knowledge of the language is looked for.
    """
    return _find(Text(document, segments, side))


def _find(text: Text) -> tuple[Finding, ...]:
    detectors = _ALONE if text.lang in _KNOWN else _ANY_LANGUAGE
    return _ordered(finding for detector in detectors for finding in detector(text))


def find_in_pair(
    source: Document,
    source_segments: Sequence[Segment],
    target: Document,
    target_segments: Sequence[Segment],
    beads: Sequence[Bead] | None = None,
    looks: Looks | None = None,
) -> tuple[Finding, ...]:
    """Findings in a source, in its translation, and between the two: on the source side first, each in order of place.

    `beads` say which segments belong together; without them the segments match one to one, and ValueError is raised when
    their numbers differ. Segments without a counterpart are findings themselves. `looks`, a translation model's attention, is a
    second witness of what was lost.
    """
    if beads is None:
        if len(source_segments) != len(target_segments):
            raise ValueError(f"{len(source_segments)} source segments against {len(target_segments)} target segments")
        beads = [Bead(src=Span(i, i + 1), tgt=Span(i, i + 1)) for i in range(len(source_segments))]
    left, right = Text(source, source_segments, "source"), Text(target, target_segments, "target")
    full = [bead for bead in beads if bead.src.length and bead.tgt.length]
    left_units = _units(left, [bead.src for bead in full])
    right_units = _units(right, [bead.tgt for bead in full])
    unit_of_src = {i: unit for unit, bead in enumerate(full) for i in range(*bead.src)}
    unit_of_tgt = {j: unit for unit, bead in enumerate(full) for j in range(*bead.tgt)}
    in_source = _find(left)
    kinds = {(unit_of_src.get(finding.segment), finding.code) for finding in in_source}
    in_target = []
    for finding in _find(right):
        # A segment without a source has nothing to inherit a fault from, and nothing to excuse it.
        unit = unit_of_tgt.get(finding.segment)
        inherited = finding.code in _INHERITED and (unit, finding.code) in kinds
        if unit is None or not (inherited or pair.excused_by_source(finding, left_units, unit)):
            in_target.append(finding)
    between = list(_alone(beads, left, right))
    for index, looked in enumerate(_looked_at(left_units, right_units, looks)):
        for check in (*_BETWEEN, partial(lost_and_found, looked=looked)):
            for finding in check(left_units, right_units, index):
                # Its segment counts in the text itself, not among merged segments.
                place = (left if finding.side == "source" else right).index_at(finding.span.start)
                between.append(replace(finding, segment=place))
    return _ordered([*in_source, *(f for f in between if f.side == "source")]) + _ordered(
        [*in_target, *(f for f in between if f.side == "target")]
    )


def _looked_at(left: Text, right: Text, looks: Looks | None) -> Sequence[Sequence[float] | None]:
    if looks is None:
        return [None] * len(left.segments)
    spans = [
        [Span(word.span.start - segment.span.start, word.span.end - segment.span.start) for word in found]
        for segment, found in zip(left.segments, left.words, strict=True)
    ]
    return looks([s.text for s in left.segments], [t.text for t in right.segments], spans)


def _units(text: Text, spans: Sequence[Span]) -> Text:
    """The text cut into one segment for each range of its segments; itself where that is how it is cut already."""
    if len(spans) == len(text.segments) and all(span.length == 1 for span in spans):
        return text
    return Text(text.document, [_merged(text.document, text.segments[start:end]) for start, end in spans], text.side)


def _merged(document: Document, segments: Sequence[Segment]) -> Segment:
    """Neighbouring segments as one, with whatever stands between them."""
    if len(segments) == 1:
        return segments[0]
    span = Span(segments[0].span.start, segments[-1].span.end)
    return Segment(paragraph=segments[0].paragraph, span=span, text=span.of(document.text))


def _alone(beads: Sequence[Bead], left: Text, right: Text) -> Iterator[Finding]:
    """Segments without a counterpart, one finding for each bead."""
    for bead in beads:
        side, text, code = (bead.src, left, "omission") if not bead.tgt.length else (bead.tgt, right, "addition")
        if bead.src.length and bead.tgt.length:
            continue
        span = Span(text.segments[side.start].span.start, text.segments[side.end - 1].span.end)
        if any(word.is_content for index in range(side.start, side.end) for word in text.words[index]):
            yield text.finding(
                code,
                "error",
                span,
                "This sentence has no counterpart in the " + ("translation." if code == "omission" else "source."),
                seen("confidence of the alignment that it stands alone", bead.confidence, 0.0),
                confidence=bead.confidence,
            )


def _ordered(findings: Iterator[Finding] | Sequence[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.length, f.code, SEVERITIES.index(f.severity))):
        rival = next((k for k in reversed(kept[-8:]) if k.code == finding.code and k.span.end > finding.span.start), None)
        if rival is None:
            kept.append(finding)
    return tuple(kept)
