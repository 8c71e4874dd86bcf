"""Finding MarianMT checkpoints and reading them without torch: by bundled name, folder, or hub name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtalign.errors import ModelError
from mtalign.records import digest

if TYPE_CHECKING:
    import numpy as np

DEFAULT_MODEL = "tiny-fr-en"
WEIGHTS = "model.safetensors"
SHARD_INDEX = "model.safetensors.index.json"
CHECKSUMS = "SHA256SUMS"

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")
PICKLE = "pytorch_model.bin"
PICKLE_INDEX = "pytorch_model.bin.index.json"
PICKLE_SUFFIX = ".bin"


def bundled_folder() -> Path:
    """Where the bundled models lie: inside the package when installed, beside it in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def bundled_models() -> tuple[str, ...]:
    """The names that work without network and without a folder, sorted."""
    folder = bundled_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "config.json").is_file()))


@dataclass(frozen=True)
class Checkpoint:
    """A MarianMT checkpoint in Hugging Face layout whose files are all on this disk.

    `config` and `generation` are config.json and generation_config.json; where a checkpoint has no generation settings
    of its own, older ones keep them in config.json, so those are looked up there.
    """

    name: str
    folder: Path
    config: Mapping[str, Any]
    generation: Mapping[str, Any]
    weight_files: tuple[Path, ...]

    @classmethod
    def open(cls, folder: Path, name: str | None = None, *, safetensors_only: bool = False) -> Checkpoint:
        """Check that `folder` holds a MarianMT checkpoint; raise ModelError that says what is amiss.

        Weights are taken from safetensors, else from torch's pickle, which is read but not run; `safetensors_only` refuses it.
        """
        name = name or folder.name
        config = _read_json(folder / "config.json", name)
        kind = config.get("model_type")
        if kind != "marian":
            raise ModelError(f"{name} is a {kind!r} model; mtalign runs MarianMT checkpoints (model_type 'marian')")
        for file in ("source.spm", "target.spm", "vocab.json"):
            if not (folder / file).is_file():
                raise ModelError(f"{name} has no {file}: the folder is not a complete MarianMT checkpoint")
        generation = config
        if (folder / "generation_config.json").is_file():
            generation = {**config, **_read_json(folder / "generation_config.json", name)}
        return cls(name, folder, config, generation, _weight_files(folder, name, safetensors_only))

    @property
    def is_bundled(self) -> bool:
        """Whether it came with the package. Bundled models were trained to attend to the word a word comes from."""
        return self.folder == bundled_folder() / self.name

    @property
    def languages(self) -> tuple[str, str] | None:
        """Codes of the languages it translates from and into, where its tokenizer's settings name one each."""
        if not (self.folder / "tokenizer_config.json").is_file():
            return None
        said = _read_json(self.folder / "tokenizer_config.json", self.name)
        source, target = said.get("source_lang"), said.get("target_lang")
        return (source, target) if isinstance(source, str) and isinstance(target, str) else None

    @cached_property
    def weights_sha256(self) -> str:
        """SHA-256 of the weight file (of all of them in order, for a sharded checkpoint), in hexadecimal."""
        digests = [file_sha256(path) for path in self.weight_files]
        return digests[0] if len(digests) == 1 else digest(*(d.encode() for d in digests))

    @cached_property
    def revision(self) -> str:
        """One digest of weights, settings and vocabularies: what the output depends on."""
        names = ("config.json", "generation_config.json", "source.spm", "target.spm", "vocab.json", "target_vocab.json")
        parts = [(self.folder / n).read_bytes() if (self.folder / n).is_file() else b"" for n in names]
        return digest(self.weights_sha256.encode(), *parts)

    def tensors(self) -> dict[str, np.ndarray]:
        """All weights as float32 arrays by their Hugging Face names; ModelError when the file is damaged."""
        from mtalign.translation.weights import read

        return read(self.weight_files, self.name)

    def setting(self, key: str, default: Any = None) -> Any:
        """A generation setting, or what the model config says, or `default`."""
        value = self.generation.get(key, self.config.get(key))
        return default if value is None else value

    def forbidden_tokens(self) -> tuple[set[int], list[list[int]]]:
        """Ids the decoder must never say, and longer sequences it must never say, from pad and `bad_words_ids`."""
        words = [[int(i) for i in word] for word in self.setting("bad_words_ids", [])]
        single = {word[0] for word in words if len(word) == 1} | {int(i) for i in self.setting("suppress_tokens", [])}
        pad, eos = self.setting("pad_token_id"), self.setting("eos_token_id", 0)
        if pad is not None and pad != eos:
            single.add(int(pad))
        return single, [word for word in words if len(word) > 1]


