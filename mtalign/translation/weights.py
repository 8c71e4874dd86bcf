"""The tensors of a checkpoint, read without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from mtalign.errors import ModelError


def read(files: Sequence[Path], name: str) -> dict[str, np.ndarray]:
    """All weights as float32 arrays by their Hugging Face names; ModelError, which names the model, when a file is damaged."""
    found: dict[str, np.ndarray] = {}
    for path in files:
        try:
            found.update(load_file(path))
        except (SafetensorError, OSError, ValueError, KeyError) as error:
            raise ModelError(f"the weights of {name} are damaged ({error}): get {path.name} again") from None
    floats = {key: value.astype(np.float32) for key, value in found.items()}
    broken = next((key for key, value in floats.items() if not np.isfinite(value).all()), None)
    if broken is not None:
        raise ModelError(f"the weights of {name} are damaged ({broken} holds values that are not numbers)")
    return floats
