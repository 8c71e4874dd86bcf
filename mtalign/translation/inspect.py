"""What a checkpoint is, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator

from mtalign.errors import ModelError
from mtalign.translation.checkpoint import CHECKSUMS, Checkpoint, file_sha256
from mtalign.translation.engines import Decoding, load_engine
from mtalign.translation.spec import build_spec


def describe(checkpoint: Checkpoint) -> Iterator[tuple[str, str]]:
    """Labels and values for a person: languages, shape, size, digests."""
    config = checkpoint.config
    tensors = checkpoint.tensors()
    size = sum(path.stat().st_size for path in checkpoint.weight_files)
    yield "name", checkpoint.name
    yield "folder", str(checkpoint.folder)
    yield "parameters", f"{sum(t.size for t in tensors.values()) / 1e6:.1f} M ({size / 1e6:.1f} MB on disk)"
    yield "layers", f"{config['encoder_layers']} encoder, {config['decoder_layers']} decoder"
    yield "width", f"{config['d_model']}, {config['encoder_attention_heads']} heads, FFN {config['encoder_ffn_dim']}"
    yield "vocabulary", f"{config['vocab_size']} pieces" + (", one for each side" if _separate(checkpoint) else "")
    yield "longest input", f"{config['max_position_embeddings']} tokens"
    yield "weights", f"sha256 {checkpoint.weights_sha256}"
    yield "revision", checkpoint.revision


def verify(checkpoint: Checkpoint) -> Iterator[str]:
    """Check files, tensors, vocabulary and a translation one after another; yield each check passed.

    Raises ModelError at the first that fails.
    """
    sums = checkpoint.folder / CHECKSUMS
    if sums.is_file():
        count = 0
        for line in sums.read_text(encoding="utf-8").splitlines():
            expected, _, name = line.partition("  ")
            if file_sha256(checkpoint.folder / name) != expected:
                raise ModelError(f"{name} of {checkpoint.name} is not the file it was published as: get it again")
            count += 1
        yield f"{count} files match {CHECKSUMS}"
    else:
        yield f"no {CHECKSUMS} to compare with; weights have sha256 {checkpoint.weights_sha256}"
    spec = build_spec(checkpoint)
    try:
        spec.validate()
    except Exception as error:
        raise ModelError(f"the weights of {checkpoint.name} do not fit its config ({error})") from None
    yield "every tensor is there, has the right shape and holds numbers"
    engine = load_engine(checkpoint, "ctranslate2", Decoding(compute_type="float32"))
    (hypothesis,) = engine(["Bonjour."])
    yield f"it runs: “Bonjour.” → “{hypothesis.text}”"


def _separate(checkpoint: Checkpoint) -> bool:
    return (checkpoint.folder / "target_vocab.json").is_file()
