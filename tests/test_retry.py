"""Flagged translations are translated again in other ways, and the report says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mtalign.documents import document
from mtalign.pipeline import Settings, retried, translate_document
from mtalign.records import Hypothesis
from mtalign.report import render_html, summary
from mtalign.segment import segments
from mtalign.translation import Engine, Translator
from tests.conftest import CORPUS


class Stubborn:
    """An engine that loops at first, and says something better when it decodes in another way."""

    max_tokens = 128
    checkpoint: Any = None

    def __init__(self, better: str) -> None:
        self.better = better
        self.asked: list[dict[str, int]] = []

    def __call__(self, texts: Sequence[str], /) -> list[Hypothesis]:
        return [Hypothesis(text="He lives in the town of the town of the town.", n_target_tokens=9) for _ in texts]

    def count_tokens(self, texts: Sequence[str], /) -> list[int]:
        return [len(text.split()) for text in texts]

    def variant(self, *, beam: int, no_repeat_ngram: int = 0) -> Translator:
        self.asked.append({"beam": beam, "no_repeat_ngram": no_repeat_ngram})
        said = self.better if no_repeat_ngram else "He lives in the town of the town of the town."
        return lambda texts: [Hypothesis(text=said, n_target_tokens=9) for _ in texts]


def again(better: str) -> tuple[Stubborn, list[Hypothesis]]:
    source = document("Il vit en ville avec sa sœur.", name="x", lang="fr")
    engine = Stubborn(better)
    found = segments(source)
    return engine, retried(source, found, engine([s.text for s in found]), engine, Settings())


def test_a_flagged_translation_is_tried_in_other_ways() -> None:
    engine, (hypothesis,) = again("He lives in town with his sister.")
    assert hypothesis.text == "He lives in town with his sister."
    assert hypothesis.retried == "no repeated trigrams"
    assert {"beam": 1, "no_repeat_ngram": 0} in engine.asked


def test_a_second_translation_that_is_no_better_is_not_taken() -> None:
    _, (hypothesis,) = again("He lives in the city the city the city the city.")
    assert hypothesis.text == "He lives in the town of the town of the town."
    assert hypothesis.retried == ""


def test_retries_are_reported_never_silent(engine: Engine) -> None:
    text = (CORPUS / "news.fr.txt").read_text(encoding="utf-8").splitlines()[:150]
    source = document("\n".join(text), name="x", lang="fr")
    report = translate_document(source, settings=Settings(split="none"), engine=engine)
    plain = translate_document(source, settings=Settings(split="none", retry=False), engine=engine)
    changed = [h for h, first in zip(report.hypotheses, plain.hypotheses, strict=True) if h.text != first.text]
    assert changed
    assert all(h.retried for h in changed)
    assert sum(bool(h.retried) for h in report.hypotheses) >= len(changed)
    assert not any(h.retried for h in plain.hypotheses)
    assert len(report.findings) < len(plain.findings)
    assert f"{sum(bool(h.retried) for h in report.hypotheses)} translated again" in summary(report)[0]
    page = render_html(report)
    assert page.count('class="again"') == sum(bool(h.retried) for h in report.hypotheses) + 1
