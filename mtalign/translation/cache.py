"""Folders kept in the user's cache, each built once.

An entry is built in a temporary folder, renamed into place, and carries the digests of its own files, so that a damaged one is
seen and rebuilt.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

from mtalign.errors import ModelError
from mtalign.translation.checkpoint import file_sha256

MANIFEST = "mtalign.json"


def cache_folder() -> Path:
    """$MTALIGN_CACHE, or the platform's cache folder for this tool."""
    named = os.environ.get("MTALIGN_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("mtalign", appauthor=False)


def cached(entry: Path, build: Callable[[Path], None]) -> tuple[Path, bool]:
    """The folder `entry` of the cache, filled by `build` when it is not there or damaged.

    Returns the folder and whether it is temporary: where no cache can be written the caller removes it after use.
    """
    if _intact(entry):
        return entry, False
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=entry.parent))
    except OSError:
        temporary = Path(tempfile.mkdtemp(prefix="mtalign-"))
        _fill(temporary, build)
        return temporary, True
    try:
        _fill(building, build)
        _replace_folder(building, entry)
    except OSError as error:
        raise ModelError(f"cannot keep the converted model in {entry.parent} ({error.strerror}): set MTALIGN_CACHE") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return entry, False


def _fill(folder: Path, build: Callable[[Path], None]) -> None:
    build(folder)
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
