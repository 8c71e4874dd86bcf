"""The rules applied: what is wrong with a text, and with a translation in the light of its source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mtalign.detect.judge.pairs import pair_judge
from mtalign.detect.rule import LearntRule, LoneRule, PairRule, TextRule, judged
from mtalign.detect.rules import CATALOGUE, RULES
from mtalign.detect.text import Text
from mtalign.detect.unit import Unit
from mtalign.records import SEVERITIES, Bead, Document, Finding, Reads, Segment, Side, Span

_TEXT_RULES = [rule for rule in RULES if isinstance(rule, TextRule)]
_LEARNT_RULES = [rule for rule in RULES if isinstance(rule, LearntRule)]
_PAIR_RULES = [rule for rule in RULES if isinstance(rule, PairRule)]
_LONE_RULES = [rule for rule in RULES if isinstance(rule, LoneRule)]
# Findings at one place overlap the few that begin shortly before it.
_RIVALS = 8
_MOST_SURE = 0.99


def find(document: Document, segments: Sequence[Segment], side: Side) -> tuple[Finding, ...]:
    """See `mtalign.detect.find`."""
    return _ordered(_alone(Text(document, segments, side)))


def find_in_pair(
    source: Document,
    source_segments: Sequence[Segment],
    target: Document,
    target_segments: Sequence[Segment],
    beads: Sequence[Bead] | None,
    reads: Reads | None,
) -> tuple[Finding, ...]:
    """See `mtalign.detect.find_in_pair`."""
    if beads is None:
        if len(source_segments) != len(target_segments):
            raise ValueError(f"{len(source_segments)} source segments against {len(target_segments)} target segments")
        beads = [Bead(src=Span(i, i + 1), tgt=Span(i, i + 1)) for i in range(len(source_segments))]
    left, right = Text(source, source_segments, "source"), Text(target, target_segments, "target")
    full = [bead for bead in beads if bead.src.length and bead.tgt.length]
    units = _units(_merged(left, [bead.src for bead in full]), _merged(right, [bead.tgt for bead in full]), reads)
    in_source = _ordered(_alone(left))
    found = [*in_source, *_own(right, full, units, in_source), *_lonely(beads, left, right)]
    for unit in units:
        for rule in _PAIR_RULES:
            if rule.applies(unit):
                # A finding's segment counts in the text itself, not among merged segments.
                found += judged(rule, left if rule.side == "source" else right, rule.find(unit))
    return _ordered(f for f in found if f.side == "source") + _ordered(f for f in found if f.side == "target")


def _alone(text: Text) -> Iterator[Finding]:
    firm: list[Finding] = []
    for rule in _TEXT_RULES:
        if rule.applies(text):
            firm += judged(rule, text, rule.find(text))
    taken = tuple(sorted({place for finding in firm for place in (finding.span, finding.other) if place}))
    learnt: list[Finding] = []
    for last in _LEARNT_RULES:
        if last.applies(text):
            learnt += judged(last, text, last.find(text, taken))
    yield from (_borne_out(finding, learnt) for finding in firm)
    yield from (finding for finding in learnt if not _meets(finding.span, taken))


def _borne_out(finding: Finding, learnt: Sequence[Finding]) -> Finding:
    """A finding with what the judge says where that finds the same there: both must be wrong for it to be wrong."""
    same = [f for f in learnt if f.code == finding.code and _meets(f.span, [finding.span])]
    if not same:
        return finding
    best = max(same, key=lambda f: f.confidence)
    return replace(
        finding,
        evidence=replace(finding.evidence, also=f"{best.evidence.measure} {best.confidence:.2f}"),
        confidence=min(_MOST_SURE, round(1 - (1 - finding.confidence) * (1 - best.confidence), 4)),
        suggestion=finding.suggestion or (best.suggestion if best.span == finding.span else None),
    )


def _meets(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span shares a character with one of these, which are sorted."""
    return any(other.start < span.end and span.start < other.end for other in taken[: bisect_left(taken, (span.end, 0))])


def _own(right: Text, full: Sequence[Bead], units: Sequence[Unit], in_source: Sequence[Finding]) -> Iterator[Finding]:
    """The target's own findings, less those that it has from its source.

    A segment without a source has nothing to inherit a fault from, and nothing to excuse it.
    """
    unit_of_src = {i: number for number, bead in enumerate(full) for i in range(*bead.src)}
    unit_of_tgt = {j: number for number, bead in enumerate(full) for j in range(*bead.tgt)}
    kinds = {(unit_of_src.get(finding.segment), finding.code) for finding in in_source}
    excuses = {rule.name: rule.excused for rule in _TEXT_RULES if rule.excused}
    for finding in _ordered(_alone(right)):
        unit = unit_of_tgt.get(finding.segment)
        if unit is not None:
            excused = excuses.get(finding.rule)
            inherited = CATALOGUE.codes[finding.code].inherited and (unit, finding.code) in kinds
            if inherited or (excused and excused(units[unit])):
                continue
        yield finding


def _units(left: Text, right: Text, reads: Reads | None) -> list[Unit]:
    """The translation units, with what the judge of pairs says of them, where a lexicon knows the languages."""
    units = [Unit(left, right, index) for index in range(len(left.segments))]
    known = [unit for unit in units if unit.coverage]
    if known:
        pair_judge().weigh(known, reads)
    return units


def _merged(text: Text, spans: Sequence[Span]) -> Text:
    """The text cut into one segment for each range of its segments; itself where that is how it is cut already."""
    if len(spans) == len(text.segments) and all(span.length == 1 for span in spans):
        return text
    return Text(text.document, [_joined(text.document, text.segments[start:end]) for start, end in spans], text.side)


def _joined(document: Document, segments: Sequence[Segment]) -> Segment:
    """Neighbouring segments as one, with whatever stands between them."""
    if len(segments) == 1:
        return segments[0]
    span = Span(segments[0].span.start, segments[-1].span.end)
    return replace(segments[0], span=span, text=span.of(document.text))


def _lonely(beads: Sequence[Bead], left: Text, right: Text) -> Iterator[Finding]:
    """Segments without a counterpart."""
    for bead in beads:
        for rule in _LONE_RULES:
            text, mine, others = (left, bead.src, bead.tgt) if rule.side == "source" else (right, bead.tgt, bead.src)
            if mine.length and not others.length:
                yield from judged(rule, text, rule.find(text, mine, bead.confidence))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order of place; of those with one code that overlap, the first and longest stays."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.length, f.code, SEVERITIES.index(f.severity), f.rule)):
        if not any(k.code == finding.code and k.span.end > finding.span.start for k in kept[-_RIVALS:]):
            kept.append(finding)
    return tuple(kept)
