"""What a run can be told, and whose attention it believes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import mtalign
from mtalign.errors import MtalignError
from mtalign.pipeline import Settings, attention_reader, check, second_witness, translate
from mtalign.records import Span
from mtalign.translation import Attender, Decoding, Engine
from tests.report.test_html import FakeEngine


def test_settings_cannot_contradict_themselves() -> None:
    assert Settings().decoding.compute_type == "int8"
    assert Settings(engine="transformers").decoding.compute_type == "float32"
    assert Settings(decoding=Decoding(compute_type="float32")).decoding.compute_type == "float32"
    assert replace(Settings(), retry=False).decoding == Settings().decoding
    with pytest.raises(MtalignError, match="at least 8"):
        Settings(max_input_tokens=7)
    assert mtalign.Decoding is Decoding


def test_the_reference_engine_runs_as_it_is() -> None:
    pytest.importorskip("torch", reason="the extra transformers is not installed")
    report = translate("Le chat dort.", settings=Settings(engine="transformers", retry=False))
    assert report.provenance.compute_type == "float32"
    assert report.target.text.strip()


def test_the_bundled_model_is_believed_whoever_translated(engine: Engine) -> None:
    wanted: object = engine
    assert isinstance(wanted, Attender)
    assert not isinstance(FakeEngine(), Attender)
    for used in (engine, None, FakeEngine()):
        assert attention_reader("fr", "en", used) is wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(("source", "target"), [("en", "fr"), ("fr", "de"), ("de", "en")])
def test_nobody_is_believed_about_other_languages(engine: Engine, source: str, target: str) -> None:
    assert attention_reader(source, target, engine) is None
    assert attention_reader(source, target) is None
    assert second_witness(None) is None


def test_a_witness_reads_once(engine: Engine) -> None:
    class Counted:
        checkpoint = engine.checkpoint
        asked: list[str]

        def __init__(self) -> None:
            self.asked = []

        def attention(self, sources: list[str], targets: list[str], /) -> list[None]:
            self.asked += sources
            return [None for _ in sources]

        def logprobs(self, sources: list[str], targets: list[str], /) -> list[None]:
            return [None for _ in sources]

    reader = Counted()
    reads = second_witness(reader)  # type: ignore[arg-type]
    assert reads is not None
    words = [[Span(0, 2)], [Span(0, 4)], [Span(0, 2)]], [[Span(0, 3)], [Span(0, 3)], [Span(0, 3)]]
    for _ in range(2):
        assert reads(["un", "deux", "un"], ["one", "two", "one"], *words) == [None] * 3
    assert reader.asked == ["un", "deux"]


def test_translate_and_check_judge_by_the_same_evidence(sample: str) -> None:
    report = translate(sample, settings=Settings(retry=False))
    units = [(report.source.text[f.span.start :][:20], f.rule) for f in report.findings if f.side == "source"]
    pair = "\n".join(s.text for s in report.source_segments), "\n".join(t.text for t in report.target_segments)
    checked = check(pair[0], translation=pair[1])
    again = [(checked.source.text[f.span.start :][:20], f.rule) for f in checked.findings if f.side == "source"]
    between = [rule for _, rule in units if rule.startswith("omission/")]
    assert "omission/words" in between
    assert between == [rule for _, rule in again if rule.startswith("omission/")]
