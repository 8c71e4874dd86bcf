"""The order of the stages: read, segment, translate, align, detect, score, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mtalign.alignment import ALIGNER, align_texts, one_to_one
from mtalign.detect import find, find_in_pair, guess_language
from mtalign.documents import document
from mtalign.errors import InputError, MtalignError
from mtalign.languages import LANGUAGES
from mtalign.pipeline.retry import lines_as_document, retried
from mtalign.pipeline.settings import Settings, load
from mtalign.pipeline.witness import attention_reader, links_of, second_witness
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
from mtalign.suppress import Selection, Suppressions
from mtalign.translation import Engine, translate_texts
from mtalign.version import __version__

__all__ = [
    "Settings",
    "align_documents",
    "attention_reader",
    "check",
    "check_bitext",
    "check_document",
    "check_documents",
    "load",
    "retried",
    "second_witness",
    "sift",
    "translate",
    "translate_document",
]

# Characters that are looked at to tell a language, and words that are needed for it.
_SAMPLE, _LEAST_TO_TELL = 20_000, 8

Progress = Callable[[str, int, int], None]


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
    found = segments(source, settings.split)
    hypotheses = translate_texts(
        [segment.text for segment in found],
        engine,
        count_tokens=engine.count_tokens,
        max_input_tokens=min(settings.max_input_tokens, engine.max_tokens),
        target_lang=settings.target_lang,
        progress=None if progress is None else lambda done, total: progress("translating", done, total),
    )
    reader = attention_reader(source.lang, settings.target_lang, engine)
    reads = second_witness(reader)
    if settings.retry:
        hypotheses = retried(source, found, hypotheses, engine, settings, reads)
    target, target_segments = rendered(source, found, hypotheses, settings.target_lang)
    units = tuple(TranslationUnit(src=Span(i, i + 1), ref=Span(0, 0)) for i in range(len(found)))
    report = Report(
        source=source,
        source_segments=found,
        hypotheses=tuple(hypotheses),
        target=target,
        target_segments=target_segments,
        units=units,
        findings=find_in_pair(source, found, target, target_segments, reads=reads),
        provenance=_provenance(settings, engine, aligner=ALIGNER if reference else "none"),
        links=links_of(found, target_segments, reader, source.lang, settings.target_lang) if settings.words else (),
        looks_like=_looks_like(source),
    )
    return report if reference is None else _with_reference(report, reference, settings)


def _looks_like(source: Document) -> str:
    """The language that a text seems to be in, where it is long enough to tell and that is not the one it was said to be in."""
    words = len(source.text[:_SAMPLE].split())
    guessed = guess_language(source.text) if source.lang in LANGUAGES and words >= _LEAST_TO_TELL else source.lang
    # Lists of names are in no language.
    return "" if guessed == source.lang or (guessed == "und" and words < 4 * _LEAST_TO_TELL) else guessed


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
    # A blank sentence is a line too: the alignment counts it.
    (source, left), (target, right) = (
        lines_as_document([s.text for s in sentences], name=f"{name} ({code})", lang=code)
        for code, sentences in (
            (bitext.source_lang.split("-")[0].lower(), [s for pair in bitext.pairs for s in pair.src]),
            (bitext.target_lang.split("-")[0].lower(), [t for pair in bitext.pairs for t in pair.tgt]),
        )
    )
    return _checked(source, left, target, right, bitext.alignment())


def _checked(
    source: Document, left: tuple[Segment, ...], target: Document, right: tuple[Segment, ...], alignment: Alignment
) -> Checked:
    reads = second_witness(attention_reader(source.lang, target.lang))
    return Checked(
        source=source,
        source_segments=left,
        target=target,
        target_segments=right,
        beads=alignment.beads,
        findings=find_in_pair(source, left, target, right, alignment.beads, reads),
    )


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
    return replace(
        report,
        units=units,
        reference=reference,
        reference_segments=found,
        alignment=alignment,
        # A sentence without a counterpart still counts in the corpus scores: against the empty string.
        scores=score(said, wanted) if pairs else (),
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
        compute_type=str(settings.decoding.compute_type),
        beam=settings.decoding.beam,
        segmenter=SEGMENTER if settings.split == "sentences" else "lines",
        aligner=aligner,
        retry=settings.retry,
    )
