"""Rules whose weights are learnt: what the judge says of a text, one rule for each code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from mtalign.catalogue import Example
from mtalign.detect.judge.judge import Verdict, french_judge
from mtalign.detect.rule import Hit, LearntRule
from mtalign.detect.text import Text
from mtalign.records import Severity, Span

#: What a finding's evidence measures, and from which probability on it is one.
MEASURE = "probability that it is wrong, by the words around it"
MIN_PROBABILITY = 0.5


@lru_cache(maxsize=2)
def _judged(text: Text, faults: tuple[Span, ...]) -> list[tuple[Span, Verdict]]:
    """What the judge says of a text, with its places in the document: asked once for all codes, of both sides of a pair."""
    if not text.segments:
        return []
    starts = [segment.span.start for segment in text.segments]
    places: list[tuple[int, Span]] = []
    for fault in faults:
        index = text.index_at(fault.start)
        places.append((index, Span(fault.start - starts[index], fault.end - starts[index])))
    found = french_judge().verdicts([segment.text for segment in text.segments], places)
    return [(Span(starts[v.segment] + v.span.start, starts[v.segment] + v.span.end), v) for v in found]


def _verdicts(code: str, unless: re.Pattern[str] | None, text: Text, faults: tuple[Span, ...]) -> Iterator[Hit]:
    for span, verdict in _judged(text, faults):
        if verdict.code != code:
            continue
        segment = text.segments[verdict.segment]
        if unless is None or not unless.search(segment.text, 0, verdict.span.end):
            yield Hit(
                span=span,
                value=verdict.probability,
                words=(span.of(text.document.text),),
                suggestion=verdict.better,
                confidence=verdict.probability,
            )


def learnt(
    code: str,
    *,
    severity: Severity = "warning",
    message: str,
    why: str,
    bad: tuple[Example, ...],
    good: tuple[Example, ...],
    unless: re.Pattern[str] | None = None,
) -> LearntRule:
    """The rule by which the judge's findings of one code are shown; it gives way to every other.

    Where a sentence, up to the end of the finding, matches `unless`, the judge is not believed.
    """
    return LearntRule(
        name=f"{code}/learnt",
        severity=severity,
        confidence=MIN_PROBABILITY,
        measure=MEASURE,
        threshold=MIN_PROBABILITY,
        language="fr",
        message=message,
        why=why,
        bad=bad,
        good=good,
        find=partial(_verdicts, code, unless),
    )
