"""Checkpoints converted to CTranslate2, kept in the user's cache.

The cache entry is named by the SHA-256 of the weights, then by storage type and by everything else the result depends
on. It is built in a temporary folder, renamed into place, and carries the digest of its own bytes, so that a damaged
one is seen and rebuilt.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import ctranslate2
import platformdirs

from mtalign.errors import ModelError
from mtalign.records import digest
from mtalign.translation.checkpoint import Checkpoint, file_sha256

# Raise when the conversion changes, so that older cache entries are not taken for its results.
CONVERTER = 1
MANIFEST = "mtalign.json"


def cache_folder() -> Path:
    """$MTALIGN_CACHE, or the platform's cache folder for this tool."""
    named = os.environ.get("MTALIGN_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("mtalign", appauthor=False)


def storage_type(compute_type: str) -> str:
    """What is kept on disk for a compute type: int8 weights for the int8 family, float32 for every other."""
    return "int8" if compute_type.startswith("int8") else "float32"


def converted_model(checkpoint: Checkpoint, compute_type: str) -> tuple[Path, bool]:
    """The CTranslate2 folder for `checkpoint`, built when it is not in the cache or damaged there.

    Returns the folder and whether it is temporary: where no cache can be written the caller removes it after use.
    """
    storage = storage_type(compute_type)
    settings = digest(checkpoint.revision.encode(), ctranslate2.__version__.encode(), str(CONVERTER).encode())
    entry = cache_folder() / checkpoint.weights_sha256 / f"{storage}-{settings[:16]}"
    if _intact(entry):
        return entry, False
    # What describes a model to CTranslate2 loads torch where there is one: not before something must be built.
    from mtalign.translation.spec import build_spec

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
