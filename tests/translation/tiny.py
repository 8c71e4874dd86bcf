"""Tiny MarianMT checkpoints with random weights, of any shape, made on the spot: no network, no files in the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import CORPUS


def build(
    folder: Path,
    *,
    separate: bool = False,
    pieces: int = 300,
    generation: dict[str, Any] | None = None,
    seed: int = 0,
    max_shard_size: str = "5GB",
    **config: Any,
) -> Path:
    """Write a checkpoint that MarianMTModel.from_pretrained can read; returns its folder."""
    import torch
    from sentencepiece import SentencePieceTrainer
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir(parents=True)
    for side, lang in (("source", "fr"), ("target", "en")):
        corpus = [CORPUS / f"news.{lang}.txt"] if separate else [CORPUS / "news.fr.txt", CORPUS / "news.en.txt"]
        SentencePieceTrainer.train(
            input=",".join(map(str, corpus)), model_prefix=str(folder / side), vocab_size=pieces, bos_id=-1, eos_id=0, unk_id=1,
            pad_id=-1, hard_vocab_limit=False, minloglevel=2, num_threads=1, input_sentence_size=400,
            # Without this the sample, and so the vocabulary, is another one each time.
            shuffle_input_sentence=False,
        )  # fmt: skip
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
        (folder / f"{side}.vocab").unlink()
    vocabularies = {side: _vocabulary(folder / f"{side}.spm") for side in ("source", "target")}
    source = vocabularies["source"]
    (folder / "vocab.json").write_text(json.dumps(source), encoding="utf-8")
    if separate:
        (folder / "target_vocab.json").write_text(json.dumps(vocabularies["target"]), encoding="utf-8")
    size = len(source)
    settings: dict[str, Any] = {
        "vocab_size": size, "decoder_vocab_size": len(vocabularies["target"]) if separate else size, "d_model": 32,
        "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 4,
        "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 128, "scale_embedding": True,
        "share_encoder_decoder_embeddings": not separate, "pad_token_id": size - 1, "eos_token_id": 0, "bos_token_id": 0,
        "decoder_start_token_id": size - 1, "forced_eos_token_id": 0, "init_std": 0.4, "activation_function": "swish",
    }  # fmt: skip
    torch.manual_seed(seed)
    model = MarianMTModel(MarianConfig(**{**settings, **config}))
    # Random weights rarely end a sentence by themselves; and a bias that is not zero is worth testing.
    model.final_logits_bias[0, 0] = 4.0
    if generation is not None:
        for key, value in generation.items():
            setattr(model.generation_config, key, value)
    model.save_pretrained(folder, max_shard_size=max_shard_size)
    return folder


def _vocabulary(model: Path) -> dict[str, int]:
    from sentencepiece import SentencePieceProcessor

    pieces = SentencePieceProcessor(model_file=str(model))
    found = {pieces.id_to_piece(i): i for i in range(len(pieces))}
    return {**found, "<pad>": len(found)}
