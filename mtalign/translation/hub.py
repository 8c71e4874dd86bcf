"""Models from the Hugging Face hub."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

from mtalign.errors import ModelError, NetworkError

# What a download may bring: data only. No *.bin, *.h5, *.ot, *.py ever reaches the disk.
HUB_FILES = ("*.json", "*.spm", "*.safetensors", "README.md")


def fetch(name: str, *, offline: bool, revision: str | None) -> Path:
    """The folder of a hub repository's files, from the Hugging Face cache where they are there.

    Raises ModelError for what the hub does not have, NetworkError where it is out of reach or `offline` forbids it.
    """

    def snapshot(*, local: bool) -> Path:
        # The switches of huggingface_hub are read when it is imported, so ask for what we want by argument.
        return Path(snapshot_download(name, revision=revision, allow_patterns=list(HUB_FILES), local_files_only=local))

    try:
        cached = snapshot(local=True)
        if (cached / "config.json").is_file():
            return cached
    except (LocalEntryNotFoundError, OSError, ValueError):
        pass
    if offline:
        raise NetworkError(f"{name} is not in the Hugging Face cache, and --offline forbids the network: run once without it")
    try:
        return snapshot(local=False)
    except RevisionNotFoundError:
        raise ModelError(f"{name} has no revision {revision!r} on the hub") from None
    except RepositoryNotFoundError:
        raise ModelError(f"the hub has no model {name} that can be read without a login") from None
    except HfHubHTTPError as error:
        raise NetworkError(f"the hub refused {name}: {str(error).splitlines()[0]}") from None
    except Exception as error:
        # Every network failure has its own class, which depends on the HTTP library behind the hub client.
        if isinstance(error, (OSError, LocalEntryNotFoundError)) or "connect" in type(error).__name__.lower():
            raise NetworkError(f"cannot fetch {name}: no connection to the hub; use a bundled model or a folder") from None
        raise
