"""The order of the stages: read, segment, translate, align, detect, score, report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from mtalign import __version__
from mtalign.alignment import ALIGNER, align_texts, one_to_one
from mtalign.detect import Looks, Selection, Suppressions, find, find_in_pair
from mtalign.documents import document
from mtalign.errors import InputError, MtalignError
from mtalign.records import (
    Alignment,
    Bitext,
    Checked,
    Document,
    Hypothesis,
    Pair,
    Provenance,
    Report,
    Segment,
    Sentence,
    Span,
    TranslationUnit,
    join,
)
from mtalign.scoring import score, segment_scores
from mtalign.segment import SEGMENTER, Split, segments
from mtalign.translation import (
    DEFAULT_MODEL,
    MAX_INPUT_TOKENS,
    Decoding,
    Engine,
    EngineName,
    load_engine,
    resolve,
    translate_texts,
)
from mtalign.translation.words import Attender, looked_at, word_links

# A sentence of a bitext is a line of the text that is checked, whatever breaks it holds.
_ONE_LINE = re.compile(r"[\r\n]")

# What is worth translating again, and how long its clauses are then, in source tokens.
_MENDABLE = frozenset({"repetition", "untranslated", "omission", "addition", "number"})
_CLAUSE_TOKENS = 24

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run of the pipeline can be told; the defaults are what `mtalign translate` does."""

    model: str = DEFAULT_MODEL
    hub_revision: str | None = None
    engine: EngineName = "ctranslate2"
    decoding: Decoding = field(default_factory=Decoding)
    max_input_tokens: int = MAX_INPUT_TOKENS
    split: Split = "sentences"
    source_lang: str = "fr"
    target_lang: str = "en"
    offline: bool = False
    retry: bool = True
    words: bool = False


def load(settings: Settings) -> Engine:
    """Find the model and load it into its engine; what is loaded is kept for the next call with the same settings."""
    return _loaded(settings.model, settings.hub_revision, settings.engine, settings.decoding, settings.offline)


@lru_cache(maxsize=2)
def _loaded(model: str, hub_revision: str | None, engine: EngineName, decoding: Decoding, offline: bool) -> Engine:
    return load_engine(resolve(model, offline=offline, hub_revision=hub_revision), engine, decoding)


def translate(
    text: str,
    *,
    reference: str | None = None,
    settings: Settings | None = None,
    name: str = "text",
    progress: Progress | None = None,
) -> Report:
    """Translate a text, check it, and, with a reference, align and score it. See `translate_document`."""
    settings = settings or Settings()
    source = document(text, name=name, lang=settings.source_lang)
    ref = None if reference is None else document(reference, name="reference", lang=settings.target_lang)
    return translate_document(source, reference=ref, settings=settings, progress=progress)


