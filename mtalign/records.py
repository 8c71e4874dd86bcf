"""The records that cross a stage boundary: frozen, keyword-only, checked when they are made.

Offsets are code points, half-open and 0-based everywhere.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from mtalign.errors import AlignmentError

if TYPE_CHECKING:
    import numpy as np

Side = Literal["source", "target"]
Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Span(NamedTuple):
    """A half-open range `[start, end)`, of code points in a text or of indices in a sequence."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The piece of `text` that the span covers."""
        return text[self.start : self.end]

    @property
    def length(self) -> int:
        """How many items the span covers."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Reading:
    """What a translation model says of a pair that it is given, by words.

    `weights`, of shape (target words, source words), is how much each target word looks at each source word, a mean over
    its pieces. `logprobs`, of shape (target words + 1, 4), has of each target word the natural-log probability of its first
    piece, of all its pieces, and of the least likely, and how many there are; the last row is the end of the sentence.
    """

    weights: np.ndarray
    logprobs: np.ndarray


#: From source texts, target texts, and the spans of the words of each source and each target: what a translation model says of
#: each pair, or None where it cannot read it.
Reads = Callable[[Sequence[str], Sequence[str], Sequence[Sequence[Span]], Sequence[Sequence[Span]]], Sequence["Reading | None"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text kept exactly as it was read.

    `paragraphs` are the lines that hold anything but white space, without their line ends; whatever lies between
    them (line ends, blank lines) is still in `text`. `encoding` is what the bytes were decoded as.
    """

    name: str
    lang: str
    text: str
    paragraphs: tuple[Span, ...]
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        last = 0
        for i, span in enumerate(self.paragraphs):
            if not last <= span.start < span.end <= len(self.text):
                raise ValueError(f"paragraph {i} is {tuple(span)}, expected a span inside [{last}, {len(self.text)})")
            last = span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence: `text == document.text[span.start:span.end]`, inside paragraph number `paragraph`."""

    paragraph: int
    span: Span
    text: str

    def __post_init__(self) -> None:
        if self.span.length != len(self.text):
            raise ValueError(f"segment span {tuple(self.span)} does not fit its {len(self.text)} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What the model said for one segment.

    `logprob` is the sum of the target tokens' natural-log probabilities (0.0 where the model was not asked).
    `n_target_tokens` counts the end-of-sentence token. `n_parts` is 0 for text passed through untouched (blank,
    punctuation, placeholder), 1 for a sentence translated whole, more for a long one translated clause by clause.
    `truncated` says that the decoder hit its length limit before it ended the sentence. `retried` names the other way of
    decoding that gave this text, after the first one was flagged; it is empty where the first one stands.
    """

    text: str
    logprob: float = 0.0
    n_source_tokens: int = 0
    n_target_tokens: int = 0
    n_parts: int = 1
    truncated: bool = False
    retried: str = ""

    @property
    def confidence(self) -> float:
        """Geometric mean of the token probabilities, 0 to 1; 1.0 for text that was passed through."""
        return math.exp(self.logprob / self.n_target_tokens) if self.n_target_tokens else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """Source segments `src` say what target segments `tgt` say; either range may be empty (an omission, an insertion).

    `score` is the cosine of the two sides' vectors, 0.0 for an empty side. `confidence` is the aligner's estimate of the
    probability that exactly this bead is right.
    """

    src: Span
    tgt: Span
    score: float = 0.0
    confidence: float = 1.0

    @property
    def kind(self) -> str:
        """The bead's shape, "1-1", "2-1", "0-1" ..."""
        return f"{self.src.length}-{self.tgt.length}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Beads that are monotone and contiguous and cover `n_src` and `n_tgt` segments exactly once."""

    beads: tuple[Bead, ...]
    n_src: int
    n_tgt: int

    def __post_init__(self) -> None:
        src = tgt = 0
        for i, bead in enumerate(self.beads):
            if bead.src.start != src:
                raise AlignmentError(f"bead {i} starts at source {bead.src.start}, expected {src}")
            if bead.tgt.start != tgt:
                raise AlignmentError(f"bead {i} starts at target {bead.tgt.start}, expected {tgt}")
            if bead.src.length < 0 or bead.tgt.length < 0 or bead.src.length + bead.tgt.length == 0:
                raise AlignmentError(f"bead {i} is {bead.kind}, expected at least one segment and no negative length")
            src, tgt = bead.src.end, bead.tgt.end
        if (src, tgt) != (self.n_src, self.n_tgt):
            raise AlignmentError(f"beads cover {src} source and {tgt} target segments of {self.n_src} and {self.n_tgt}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a bitext; `line` is the 1-based line of its file it starts on, 0 where that is not known."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a bead says in words: the sentences of its two sides, either of which may be empty."""

    src: tuple[Sentence, ...]
    tgt: tuple[Sentence, ...]
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not self.src and not self.tgt:
            raise AlignmentError("a pair is empty on both sides")

    @property
    def kind(self) -> str:
        """The bead's shape, "1-1", "2-1", "0-1" ..."""
        return f"{len(self.src)}-{len(self.tgt)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitext:
    """Two texts, aligned: pairs in order, each sentence of either text in exactly one of them.

    `by_line` says that every line of the two files is one sentence, so that line numbers can stand for sentences.
    """

    source_lang: str
    target_lang: str
    pairs: tuple[Pair, ...]
    by_line: bool = False
    source_name: str = ""
    target_name: str = ""

    def alignment(self) -> Alignment:
        """The pairs as beads over sentence numbers."""
        beads, i, j = [], 0, 0
        for pair in self.pairs:
            k, q = i + len(pair.src), j + len(pair.tgt)
            beads.append(Bead(src=Span(i, k), tgt=Span(j, q), confidence=pair.confidence))
            i, j = k, q
        return Alignment(beads=tuple(beads), n_src=i, n_tgt=j)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was measured, and the threshold it crossed; where a pattern was simply seen, `measure` says so without numbers.

    `also` is what a second rule, that found the same, says of it; empty where none did.
    """

    measure: str
    value: float | None = None
    threshold: float | None = None
    also: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.threshold is None):
            raise ValueError(f"{self.measure}: value {self.value} against threshold {self.threshold}")

    def __str__(self) -> str:
        if self.value is None:
            said = f"Seen: {self.measure}"
        else:
            said = f"Measured: {self.measure} {self.value:.4g}, threshold {self.threshold:.4g}"
        return f"{said}; also {self.also}" if self.also else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One artifact, of a kind (`code`), found by a rule (`rule`, "code/name").

    `span` lies in the text of the document on `side`; `other` is the second place of a duplication, in the same text.
    `segment` is the index of the segment the span starts in. `message` explains it to somebody who is no linguist.
    `confidence` is the estimated probability that it is right.
    """

    code: str
    rule: str
    severity: Severity
    side: Side
    segment: int
    span: Span
    text: str
    message: str
    evidence: Evidence
    other: Span | None = None
    suggestion: str | None = None
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if self.span.length <= 0 or len(self.text) != self.span.length:
            raise ValueError(f"{self.code} finding has span {tuple(self.span)} and text {self.text!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A metric's value from 0 up, with the signature without which it means nothing.

    `low` and `high` bound the 95 % bootstrap interval; they are None where no interval was asked for.
    """

    metric: str
    value: float
    signature: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a result came about: everything outside sacrebleu that moves its scores."""

    version: str
    model: str
    revision: str
    engine: str
    compute_type: str
    beam: int
    segmenter: str
    aligner: str
    retry: bool = False

    def signature(self) -> str:
        """One line in the manner of sacrebleu's signatures, the same for the same settings."""
        return (
            f"model:{self.model}|rev:{self.revision[:12]}|engine:{self.engine}|type:{self.compute_type}"
            f"|beam:{self.beam}|retry:{'yes' if self.retry else 'no'}|seg:{self.segmenter}|align:{self.aligner}"
            f"|mtalign:{self.version}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """A row of the report: source segments, the same range of target segments, and the reference segments they match.

    `src` indexes `Report.source_segments`, `Report.hypotheses` and `Report.target_segments` alike; it is empty for a
    reference sentence that has no source. `ref` indexes `Report.reference_segments` and is empty where there is none.
    """

    src: Span
    ref: Span
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything one run of `mtalign translate` knows; the HTML shows exactly this.

    `target.text` has the source's line structure. `source_segments[i]`, `hypotheses[i]` and `target_segments[i]`
    belong together. `links[i]` are the words of segment i that belong together, as spans of the two segments' texts, source
    first; `links` is empty where nobody asked for them. `looks_like` is the language that the source seems to be in where that
    is not the one it was said to be in, "und" for one that nobody knows; else it is empty.
    """

    source: Document
    source_segments: tuple[Segment, ...]
    hypotheses: tuple[Hypothesis, ...]
    target: Document
    target_segments: tuple[Segment, ...]
    units: tuple[TranslationUnit, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance
    reference: Document | None = None
    reference_segments: tuple[Segment, ...] = ()
    alignment: Alignment | None = None
    scores: tuple[Score, ...] = ()
    links: tuple[tuple[tuple[Span, Span], ...], ...] = ()
    looks_like: str = ""

    def __post_init__(self) -> None:
        n = len(self.source_segments)
        if not n == len(self.hypotheses) == len(self.target_segments):
            raise AlignmentError(
                f"{n} source segments, {len(self.hypotheses)} hypotheses, {len(self.target_segments)} target segments"
            )
        if self.links and len(self.links) != n:
            raise AlignmentError(f"{n} segments, word links of {len(self.links)}")

    def source_of(self, unit: TranslationUnit) -> str:
        """The unit's source text, its segments joined by a space."""
        return join(self.source_segments[unit.src.start : unit.src.end])

    def target_of(self, unit: TranslationUnit) -> str:
        """The unit's translation, its segments joined by a space."""
        return join(self.target_segments[unit.src.start : unit.src.end])

    def reference_of(self, unit: TranslationUnit) -> str:
        """The unit's reference text, its segments joined by a space."""
        return join(self.reference_segments[unit.ref.start : unit.ref.end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `mtalign check` knows of one text, or of one pair of texts with the beads that align them.

    Of a single text `target` is None, and all findings are on the side "source". `suppressed` counts the findings that
    were found and, for a stated reason, left out.
    """

    source: Document
    source_segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    target: Document | None = None
    target_segments: tuple[Segment, ...] = ()
    beads: tuple[Bead, ...] = ()
    suppressed: int = 0

    def document(self, side: Side) -> Document:
        """The text of one side."""
        return self.target if side == "target" and self.target is not None else self.source

    def segments(self, side: Side) -> tuple[Segment, ...]:
        """The segments of one side."""
        return self.target_segments if side == "target" else self.source_segments


def join(segments: Sequence[Segment]) -> str:
    """The segments' texts in one line."""
    return " ".join(segment.text for segment in segments)


def digest(*parts: bytes) -> str:
    """SHA-256 of the parts in order, in hexadecimal; each part's length is hashed too, so that they cannot run together."""
    h = hashlib.sha256()
    for part in parts:
        h.update(len(part).to_bytes(8, "little"))
        h.update(part)
    return h.hexdigest()
