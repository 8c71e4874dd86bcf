"""From a Hugging Face MarianMT checkpoint to a CTranslate2 model, without torch, kept in the user's cache.

The cache entry is named by the SHA-256 of the weights, then by storage type and by everything else the result depends
on. It is built in a temporary folder, renamed into place, and carries the digest of its own bytes, so that a damaged
one is seen and rebuilt.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtalign.errors import ModelError
from mtalign.records import digest
from mtalign.translation.checkpoint import Checkpoint, file_sha256

if TYPE_CHECKING:
    import numpy as np

# Raise when the conversion below changes, so that older cache entries are not taken for its results.
CONVERTER = 1
MANIFEST = "mtalign.json"
# A logit no softmax can revive; float16 turns it into -inf, which is as good.
FORBIDDEN = -1e9


def cache_folder() -> Path:
    """$MTALIGN_CACHE, or the platform's cache folder for this tool."""
    if named := os.environ.get("MTALIGN_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "mtalign"


def storage_type(compute_type: str) -> str:
    """What is kept on disk for a compute type: int8 weights for the int8 family, float32 for every other."""
    return "int8" if compute_type.startswith("int8") else "float32"


def converted_model(checkpoint: Checkpoint, compute_type: str) -> tuple[Path, bool]:
    """The CTranslate2 folder for `checkpoint`, built when it is not in the cache or damaged there.

    Returns the folder and whether it is temporary: where no cache can be written the caller removes it after use.
    """
    import ctranslate2

    storage = storage_type(compute_type)
    settings = digest(checkpoint.revision.encode(), ctranslate2.__version__.encode(), str(CONVERTER).encode())
    entry = cache_folder() / checkpoint.weights_sha256 / f"{storage}-{settings[:16]}"
    if _intact(entry):
        return entry, False
    spec = build_spec(checkpoint)
    spec.validate()
    spec.optimize(quantization=storage)
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=entry.parent))
    except OSError:
        temporary = Path(tempfile.mkdtemp(prefix="mtalign-"))
        _save(spec, temporary)
        return temporary, True
    try:
        _save(spec, building)
        _replace_folder(building, entry)
    except OSError as error:
        raise ModelError(f"cannot keep the converted model in {entry.parent} ({error.strerror}): set MTALIGN_CACHE") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return entry, False


def _save(spec: Any, folder: Path) -> None:
    spec.save(str(folder))
    digests = {path.name: file_sha256(path) for path in sorted(folder.iterdir())}
    (folder / MANIFEST).write_text(json.dumps(digests, indent=1), encoding="utf-8")


def _intact(entry: Path) -> bool:
    try:
        digests = json.loads((entry / MANIFEST).read_text(encoding="utf-8"))
        return bool(digests) and all(file_sha256(entry / name) == value for name, value in digests.items())
    except (OSError, ValueError, AttributeError, ModelError):
        return False


def _replace_folder(new: Path, entry: Path) -> None:
    try:
        os.rename(new, entry)
    except OSError:
        # Something is there: a damaged entry, or another process was faster. Only an intact one may stay.
        if _intact(entry):
            return
        shutil.rmtree(entry, ignore_errors=True)
        os.rename(new, entry)


def build_spec(checkpoint: Checkpoint) -> Any:
    """The checkpoint as a CTranslate2 TransformerSpec in float32.

    The vocabulary is the ids themselves, written as decimal numbers: pieces may repeat or be missing, ids do not.
    Tokens that the model must never say (its pad, single bad words) get a projection bias no other logit can lose to.
    """
    from ctranslate2.specs import TransformerSpec
    from ctranslate2.specs.transformer_spec import TransformerDecoderSpec, TransformerEncoderSpec

    weights = _Weights(checkpoint)
    config = checkpoint.config
    activation = _activation(config.get("activation_function", "gelu"), checkpoint.name)

    def sizes(side: str) -> tuple[int, int]:
        return int(config[f"{side}_layers"]), int(config[f"{side}_attention_heads"])

    encoder_layers, encoder_heads = sizes("encoder")
    decoder_layers, decoder_heads = sizes("decoder")
    common = {"pre_norm": False, "activation": activation}
    # Head 0 of the last decoder layer carries the attention that is returned as word alignment.
    spec = TransformerSpec(
        TransformerEncoderSpec(encoder_layers, encoder_heads, **common),
        TransformerDecoderSpec(decoder_layers, decoder_heads, alignment_layer=-1, alignment_heads=1, **common),
    )
    scale = float(config["d_model"]) ** 0.5 if config.get("scale_embedding") else 1.0
    positions = sinusoids(int(config["max_position_embeddings"]), int(config["d_model"]))
    for side, side_spec in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        side_spec.scale_embeddings = scale
        side_spec.position_encodings.encodings = positions
        for number, layer in enumerate(side_spec.layer):
            _set_layer(layer, weights, f"model.{side}.layers.{number}.", cross=side == "decoder")
    spec.encoder.embeddings[0].weight = weights.embeddings("encoder")
    spec.decoder.embeddings.weight = target = weights.embeddings("decoder")
    spec.decoder.projection.weight = weights.get("lm_head.weight", default=target)
    spec.decoder.projection.bias = _projection_bias(checkpoint, weights, spec.decoder.projection.weight.shape[0])
    spec.decoder.start_from_zero_embedding = False
    spec.register_source_vocabulary([str(i) for i in range(spec.encoder.embeddings[0].weight.shape[0])])
    spec.register_target_vocabulary([str(i) for i in range(target.shape[0])])
    spec.config.unk_token = "1"
    spec.config.bos_token = spec.config.eos_token = str(checkpoint.setting("eos_token_id", 0))
    spec.config.decoder_start_token = str(checkpoint.setting("decoder_start_token_id", checkpoint.setting("pad_token_id")))
    return spec


