"""Scores against references, by sacrebleu, never without their signatures.

sacrebleu's Python API pairs the two sides by zip and so drops what one side has more; here that is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mtalign.errors import ScoreError
from mtalign.records import Score

# Resamples of the 95 % interval; sacrebleu's default, with its fixed seed, so that the same input gives the same bounds.
RESAMPLES = 1000
# TER tries every shift of every phrase, which takes minutes on a segment of a thousand words: with a longer one than this,
# in words, it is left out.
MAX_TER_WORDS = 300
# Above this many segments the resamples of TER alone would take minutes: intervals are left out.
_MAX_RESAMPLED = 20_000


def score(hypotheses: Sequence[str], references: Sequence[str], *, intervals: bool = True) -> tuple[Score, ...]:
    """BLEU, chrF2++ and TER of a corpus, each 0-100 (TER may be higher), with 95 % bootstrap intervals.

    TER is left out where a segment has more than MAX_TER_WORDS words.

    Raises ScoreError when the sides differ in length (it names both) or are empty.
    """
    _check(hypotheses, references)
    resamples = RESAMPLES if intervals and 1 < len(hypotheses) <= _MAX_RESAMPLED else 0
    out = []
    for name, metric in _metrics(ter=_ter_is_possible(hypotheses, references)):
        try:
            result: Any = metric.corpus_score(list(hypotheses), [list(references)], n_bootstrap=resamples or 1)
        except TypeError:
            # sacrebleu cannot average TER over resamples when one of them drew empty references only.
            result = metric.corpus_score(list(hypotheses), [list(references)], n_bootstrap=1)
        mean, half = float(getattr(result, "_mean", -1.0) or 0.0), float(getattr(result, "_ci", -1.0) or 0.0)
        has = bool(resamples) and half >= 0
        out.append(
            Score(
                metric=name,
                value=round(float(result.score), 2),
                signature=str(metric.get_signature().format(short=False)),
                low=round(float(mean - half), 2) if has else None,
                high=round(float(mean + half), 2) if has else None,
            )
        )
    return tuple(out)


def segment_scores(hypotheses: Sequence[str], references: Sequence[str]) -> list[tuple[Score, ...]]:
    """The three scores of each segment alone; BLEU with effective order, without which short sentences score 0."""
    if not hypotheses and not references:
        return []
    _check(hypotheses, references)
    metrics = _metrics(ter=_ter_is_possible(hypotheses, references), sentence=True)
    rows = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        rows.append(
            tuple(
                Score(metric=name, value=round(float(metric.sentence_score(hypothesis, [reference]).score), 2), signature="")
                for name, metric in metrics
            )
        )
    signatures = [str(metric.get_signature().format(short=False)) for _, metric in metrics]
    return [
        tuple(Score(metric=s.metric, value=s.value, signature=sig) for s, sig in zip(row, signatures, strict=True))
        for row in rows
    ]


def lines_of(text: str) -> list[str]:
    """The lines of a file, as `wc -l` counts them: what stands behind the last line end counts where it is not empty."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def _ter_is_possible(hypotheses: Sequence[str], references: Sequence[str]) -> bool:
    return all(text.count(" ") < MAX_TER_WORDS for side in (hypotheses, references) for text in side)


def _metrics(*, ter: bool, sentence: bool = False) -> list[tuple[str, Any]]:
    from sacrebleu.metrics import BLEU, CHRF, TER

    found: list[tuple[str, Any]] = [("BLEU", BLEU(effective_order=sentence)), ("chrF2++", CHRF(word_order=2))]
    return [*found, ("TER", TER())] if ter else found


def _check(hypotheses: Sequence[str], references: Sequence[str]) -> None:
    if len(hypotheses) != len(references):
        raise ScoreError(f"{len(hypotheses)} hypotheses against {len(references)} references: both sides need the same number")
    if not hypotheses:
        raise ScoreError("there is nothing to score: both sides are empty")
