"""Two engines, one answer: on the bundled model and on checkpoints of every other shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mtalign.errors import ModelError
from mtalign.records import Hypothesis
from mtalign.segment import split_sentences
from mtalign.translation import ComputeType, Decoding, Engine, load_engine, resolve
from mtalign.translation.checkpoint import Checkpoint
from mtalign.translation.ctranslate2_engine import CTranslate2Engine
from mtalign.translation.engines import Search
from mtalign.translation.normalize import source_text
from mtalign.translation.tokenizer import MarianTokenizer
from tests.conftest import CORPUS
from tests.translation.tiny import build

pytest.importorskip("torch", reason="the extra transformers is not installed")

#: Differences of summed log-probability that float32 arithmetic in another order makes.
TOLERANCE = 1e-3


def news(n: int) -> list[str]:
    return (CORPUS / "news.fr.txt").read_text(encoding="utf-8").splitlines()[:n]


def engines(checkpoint: Checkpoint, **decoding: Any) -> tuple[Engine, Engine]:
    settings = Decoding(compute_type="float32", **decoding)
    return load_engine(checkpoint, "ctranslate2", settings), load_engine(checkpoint, "transformers", settings)


def compare(ours: Sequence[Hypothesis], theirs: Sequence[Hypothesis], *, by_token: bool = False) -> int:
    """Number of ties: hypotheses of other words that the model finds equally good. Anything else fails."""
    ties = 0
    for a, b in zip(ours, theirs, strict=True):
        if a.text != b.text:
            # Beam search ranks by log-probability a token.
            assert abs(a.logprob / a.n_target_tokens - b.logprob / b.n_target_tokens) < TOLERANCE, (a, b)
            ties += 1
            continue
        # Weights drawn at random make long, wild sentences: there the tolerance is for each token.
        assert a.logprob == pytest.approx(b.logprob, abs=TOLERANCE * (a.n_target_tokens if by_token else 1))
        assert (a.n_source_tokens, a.n_target_tokens, a.truncated) == (b.n_source_tokens, b.n_target_tokens, b.truncated)
    return ties


def test_both_engines_say_the_same_on_the_sample_and_on_news(sample: str) -> None:
    texts = [source_text(span.of(line)) for line in sample.split("\n") for span in split_sentences(line) if line != "[]"]
    texts += news(40)
    ours, theirs = engines(resolve("tiny-fr-en"))
    assert len(texts) > 60
    assert compare(ours(texts), theirs(texts)) <= 2


SHAPES: dict[str, dict[str, Any]] = {
    "deeper": {"encoder_layers": 4, "decoder_layers": 1},
    "wider heads, other activation": {"d_model": 48, "encoder_attention_heads": 6, "decoder_attention_heads": 3, "activation_function": "relu"},
    "gelu, unscaled": {"activation_function": "gelu", "scale_embedding": False},
    "separate vocabularies": {"separate": True, "pieces": 260},
    "other vocabulary": {"pieces": 500},
    "odd width": {"d_model": 36, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 50},
    "generation settings": {"generation": {"bad_words_ids": [[7], [9], [20, 21]], "length_penalty": 0.6, "num_beams": 6, "max_length": 90}},
    "settings in the model config": {"bad_words_ids": [[5]], "generation": {}},
    "sharded": {"max_shard_size": "40KB"},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("beam", [1, 4])
def test_any_marian_checkpoint_runs_on_both(shape: str, beam: int, tmp_path: Path) -> None:
    settings = dict(SHAPES[shape])
    if "bad_words_ids" in settings:
        settings["generation"] = {"bad_words_ids": settings.pop("bad_words_ids")}
    checkpoint = resolve(str(build(tmp_path / "tiny", **settings)))
    if shape == "sharded":
        assert len(checkpoint.weight_files) > 1
    texts = [text for text in news(60) if len(text) < 90][:12]
    assert len(texts) == 12
    ours, theirs = engines(checkpoint, beam=beam)
    said = ours(texts)
    assert compare(said, theirs(texts), by_token=True) <= 1
    assert any(h.text for h in said)


def test_forbidden_tokens_are_never_said(tmp_path: Path) -> None:
    plain = resolve(str(build(tmp_path / "plain")))
    tokenizer = MarianTokenizer(plain)
    texts = [text for text in news(40) if len(text) < 90][:6]
    rows = tokenizer.encode(texts)

    def said(folder: Path) -> set[int]:
        engine = CTranslate2Engine(resolve(str(folder)), Decoding(compute_type="float32"))
        return {i for ids, _ in engine._decode(rows, Search(4)) for i in ids}

    banned = said(tmp_path / "plain") - {tokenizer.eos_id}
    assert banned
    build(tmp_path / "strict", generation={"bad_words_ids": [[i] for i in sorted(banned)]})
    again = said(tmp_path / "strict")
    assert again
    assert not banned & again


def test_the_tokenizer_agrees_with_transformers() -> None:
    from transformers import MarianTokenizer as Theirs

    checkpoint = resolve("tiny-fr-en")
    theirs = Theirs.from_pretrained(checkpoint.folder, local_files_only=True)
    texts = [*news(100), "", "♥ 你好", "A" * 300]
    assert MarianTokenizer(checkpoint).encode(texts) == theirs(texts).input_ids


@pytest.mark.parametrize("compute_type", ["int8", "float32"])
def test_output_depends_on_neither_batches_nor_threads(compute_type: ComputeType) -> None:
    texts = news(40)
    checkpoint = resolve("tiny-fr-en")
    base = load_engine(checkpoint, decoding=Decoding(compute_type=compute_type, threads=1))(texts)
    for settings in ({"batch_tokens": 1}, {"batch_tokens": 4000}, {"threads": 2, "batch_tokens": 200}):
        other = load_engine(checkpoint, decoding=Decoding(compute_type=compute_type, **settings))(texts)
        assert [h.text for h in other] == [h.text for h in base]
        assert [h.logprob for h in other] == pytest.approx([h.logprob for h in base], abs=TOLERANCE)
    assert [h.text for h in load_engine(checkpoint, decoding=Decoding(compute_type=compute_type))(texts[::-1])] == [
        h.text for h in base
    ][::-1]


def test_a_text_too_long_for_the_model_is_an_error_not_a_loss(engine: Engine) -> None:
    with pytest.raises(ModelError, match="takes at most 511"):
        engine(["mot " * 600])


def test_the_reference_engine_computes_in_float32_only() -> None:
    with pytest.raises(ModelError, match="computes in float32"):
        load_engine(resolve("tiny-fr-en"), "transformers", Decoding(compute_type="int8"))
