"""Flagged sentences translated again in other ways, and the way kept that the detectors like best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mtalign.detect import find_in_pair
from mtalign.documents import document
from mtalign.pipeline.settings import Settings
from mtalign.records import Document, Hypothesis, Reads, Segment, Span
from mtalign.translation import Engine, translate_texts

# A text is a line of the document that is checked, whatever breaks it holds.
_BREAK = re.compile(r"[\r\n]")
# What is worth translating again, and how long its clauses are then, in source tokens.
_MENDABLE = frozenset({"repetition", "untranslated", "omission", "addition", "number"})
_CLAUSE_TOKENS = 24


def retried(
    source: Document,
    found: Sequence[Segment],
    hypotheses: Sequence[Hypothesis],
    engine: Engine,
    settings: Settings,
    reads: Reads | None = None,
) -> list[Hypothesis]:
    """The hypotheses, with those that were flagged replaced by another decoding that the detectors like better.

    What was lost, invented, repeated, left untranslated or counted wrong is translated again: greedily, without repeated
    trigrams, and clause by clause. A candidate is taken only when it has fewer flags than the first translation; it says in
    `retried` where it comes from.
    """
    out = list(hypotheses)
    counted: dict[tuple[str, str], int] = {}

    def flags_of(indices: Sequence[int], said: Sequence[Hypothesis]) -> list[int]:
        pairs = [(found[i].text, hypothesis.text) for i, hypothesis in zip(indices, said, strict=True)]
        new = [pair for pair in dict.fromkeys(pairs) if pair not in counted]
        counted.update(zip(new, _flags(new, source.lang, settings.target_lang, reads), strict=True))
        return [counted[pair] for pair in pairs]

    every = range(len(found))
    best = {i: n for i, n in zip(every, flags_of(every, hypotheses), strict=True) if n and hypotheses[i].n_parts}
    if not best:
        return out
    beam = settings.decoding.beam
    limit = min(settings.max_input_tokens, engine.max_tokens)
    flagged = list(best)
    for name, translator, clause in (
        ("greedy", engine.variant(beam=1 if beam > 1 else 4), limit),
        ("no repeated trigrams", engine.variant(beam=beam, no_repeat_ngram=3), limit),
        ("clause by clause", engine.variant(beam=beam), min(limit, _CLAUSE_TOKENS)),
    ):
        candidates = translate_texts(
            [found[i].text for i in flagged],
            translator,
            count_tokens=engine.count_tokens,
            max_input_tokens=clause,
            target_lang=settings.target_lang,
        )
        for i, candidate, flags in zip(flagged, candidates, flags_of(flagged, candidates), strict=True):
            if flags < best[i] and not candidate.truncated:
                best[i], out[i] = flags, replace(candidate, retried=name)
    return out


def _flags(pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str, reads: Reads | None) -> list[int]:
    """How many findings each translation has that another decoding may mend."""
    src, left = lines_as_document([s for s, _ in pairs], name="source", lang=source_lang)
    tgt, right = lines_as_document([t or " " for _, t in pairs], name="target", lang=target_lang)
    counts = [0] * len(pairs)
    for finding in find_in_pair(src, left, tgt, right, reads=reads):
        if finding.code in _MENDABLE and (finding.side == "target" or finding.code in ("omission", "number")):
            counts[finding.segment] += 1
    return counts


def lines_as_document(texts: Sequence[str], *, name: str, lang: str) -> tuple[Document, tuple[Segment, ...]]:
    """A document with a line for each text, and each as a segment."""
    lines = [_BREAK.sub(" ", text) for text in texts]
    spans, position = [], 0
    for line in lines:
        spans.append(Span(position, position + len(line)))
        position += len(line) + 1
    made = document("\n".join(lines), name=name, lang=lang)
    return made, tuple(Segment(paragraph=i, span=span, text=span.of(made.text)) for i, span in enumerate(spans))
