"""Rules that can be applied: what `mtalign.catalogue.Rule` says of one, with the function that finds its hits.

A finder measures and does not judge: it yields every place where its pattern stands, with the value that was measured there,
and the rule's threshold decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mtalign.catalogue import Rule
from mtalign.detect.text import Text
from mtalign.detect.unit import Unit
from mtalign.records import Evidence, Finding, Side, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place in a document where a rule's pattern stands.

    `value` is what was measured, None where a pattern was seen. `words` fill the places in the rule's message. `other` is the
    second place of a duplication, `confidence` the probability that the hit is right where it is known better than the rule's.
    """

    span: Span
    value: float | None = None
    words: tuple[str, ...] = ()
    other: Span | None = None
    suggestion: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """A rule for a text alone, in some languages (None: in any).

    `excused` says of a translation unit whether its source makes a hit in the translation right.
    """

    languages: frozenset[str] | None = None
    find: Callable[[Text], Iterator[Hit]]
    excused: Callable[[Unit], bool] | None = None

    def applies(self, text: Text) -> bool:
        """Whether the rule is for the text's language."""
        return self.languages is None or text.lang in self.languages


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntRule(Rule):
    """A rule for a text in one language that is asked last and gives way: it is told the places that other rules found.

    How much is wrong elsewhere says how likely a doubtful place is wrong too.
    """

    language: str
    find: Callable[[Text, tuple[Span, ...]], Iterator[Hit]]

    def applies(self, text: Text) -> bool:
        """Whether the rule is for the text's language."""
        return text.lang == self.language


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule(Rule):
    """A rule for a translation unit; its hits lie on one side. `sources` and `targets` are its languages (None: any)."""

    side: Side
    sources: frozenset[str] | None = None
    targets: frozenset[str] | None = None
    find: Callable[[Unit], Iterator[Hit]]

    def applies(self, unit: Unit) -> bool:
        """Whether the rule is for the unit's languages."""
        return (self.sources is None or unit.source.lang in self.sources) and (
            self.targets is None or unit.target.lang in self.targets
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneRule(Rule):
    """A rule for segments of one side that have no counterpart: a range of them, and how sure the alignment is of it."""

    side: Side
    find: Callable[[Text, Span, float], Iterator[Hit]]


def judged(rule: Rule, text: Text, hits: Iterator[Hit]) -> Iterator[Finding]:
    """The findings among a rule's hits in a text: those whose value crosses the rule's threshold."""
    for hit in hits:
        if not rule.crossed(hit.value):
            continue
        value = None if rule.threshold is None or hit.value is None else round(float(hit.value), 4)
        yield Finding(
            code=rule.code,
            rule=rule.name,
            severity=rule.severity,
            side=text.side,
            segment=text.index_at(hit.span.start),
            span=hit.span,
            text=hit.span.of(text.document.text),
            message=rule.message.format(*map(_printable, hit.words)),
            evidence=Evidence(measure=rule.measure, value=value, threshold=rule.threshold),
            other=hit.other,
            suggestion=hit.suggestion,
            confidence=rule.confidence if hit.confidence is None else round(hit.confidence, 4),
        )


def _printable(word: str) -> str:
    """A word as it can stand in a message: without what a terminal or a page would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in word)