def translate_document(
    source: Document,
    *,
    reference: Document | None = None,
    settings: Settings | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Report:
    """The whole run on a document that has been read.

    `engine` overrides what `settings` would load. `progress` is called with a stage's name, steps done and steps in all.
    Raises MtalignError's children; returns a Report that holds everything the HTML shows.
    """
    settings = settings or Settings()
    engine = engine or load(settings)
    if settings.max_input_tokens < 8:
        raise MtalignError(f"--max-input-tokens is {settings.max_input_tokens}, but a clause needs at least 8")
    found = segments(source, settings.split)
    hypotheses = translate_texts(
        [segment.text for segment in found],
        engine,
        count_tokens=engine.count_tokens,
        max_input_tokens=min(settings.max_input_tokens, engine.max_tokens),
        target_lang=settings.target_lang,
        progress=None if progress is None else lambda done, total: progress("translating", done, total),
    )
    if settings.retry:
        hypotheses = retried(source, found, hypotheses, engine, settings)
    target, target_segments = rendered(source, found, hypotheses, settings.target_lang)
    units = tuple(TranslationUnit(src=Span(i, i + 1), ref=Span(0, 0)) for i in range(len(found)))
    report = Report(
        source=source,
        source_segments=found,
        hypotheses=tuple(hypotheses),
        target=target,
        target_segments=target_segments,
        units=units,
        findings=find_in_pair(source, found, target, target_segments),
        provenance=_provenance(settings, engine, aligner=ALIGNER if reference else "none"),
        links=_links(found, target_segments, engine) if settings.words else (),
    )
    return report if reference is None else _with_reference(report, reference, settings)


def _links(found: Sequence[Segment], target: Sequence[Segment], engine: Engine) -> tuple[tuple[tuple[Span, Span], ...], ...]:
    """Word links of each segment, where the engine can tell."""
    if not isinstance(engine, Attender):
        return ()
    return tuple(word_links([s.text for s in found], [t.text for t in target], engine))


def retried(
    source: Document, found: Sequence[Segment], hypotheses: Sequence[Hypothesis], engine: Engine, settings: Settings
) -> list[Hypothesis]:
    """The hypotheses, with those that were flagged replaced by another decoding that the detectors like better.

    What was lost, invented, repeated, left untranslated or counted wrong is translated again: greedily, without repeated
    trigrams, and clause by clause. A candidate is taken only when it has fewer flags than the first translation; it says in
    `retried` where it comes from.
    """
    out = list(hypotheses)
    counted: dict[tuple[str, str], int] = {}

    def flags_of(index: int, hypothesis: Hypothesis) -> int:
        pair = found[index].text, hypothesis.text
        if pair not in counted:
            counted[pair] = _flags(*pair, source.lang, settings.target_lang)
        return counted[pair]

    first = {i: flags_of(i, hypotheses[i]) for i in range(len(found))}
    flagged = [i for i, flags in first.items() if flags and hypotheses[i].n_parts]
    if not flagged:
        return out
    best = {i: first[i] for i in flagged}
    beam = settings.decoding.beam
    limit = min(settings.max_input_tokens, engine.max_tokens)
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
        for i, candidate in zip(flagged, candidates, strict=True):
            flags = flags_of(i, candidate)
            if flags < best[i] and not candidate.truncated:
                best[i], out[i] = flags, replace(candidate, retried=name)
    return out


def _flags(source: str, target: str, source_lang: str, target_lang: str) -> int:
    """How many findings a translation has that another decoding may mend."""
    src = document(source, name="source", lang=source_lang)
    tgt = document(target or " ", name="target", lang=target_lang)
    sides = [(Segment(paragraph=0, span=Span(0, len(text.text)), text=text.text),) for text in (src, tgt)]
    findings = find_in_pair(src, sides[0], tgt, sides[1])
    return sum(f.code in _MENDABLE and (f.side == "target" or f.code in ("omission", "number")) for f in findings)


def align_documents(
    source: Document,
    target: Document,
    *,
    split: Split = "sentences",
    keep_paragraphs: bool = False,
    skip_penalty: float | None = None,
    min_confidence: float = 0.0,
    edits: Bitext | None = None,
) -> Bitext:
    """Align two texts that exist already.

    With `keep_paragraphs` no bead crosses a paragraph's end. `skip_penalty` is the price of a sentence left alone, in
    log-odds, set by the texts themselves when it is None. Beads below `min_confidence` fall apart into unaligned
    sentences. `edits` are beads that a person has corrected: they are taken as they are, and must hold the very sentences
    of the two texts; otherwise InputError names the first that differs.
    """
    sides = [(document, segments(document, split)) for document in (source, target)]
    if edits is not None:
        _check_edits(edits, sides[0][1], sides[1][1])
    paragraphs = [[segment.paragraph for segment in found] if keep_paragraphs else None for _, found in sides]
    alignment = (
        edits.alignment()
        if edits
        else align_texts(
            [segment.text for segment in sides[0][1]],
            [segment.text for segment in sides[1][1]],
            src_paragraphs=paragraphs[0],
            tgt_paragraphs=paragraphs[1],
            skip=None if skip_penalty is None else -skip_penalty,
        )
    )
    sentences = [_sentences(document, found) for document, found in sides]
    pairs: list[Pair] = []
    for bead in alignment.beads:
        src, tgt = sentences[0][bead.src.start : bead.src.end], sentences[1][bead.tgt.start : bead.tgt.end]
        if src and tgt and bead.confidence < min_confidence:
            pairs += [Pair(src=(s,), tgt=(), confidence=bead.confidence) for s in src]
            pairs += [Pair(src=(), tgt=(t,), confidence=bead.confidence) for t in tgt]
        else:
            pairs.append(Pair(src=src, tgt=tgt, confidence=bead.confidence))
    return Bitext(
        source_lang=source.lang,
        target_lang=target.lang,
        source_name=source.name,
        target_name=target.name,
        pairs=tuple(pairs),
        by_line=split == "none",
    )


def check(text: str, *, translation: str | None = None, lang: str = "fr", target_lang: str = "en") -> Checked:
    """Look for artifacts in a text, or in a text and its translation. See `check_document` and `check_documents`."""
    source = document(text, name="text", lang=lang)
    if translation is None:
        return check_document(source)
    return check_documents(source, document(translation, name="translation", lang=target_lang))


def check_document(source: Document) -> Checked:
    """Look for artifacts in one text, French or English."""
    found = segments(source)
    return Checked(source=source, source_segments=found, findings=find(source, found))


def check_documents(source: Document, target: Document, *, split: Split = "sentences") -> Checked:
    """Align a text and its translation, and look for artifacts in both and between them."""
    sides = [segments(document, split) for document in (source, target)]
    alignment = align_texts(*([segment.text for segment in side] for side in sides))
    return _checked(source, sides[0], target, sides[1], alignment)


def check_bitext(bitext: Bitext, *, name: str) -> Checked:
    """Look for artifacts in the two sides of a bitext and between them; its alignment is taken as it is.

    In the documents that the result refers to, each sentence is a line of its own.
    """
    documents = []
    for lang, sentences in (
        (bitext.source_lang, [s for pair in bitext.pairs for s in pair.src]),
        (bitext.target_lang, [s for pair in bitext.pairs for s in pair.tgt]),
    ):
        lang = lang.split("-")[0].lower()
        # A blank sentence is a line too: the alignment counts it.
        lines = [_ONE_LINE.sub(" ", s.text) for s in sentences]
        spans, position = [], 0
        for line in lines:
            spans.append(Span(position, position + len(line)))
            position += len(line) + 1
        text = document("\n".join(lines), name=f"{name} ({lang})", lang=lang)
        found = tuple(Segment(paragraph=i, span=span, text=span.of(text.text)) for i, span in enumerate(spans))
        documents.append((text, found))
    (source, left), (target, right) = documents
    return _checked(source, left, target, right, bitext.alignment())


def _checked(
    source: Document, left: tuple[Segment, ...], target: Document, right: tuple[Segment, ...], alignment: Alignment
) -> Checked:
    return Checked(
        source=source,
        source_segments=left,
        target=target,
        target_segments=right,
        beads=alignment.beads,
        findings=find_in_pair(source, left, target, right, alignment.beads, second_witness(source.lang, target.lang)),
    )


def second_witness(source_lang: str, target_lang: str) -> Looks | None:
    """The bundled model's attention, for the languages it translates between; None for others."""
    if (source_lang, target_lang) != ("fr", "en"):
        return None
    engine = load(Settings())
    if not isinstance(engine, Attender):
        return None

    def looks(sources: Sequence[str], targets: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[list[float] | None]:
        return looked_at(sources, targets, spans, engine)

    return looks


def sift(checked: Checked, selection: Selection, suppressions: Suppressions) -> Checked:
    """The result with the findings that are asked for and not suppressed."""
    wanted = [finding for finding in checked.findings if selection.keeps(finding)]
    kept = tuple(f for f in wanted if not suppressions.covers(f, checked.segments(f.side)))
    return replace(checked, findings=kept, suppressed=checked.suppressed + len(wanted) - len(kept))


def _check_edits(edits: Bitext, source: Sequence[Segment], target: Sequence[Segment]) -> None:
    for name, found, said in (
        ("source", source, [s.text for pair in edits.pairs for s in pair.src]),
        ("target", target, [t.text for pair in edits.pairs for t in pair.tgt]),
    ):
        texts = [segment.text for segment in found]
        if texts != said:
            at = next((i for i, (a, b) in enumerate(zip(texts, said, strict=False)) if a != b), min(len(texts), len(said)))
            raise InputError(f"the edits do not fit the {name} text: they differ from sentence {at + 1} on; align it anew")


def _sentences(document: Document, found: Sequence[Segment]) -> tuple[Sentence, ...]:
    out, line, position = [], 1, 0
    for segment in found:
        line += document.text.count("\n", position, segment.span.start)
        position = segment.span.start
        out.append(Sentence(text=segment.text, line=line))
    return tuple(out)


def rendered(
    source: Document, found: Sequence[Segment], hypotheses: Sequence[Hypothesis], lang: str
) -> tuple[Document, tuple[Segment, ...]]:
    """The translation as a document: the source's text with each segment replaced, everything between kept."""
    pieces: list[str] = []
    spans: list[Span] = []
    position = length = 0
    for segment, hypothesis in zip(found, hypotheses, strict=True):
        between = source.text[position : segment.span.start]
        # A missing space behind a full stop is not a thing to translate.
        if not between and pieces and hypothesis.n_parts:
            between = " "
        said = hypothesis.text or " "
        spans.append(Span(length + len(between), length + len(between) + len(said)))
        pieces += (between, said)
        length = spans[-1].end
        position = segment.span.end
    pieces.append(source.text[position:])
    target = document("".join(pieces), name=f"{source.name} ({lang})", lang=lang)
    segments_out = tuple(
        Segment(paragraph=segment.paragraph, span=span, text=span.of(target.text))
        for segment, span in zip(found, spans, strict=True)
    )
    return target, segments_out


def _with_reference(report: Report, reference: Document, settings: Settings) -> Report:
    found = segments(reference, settings.split)
    if settings.split == "none":
        alignment = _line_by_line(report.source, reference)
    else:
        alignment = align_texts([s.text for s in report.source_segments], [s.text for s in found])
    pairs = [(bead.src, bead.tgt) for bead in alignment.beads]
    said = [join(report.target_segments[src.start : src.end]) for src, _ in pairs]
    wanted = [join(found[ref.start : ref.end]) for _, ref in pairs]
    rows = iter(segment_scores(*_both(said, wanted)))
    units = tuple(
        TranslationUnit(src=src, ref=ref, scores=next(rows) if src.length and ref.length else ()) for src, ref in pairs
    )
    # A sentence without a counterpart still counts in the corpus scores: against the empty string.
    return Report(
        source=report.source,
        source_segments=report.source_segments,
        hypotheses=report.hypotheses,
        target=report.target,
        target_segments=report.target_segments,
        units=units,
        findings=report.findings,
        provenance=report.provenance,
        reference=reference,
        reference_segments=found,
        alignment=alignment,
        scores=score(said, wanted) if pairs else (),
        links=report.links,
    )


def _both(said: Sequence[str], wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    pairs = [(s, w) for s, w in zip(said, wanted, strict=True) if s and w]
    return [s for s, _ in pairs], [w for _, w in pairs]


def _line_by_line(source: Document, reference: Document) -> Alignment:
    if len(source.paragraphs) != len(reference.paragraphs):
        raise MtalignError(
            f"with --split none the reference needs a line for each of the source's {len(source.paragraphs)}, "
            f"it has {len(reference.paragraphs)}"
        )
    return one_to_one(len(source.paragraphs))


def _provenance(settings: Settings, engine: Engine, *, aligner: str) -> Provenance:
    return Provenance(
        version=__version__,
        model=settings.model if "/" in settings.model and not settings.model.startswith((".", "/")) else engine.checkpoint.name,
        revision=engine.checkpoint.revision,
        engine=settings.engine,
        compute_type=settings.decoding.compute_type,
        beam=settings.decoding.beam,
        segmenter=SEGMENTER if settings.split == "sentences" else "lines",
        aligner=aligner,
        retry=settings.retry,
    )