def sinusoids(n_positions: int, dim: int) -> np.ndarray:
    """Marian's fixed position vectors, `(n_positions, dim)`: sines in the first half, cosines in the second.

    Vaswani et al. 2017, sec. 3.5, with the two functions side by side instead of interleaved.
    """
    import numpy as np

    angles = np.arange(n_positions)[:, None] / np.power(10000.0, 2 * (np.arange(dim) // 2) / dim)[None, :]
    half = (dim + 1) // 2
    table = np.zeros((n_positions, dim), dtype=np.float32)
    table[:, :half] = np.sin(angles[:, 0::2])
    table[:, half:] = np.cos(angles[:, 1::2])
    return table


def forbidden_tokens(checkpoint: Checkpoint) -> tuple[set[int], list[list[int]]]:
    """Ids the decoder must never say, and longer sequences it must never say, from pad and `bad_words_ids`."""
    words = [[int(i) for i in word] for word in checkpoint.setting("bad_words_ids", [])]
    single = {word[0] for word in words if len(word) == 1} | {int(i) for i in checkpoint.setting("suppress_tokens", [])}
    pad, eos = checkpoint.setting("pad_token_id"), checkpoint.setting("eos_token_id", 0)
    if pad is not None and pad != eos:
        single.add(int(pad))
    return single, [word for word in words if len(word) > 1]


class _Weights:
    """The checkpoint's tensors, asked for by name; a missing one is an error that names it."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._name = checkpoint.name
        self._tensors = checkpoint.tensors()

    def get(self, key: str, default: np.ndarray | None = None) -> np.ndarray:
        value = self._tensors.get(key, default)
        if value is None:
            raise ModelError(f"the weights of {self._name} are incomplete: {key} is missing")
        return value

    def embeddings(self, side: str) -> np.ndarray:
        own = f"model.{side}.embed_tokens.weight"
        return self._tensors[own] if own in self._tensors else self.get("model.shared.weight")


def _set_layer(layer: Any, weights: _Weights, prefix: str, *, cross: bool) -> None:
    _set_attention(layer.self_attention, weights, prefix + "self_attn", fused=("q_proj", "k_proj", "v_proj"))
    if cross:
        _set_attention(layer.attention, weights, prefix + "encoder_attn", fused=("k_proj", "v_proj"))
    for linear, name in ((layer.ffn.linear_0, "fc1"), (layer.ffn.linear_1, "fc2")):
        linear.weight = weights.get(f"{prefix}{name}.weight")
        linear.bias = weights.get(f"{prefix}{name}.bias")
    _set_norm(layer.ffn.layer_norm, weights, prefix + "final_layer_norm")


def _set_attention(attention: Any, weights: _Weights, prefix: str, *, fused: tuple[str, ...]) -> None:
    # CTranslate2 multiplies by q, k and v at once, in cross-attention by q and then by k and v.
    import numpy as np

    groups = [fused, ("out_proj",)] if "q_proj" in fused else [("q_proj",), fused, ("out_proj",)]
    for linear, names in zip(attention.linear, groups, strict=True):
        linear.weight = np.concatenate([weights.get(f"{prefix}.{name}.weight") for name in names])
        linear.bias = np.concatenate([weights.get(f"{prefix}.{name}.bias") for name in names])
    _set_norm(attention.layer_norm, weights, prefix + "_layer_norm")


def _set_norm(norm: Any, weights: _Weights, prefix: str) -> None:
    norm.gamma = weights.get(prefix + ".weight")
    norm.beta = weights.get(prefix + ".bias")


def _projection_bias(checkpoint: Checkpoint, weights: _Weights, n_tokens: int) -> np.ndarray:
    import numpy as np

    bias = weights.get("final_logits_bias", default=np.zeros((1, n_tokens), dtype=np.float32)).reshape(-1).copy()
    if bias.shape != (n_tokens,):
        raise ModelError(f"final_logits_bias of {checkpoint.name} has {bias.size} values for {n_tokens} tokens")
    single, _ = forbidden_tokens(checkpoint)
    bias[[i for i in single if i < n_tokens]] = FORBIDDEN
    return bias


def _activation(name: str, model: str) -> Any:
    from ctranslate2.specs.common_spec import Activation

    known = {
        "relu": Activation.RELU,
        "gelu": Activation.GELU,
        "gelu_new": Activation.GELUTanh,
        "gelu_pytorch_tanh": Activation.GELUTanh,
        "quick_gelu": Activation.GELUSigmoid,
        "swish": Activation.SWISH,
        "silu": Activation.SWISH,
        "tanh": Activation.Tanh,
        "sigmoid": Activation.Sigmoid,
    }
    if name not in known:
        raise ModelError(f"{model} uses the activation {name!r}; known are {', '.join(sorted(known))}")
    return known[name]
