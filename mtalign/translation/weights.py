"""The tensors of a checkpoint, read without torch."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from mtalign.errors import ModelError
from mtalign.translation import pickled
from mtalign.translation.cache import cache_folder, cached
from mtalign.translation.checkpoint import PICKLE_SUFFIX, WEIGHTS, file_sha256


def read(files: Sequence[Path], name: str) -> dict[str, np.ndarray]:
    """All weights as float32 arrays by their Hugging Face names; ModelError, which names the model, when a file is damaged.

    A pickle is read once, without running it, and kept as safetensors in the cache, named by its digest.
    """
    found: dict[str, np.ndarray] = {}
    for path in files:
        if path.suffix == PICKLE_SUFFIX:
            found.update(_from_pickle(path, name))
        else:
            found.update(_load(path, name))
    floats = {key: value.astype(np.float32, copy=False) for key, value in found.items()}
    broken = next((key for key, value in floats.items() if not np.isfinite(value).all()), None)
    if broken is not None:
        raise ModelError(f"the weights of {name} are damaged ({broken} holds values that are not numbers)")
    return floats


def write(tensors: Mapping[str, np.ndarray], path: Path) -> None:
    """Write tensors as safetensors, each once: of names that stand for one array the model's own stays, not the head's.

    Raises OSError where it cannot be written.
    """
    kept: dict[object, str] = {}
    for key in sorted(tensors, key=lambda key: (key == "lm_head.weight", key != "model.shared.weight")):
        kept.setdefault(_identity(tensors[key]), key)
    try:
        save_file({key: np.ascontiguousarray(tensors[key]) for key in kept.values()}, path, metadata={"format": "pt"})
    except SafetensorError as error:
        # A full disk, to the library, is an error of its own kind.
        raise OSError(errno.EIO, str(error)) from None


def _identity(array: np.ndarray) -> object:
    return array.__array_interface__["data"][0], array.shape, array.strides


def _load(path: Path, name: str) -> dict[str, np.ndarray]:
    try:
        tensors: dict[str, np.ndarray] = load_file(path)
        return tensors
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise ModelError(f"the weights of {name} are damaged ({error}): get {path.name} again") from None


def _from_pickle(path: Path, name: str) -> dict[str, np.ndarray]:
    entry = cache_folder() / "safetensors" / file_sha256(path)
    folder, temporary = cached(entry, lambda folder: write(pickled.read(path, name), folder / WEIGHTS))
    try:
        return _load(folder / WEIGHTS, name)
    finally:
        if temporary:
            shutil.rmtree(folder, ignore_errors=True)
