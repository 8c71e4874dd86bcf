"""Checkpoints converted to CTranslate2, kept in the user's cache.

The cache entry is named by the SHA-256 of the weights, then by storage type and by everything else the result depends on.
"""

from __future__ import annotations

from pathlib import Path

import ctranslate2

from mtalign.records import digest
from mtalign.translation.cache import cache_folder, cached
from mtalign.translation.checkpoint import Checkpoint

# Raise when the conversion changes, so that older cache entries are not taken for its results.
CONVERTER = 1


def storage_type(compute_type: str) -> str:
    """What is kept on disk for a compute type: int8 weights for the int8 family, float32 for every other."""
    return "int8" if compute_type.startswith("int8") else "float32"


def converted_model(checkpoint: Checkpoint, compute_type: str) -> tuple[Path, bool]:
    """The CTranslate2 folder for `checkpoint`, built when it is not in the cache or damaged there.

    Returns the folder and whether it is temporary: where no cache can be written the caller removes it after use.
    """
    storage = storage_type(compute_type)
    settings = digest(checkpoint.revision.encode(), ctranslate2.__version__.encode(), str(CONVERTER).encode())

    def build(folder: Path) -> None:
        # What describes a model to CTranslate2 loads torch where there is one: not before something must be built.
        from mtalign.translation.spec import build_spec

        spec = build_spec(checkpoint)
        spec.validate()
        spec.optimize(quantization=storage)
        spec.save(str(folder))

    return cached(cache_folder() / checkpoint.weights_sha256 / f"{storage}-{settings[:16]}", build)
