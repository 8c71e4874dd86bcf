"""Models from the Hugging Face hub."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from pathlib import Path

from huggingface_hub import HfApi, constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from mtalign.errors import ModelError, NetworkError
from mtalign.translation.cache import cache_folder
from mtalign.translation.checkpoint import PICKLE, PICKLE_INDEX, SHARD_INDEX, WEIGHTS, no_weights, only_pickle

# What a download may bring: data only. No *.h5, *.ot, *.py ever reaches the disk; pickles only where there is nothing else.
HUB_FILES = ("*.json", "*.spm", "*.safetensors", "README.md")
PICKLE_FILES = ("pytorch_model.bin", "pytorch_model-*.bin")
# The hub's own account, which opens pull requests that add weights as safetensors.
CONVERTER = "SFconvertbot"
# What a pull request may differ in from the main branch: it describes, it does not translate.
_DESCRIBING = ("README.md", ".gitattributes")
_MAIN = (None, "main")


def fetch(name: str, *, offline: bool, revision: str | None, safetensors_only: bool = False) -> Path:
    """The folder of a hub repository's files, from the Hugging Face cache where they are there.

    Weights are taken from safetensors in the revision asked for, else from the hub's own conversion, which waits in a pull
    request, else, unless `safetensors_only`, from torch's pickle. Raises ModelError for what the hub does not have, and
    NetworkError where it is out of reach or `offline` forbids it.
    """
    cached = _cached(name, revision, safetensors_only)
    if cached is not None:
        return cached
    if offline or constants.HF_HUB_OFFLINE:
        switch = "--offline" if offline else "HF_HUB_OFFLINE"
        raise NetworkError(f"{name} is not in the Hugging Face cache, and {switch} forbids the network: run once without it")
    try:
        return _download(name, revision, safetensors_only)
    except GatedRepoError:
        raise ModelError(
            f"{name} is gated: accept its terms on the hub, then log in with `hf auth login` or HF_TOKEN"
        ) from None
    except RevisionNotFoundError:
        raise ModelError(f"{name} has no revision {revision!r} on the hub") from None
    except RepositoryNotFoundError:
        raise ModelError(f"the hub has no model {name} that can be read without a login (is the name right?)") from None
    except HfHubHTTPError as error:
        raise NetworkError(f"the hub refused {name}: {str(error).splitlines()[0]}") from None
    except LocalEntryNotFoundError:
        raise NetworkError(_unreachable(name)) from None
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise ModelError(f"cannot keep {name} in the Hugging Face cache: {error.strerror} (set HF_HOME)") from None
        # Every network failure has its own class, which depends on the HTTP library behind the hub client.
        if isinstance(error, OSError) or "TransportError" in {base.__name__ for base in type(error).__mro__}:
            raise NetworkError(_unreachable(name)) from None
        raise


def _unreachable(name: str) -> str:
    return (
        f"cannot fetch {name}: no connection to the hub, or it broke off (the next run goes on where it was); "
        "without network use a bundled model or a folder"
    )


def _cached(name: str, revision: str | None, safetensors_only: bool) -> Path | None:
    """The folder in the cache that has all that is needed, the better weights first; None where there is none."""
    folders = [_snapshot(name, revision, HUB_FILES, local=True)]
    if revision in _MAIN and (conversion := _remembered(name)) is not None:
        folders.append(_snapshot(name, conversion, HUB_FILES, local=True))
    for folder in folders:
        if folder is not None and any((folder / file).is_file() for file in (WEIGHTS, SHARD_INDEX)):
            return folder
    if safetensors_only or folders[0] is None:
        return None
    whole = _snapshot(name, revision, (*HUB_FILES, *PICKLE_FILES), local=True)
    return whole if whole is not None and any((whole / file).is_file() for file in (PICKLE, PICKLE_INDEX)) else None


def _snapshot(name: str, revision: str | None, patterns: tuple[str, ...], *, local: bool) -> Path | None:
    # The switches of huggingface_hub are read when it is imported, so ask for what we want by argument.
    try:
        found = Path(snapshot_download(name, revision=revision, allow_patterns=list(patterns), local_files_only=local))
    except (LocalEntryNotFoundError, OSError, ValueError):
        if not local:
            raise
        return None
    return found if not local or (found / "config.json").is_file() else None


def _download(name: str, revision: str | None, safetensors_only: bool) -> Path:
    api = HfApi()
    # Asked first because it is not asked again and again: a hub out of reach is known at once.
    api.model_info(name, revision=revision)
    files = _tree(api, name, revision)
    patterns: tuple[str, ...] = HUB_FILES
    chosen = revision
    if not _has(files, "*.safetensors"):
        conversion = _conversion(api, name, files) if revision in _MAIN else None
        if conversion is not None:
            chosen = conversion
            _remember(name, conversion)
        elif any(_has(files, pattern) for pattern in PICKLE_FILES):
            if safetensors_only:
                raise only_pickle(name)
            patterns = (*HUB_FILES, *PICKLE_FILES)
        else:
            raise no_weights(name)
    found = _snapshot(name, chosen, patterns, local=False)
    assert found is not None
    return found


def _tree(api: HfApi, name: str, revision: str | None) -> dict[str, str]:
    """Paths in a revision, and what git calls their contents."""
    entries = api.list_repo_tree(name, recursive=True, revision=revision)
    return {entry.path: str(getattr(entry, "blob_id", "")) for entry in entries}


def _has(files: Mapping[str, str], pattern: str) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for path in files)


def _conversion(api: HfApi, name: str, files: Mapping[str, str]) -> str | None:
    """The open pull request in which the hub's own account adds safetensors and changes nothing else; the newest of several."""
    opened = api.get_repo_discussions(name, author=CONVERTER, discussion_type="pull_request", discussion_status="open")
    for request in sorted(opened, key=lambda request: -request.num):
        if request.author != CONVERTER or not request.is_pull_request or request.status != "open":
            continue
        reference = f"refs/pr/{request.num}"
        added = _tree(api, name, reference)
        others = {path: blob for path, blob in added.items() if not path.endswith((".safetensors", SHARD_INDEX))}
        if _has(added, "*.safetensors") and _without_describing(others) == _without_describing(files):
            return reference
    return None


def _without_describing(files: Mapping[str, str]) -> dict[str, str]:
    return {path: blob for path, blob in files.items() if path not in _DESCRIBING}


def _note(name: str) -> Path:
    return cache_folder() / "conversions" / name.replace("/", "--")


def _remember(name: str, reference: str) -> None:
    try:
        _note(name).parent.mkdir(parents=True, exist_ok=True)
        _note(name).write_text(reference, encoding="utf-8")
    except OSError:
        # Only the next run without network is poorer for it.
        return


def _remembered(name: str) -> str | None:
    try:
        reference = _note(name).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return reference if reference.removeprefix("refs/pr/").isdecimal() else None