def resolve(name: str, *, offline: bool = False, hub_revision: str | None = None, safetensors_only: bool = False) -> Checkpoint:
    """The checkpoint called `name`: a bundled name, else a folder, else a hub repository "owner/name".

    Only the last may use the network, and not with `offline`; what the Hugging Face cache has is used as it is there.
    `safetensors_only` refuses weights that are there only as pickle.
    Raises ModelError, or NetworkError when the network would be needed and is forbidden or out of reach.
    """
    if name in bundled_models():
        return Checkpoint.open(bundled_folder() / name, name)
    folder = Path(name)
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        return Checkpoint.open(folder, folder.resolve().name, safetensors_only=safetensors_only)
    if _HUB_NAME.match(name):
        from mtalign.translation.hub import fetch

        found = fetch(name, offline=offline, revision=hub_revision, safetensors_only=safetensors_only)
        return Checkpoint.open(found, name, safetensors_only=safetensors_only)
    known = ", ".join(bundled_models())
    raise ModelError(
        f"no model {name!r}: give a bundled name ({known}), a folder, or a hub name like Helsinki-NLP/opus-mt-fr-en"
    )


def _weight_files(folder: Path, name: str, safetensors_only: bool) -> tuple[Path, ...]:
    if (folder / WEIGHTS).is_file():
        return (folder / WEIGHTS,)
    if (folder / SHARD_INDEX).is_file():
        return _shards(folder, SHARD_INDEX, name)
    pickles: tuple[Path, ...] = ()
    if (folder / PICKLE).is_file():
        pickles = (folder / PICKLE,)
    elif (folder / PICKLE_INDEX).is_file():
        pickles = _shards(folder, PICKLE_INDEX, name)
    if not pickles:
        raise no_weights(name)
    if safetensors_only:
        raise only_pickle(name)
    return pickles


def no_weights(name: str) -> ModelError:
    """What is said of a model without weights that are read here."""
    return ModelError(f"{name} has no weights that mtalign reads: neither {WEIGHTS} nor {PICKLE}")


def only_pickle(name: str) -> ModelError:
    """What is said of a model whose weights are refused because they are a pickle."""
    return ModelError(f"{name} has its weights only as pickle, which --safetensors-only refuses")


def _shards(folder: Path, index: str, name: str) -> tuple[Path, ...]:
    weight_map = _read_json(folder / index, name).get("weight_map", {})
    shards = sorted(set(map(str, weight_map.values()))) if isinstance(weight_map, dict) else []
    # A shard is a plain name beside its index: an index must not lead out of the folder, nor to another kind of file.
    suffix = PICKLE_SUFFIX if index == PICKLE_INDEX else Path(WEIGHTS).suffix
    if shards and all(Path(s).name == s and s.endswith(suffix) and (folder / s).is_file() for s in shards):
        return tuple(folder / s for s in shards)
    raise ModelError(f"{name} lacks shards that its {index} names: get the checkpoint again")


def _read_json(path: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{name} has no {path.name}: not a Hugging Face model folder") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read {path.name} of {name} ({error})") from None
    if not isinstance(value, dict):
        raise ModelError(f"{path.name} of {name} is not a JSON object")
    return value


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"cannot read {path.name} ({error.strerror})") from None
