"""Segments to hypotheses: what is no text passes through, what is too long is translated by clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from mtalign.records import Hypothesis, Reading, Span
from mtalign.translation.checkpoint import DEFAULT_MODEL, Checkpoint, bundled_models, resolve
from mtalign.translation.engines import (
    COMPUTE_TYPES,
    ENGINES,
    Attender,
    ComputeType,
    Decoding,
    Engine,
    EngineName,
    Translator,
    load_engine,
)
from mtalign.translation.normalize import (
    english_numbers,
    english_text,
    is_capitals,
    needs_translation,
    sentence_case,
    source_text,
)

__all__ = [
    "COMPUTE_TYPES",
    "DEFAULT_MODEL",
    "ENGINES",
    "Attender",
    "Checkpoint",
    "ComputeType",
    "Decoding",
    "Engine",
    "EngineName",
    "Translator",
    "bundled_models",
    "load_engine",
    "readings",
    "resolve",
    "translate_texts",
    "word_links",
]

#: Source tokens above which a sentence is split at clause boundaries: Marian models lose content above about 60 words.
MAX_INPUT_TOKENS = 128

# Sentences handed to the engine at once: enough to fill its batches, few enough that an interrupt is heard.
_CHUNK = 512
# Text without a place to break is cut here before it is tokenised: no real clause is as long.
_MAX_CLAUSE_CHARS = 1200

# Where a long sentence may be cut, best first: the cut comes behind the match.
_CUTS = (
    re.compile(r"[;:!?.…]['\")\]]*\s+|\s+[—–]\s+"),
    re.compile(r",\s+(?=(?:et|mais|ou|car|donc|or|puis|tandis|alors|qui|que|dont|où|and|but|or|while|which|who)\b)", re.I),
    re.compile(r",\s+|\)\s+"),
    re.compile(r"\s+(?=(?:et|mais|ou|car|puis|tandis|lorsque|quand|parce|afin|pour|and|but|because|when)\b)", re.I),
    re.compile(r"\s+"),
    # No boundary at all: by force, few enough characters that their bytes fit as tokens.
    re.compile(r".{1,16}", re.S),
)


def translate_texts(
    texts: Sequence[str],
    translator: Translator,
    *,
    count_tokens: Callable[[Sequence[str]], Sequence[int]] | None = None,
    max_input_tokens: int = MAX_INPUT_TOKENS,
    target_lang: str = "en",
    progress: Callable[[int, int], None] | None = None,
) -> list[Hypothesis]:
    """One hypothesis for each text, in order.

    Equal texts are translated once and get equal hypotheses. `count_tokens` gives the source tokens of texts; without
    it a token is taken to be three characters. `progress` is called with sentences done and sentences in all.
    """
    tokens = count_tokens or _guess_tokens
    parts_of: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        parts_of[text] = _parts(text, tokens, max_input_tokens) if needs_translation(text) else []
    wanted = sorted(dict.fromkeys(part for parts in parts_of.values() for part in parts), key=lambda part: (len(part), part))
    said: dict[str, Hypothesis] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        said.update(zip(chunk, translator(chunk), strict=True))
        if progress is not None:
            progress(len(said), len(wanted))
    done = {text: _assemble(text, [said[part] for part in parts], target_lang) for text, parts in parts_of.items()}
    return [done[text] for text in texts]


def word_links(
    sources: Sequence[str], targets: Sequence[str], engine: Attender, *, source_lang: str, target_lang: str
) -> list[tuple[tuple[Span, Span], ...]]:
    """For each pair of texts, the pairs of word spans, source and target, that belong together, in target order.

    Each target word has one link at most; a source word may have several. Raises ValueError when the sides differ in length.
    """
    from mtalign.translation import words

    return words.word_links(sources, targets, engine, source_lang=source_lang, target_lang=target_lang)


def readings(
    sources: Sequence[str],
    targets: Sequence[str],
    source_words: Sequence[Sequence[Span]],
    target_words: Sequence[Sequence[Span]],
    engine: Attender,
) -> list[Reading | None]:
    """For each pair of texts, what the model says of the target by words, if that is given; None where it cannot read it."""
    from mtalign.translation import words

    return words.readings(sources, targets, source_words, target_words, engine)


def _parts(text: str, count_tokens: Callable[[Sequence[str]], Sequence[int]], limit: int) -> list[str]:
    plain = source_text(text)
    if is_capitals(plain):
        plain = sentence_case(plain)
    return [part for part in split_clauses(plain, count_tokens, limit) if needs_translation(part)]


def split_clauses(text: str, count_tokens: Callable[[Sequence[str]], Sequence[int]], limit: int) -> list[str]:
    """The text in pieces of at most `limit` tokens, cut at the best boundaries there are; nothing is left out.

    Sixteen characters without any boundary stay together even where they take more tokens than that.
    """
    return list(_split(text, count_tokens, limit, 0))


def _split(text: str, count_tokens: Callable[[Sequence[str]], Sequence[int]], limit: int, level: int) -> Iterable[str]:
    # A token is at least a byte's worth of a character here, so short text needs no counting.
    if len(text) < limit // 4 or (len(text) <= _MAX_CLAUSE_CHARS and count_tokens([text])[0] <= limit):
        return [text]
    while level < len(_CUTS):
        pieces = _cut(text, level)
        if len(pieces) > 1:
            return _merge(pieces, count_tokens, limit, level)
        level += 1
    return [text]


def _cut(text: str, level: int) -> list[str]:
    ends = [m.end() for m in _CUTS[level].finditer(text) if 0 < m.end() < len(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def _merge(pieces: Sequence[str], count_tokens: Callable[[Sequence[str]], Sequence[int]], limit: int, level: int) -> list[str]:
    """Join neighbouring pieces while they fit; cut those that do not fit alone at the next, weaker kind of boundary."""
    out: list[str] = []
    run, run_tokens = "", 0
    for start in range(0, len(pieces), _CHUNK):
        chunk = pieces[start : start + _CHUNK]
        # Text far too long for any limit is not tokenised whole: that alone would take minutes.
        sizes = count_tokens([piece[: _MAX_CLAUSE_CHARS + 1] for piece in chunk])
        for piece, size in zip(chunk, sizes, strict=True):
            fits = size <= limit and len(piece) <= _MAX_CLAUSE_CHARS
            if run and (not fits or run_tokens + size > limit or len(run) + len(piece) > _MAX_CLAUSE_CHARS):
                out.append(run.strip())
                run, run_tokens = "", 0
            if fits:
                run, run_tokens = run + piece, run_tokens + size
            else:
                out.extend(_split(piece.strip(), count_tokens, limit, level + 1))
    if run.strip():
        out.append(run.strip())
    return out


def _assemble(text: str, said: Sequence[Hypothesis], target_lang: str) -> Hypothesis:
    english = target_lang == "en"
    if not said:
        return Hypothesis(text=english_numbers(text) if english else text, n_parts=0)
    joined = " ".join(h.text.strip() for h in said if h.text.strip())
    joined = english_text(joined, text) if english else " ".join(joined.split())
    if is_capitals(source_text(text)):
        joined = joined.upper()
    return Hypothesis(
        text=joined,
        logprob=sum(h.logprob for h in said),
        n_source_tokens=sum(h.n_source_tokens for h in said),
        n_target_tokens=sum(h.n_target_tokens for h in said),
        n_parts=len(said),
        truncated=any(h.truncated for h in said),
    )


def _guess_tokens(texts: Sequence[str]) -> list[int]:
    return [len(text) // 3 + 1 for text in texts]
