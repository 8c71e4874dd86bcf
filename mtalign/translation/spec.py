"""From a Hugging Face MarianMT checkpoint to what CTranslate2 calls a model specification, without torch."""

from __future__ import annotations

from typing import Any

import numpy as np
from ctranslate2.specs import TransformerSpec
from ctranslate2.specs.common_spec import Activation
from ctranslate2.specs.transformer_spec import TransformerDecoderSpec, TransformerEncoderSpec

from mtalign.errors import ModelError
from mtalign.translation.checkpoint import Checkpoint

# A logit no softmax can revive; float16 turns it into -inf, which is as good.
FORBIDDEN = -1e9


def build_spec(checkpoint: Checkpoint) -> Any:
    """The checkpoint as a CTranslate2 TransformerSpec in float32.

    The vocabulary is the ids themselves, written as decimal numbers: pieces may repeat or be missing, ids do not.
    Tokens that the model must never say (its pad, single bad words) get a projection bias no other logit can lose to.
    """
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
    angles = np.arange(n_positions)[:, None] / np.power(10000.0, 2 * (np.arange(dim) // 2) / dim)[None, :]
    half = (dim + 1) // 2
    table = np.zeros((n_positions, dim), dtype=np.float32)
    table[:, :half] = np.sin(angles[:, 0::2])
    table[:, half:] = np.cos(angles[:, 1::2])
    return table


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
    groups = [fused, ("out_proj",)] if "q_proj" in fused else [("q_proj",), fused, ("out_proj",)]
    for linear, names in zip(attention.linear, groups, strict=True):
        linear.weight = np.concatenate([weights.get(f"{prefix}.{name}.weight") for name in names])
        linear.bias = np.concatenate([weights.get(f"{prefix}.{name}.bias") for name in names])
    _set_norm(attention.layer_norm, weights, prefix + "_layer_norm")


def _set_norm(norm: Any, weights: _Weights, prefix: str) -> None:
    norm.gamma = weights.get(prefix + ".weight")
    norm.beta = weights.get(prefix + ".bias")


def _projection_bias(checkpoint: Checkpoint, weights: _Weights, n_tokens: int) -> np.ndarray:
    bias = weights.get("final_logits_bias", default=np.zeros((1, n_tokens), dtype=np.float32)).reshape(-1).copy()
    if bias.shape != (n_tokens,):
        raise ModelError(f"final_logits_bias of {checkpoint.name} has {bias.size} values for {n_tokens} tokens")
    single, _ = checkpoint.forbidden_tokens()
    bias[[i for i in single if i < n_tokens]] = FORBIDDEN
    return bias


def _activation(name: str, model: str) -> Any:
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
