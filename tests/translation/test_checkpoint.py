"""Checkpoints that are whole, damaged, foreign; the converted model in the cache."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtalign.errors import ModelError, NetworkError
from mtalign.translation import Decoding, bundled_models, load_engine, resolve
from mtalign.translation.cache import MANIFEST, cache_folder
from mtalign.translation.checkpoint import bundled_folder
from mtalign.translation.convert import converted_model
from mtalign.translation.inspect import describe, verify
from tests.conftest import Run

BUNDLED = bundled_folder() / "tiny-fr-en"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "copy"))


def test_the_bundled_model_is_whole() -> None:
    assert "tiny-fr-en" in bundled_models()
    passed = list(verify(resolve("tiny-fr-en")))
    assert len(passed) == 3
    assert dict(describe(resolve("tiny-fr-en")))["name"] == "tiny-fr-en"
    assert (BUNDLED / "README.md").is_file()


def test_a_folder_is_a_model(copy: Path) -> None:
    assert resolve(str(copy)).revision == resolve("tiny-fr-en").revision
    (copy / "generation_config.json").write_text('{"num_beams": 2}')
    assert resolve(str(copy)).revision != resolve("tiny-fr-en").revision
    assert resolve(str(copy)).weights_sha256 == resolve("tiny-fr-en").weights_sha256


def test_damage_is_seen(copy: Path) -> None:
    with (copy / "model.safetensors").open("r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(ModelError, match="damaged"):
        resolve(str(copy)).tensors()
    with pytest.raises(ModelError, match=r"model\.safetensors of copy is not the file"):
        list(verify(resolve(str(copy))))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: (d / "config.json").write_text('{"model_type": "bert"}'), "is a 'bert' model"),
        (lambda d: (d / "config.json").write_text("{"), "cannot read config.json"),
        (lambda d: (d / "config.json").write_text("[]"), "not a JSON object"),
        (lambda d: (d / "config.json").unlink(), "has no config.json"),
        (lambda d: (d / "source.spm").unlink(), "has no source.spm"),
        (lambda d: (d / "model.safetensors").unlink(), r"neither model\.safetensors nor pytorch_model\.bin"),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_says_why(change: object, said: str, copy: Path) -> None:
    change(copy)  # type: ignore[operator]
    with pytest.raises(ModelError, match=said):
        resolve(str(copy))


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("vocab.json", b"{", "cannot read vocab.json"),
        ("vocab.json", b"[1]", "not a map"),
        ("source.spm", b"garbage", "SentencePiece files"),
        ("model.safetensors", b"garbage", "damaged"),
    ],
)
def test_damaged_parts_say_which(file: str, content: bytes, said: str, copy: Path) -> None:
    (copy / file).write_bytes(content)
    with pytest.raises(ModelError, match=said):
        load_engine(resolve(str(copy)))


def test_an_index_of_shards_cannot_lead_out_of_its_folder(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy.parent / "outside.safetensors")
    index = {"weight_map": {"model.shared.weight": "../outside.safetensors"}}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelError, match="lacks shards"):
        resolve(str(copy))


def test_a_tensor_that_is_missing_is_named(copy: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(copy / "model.safetensors")
    del tensors["model.encoder.layers.0.fc1.weight"]
    save_file(tensors, copy / "model.safetensors")
    with pytest.raises(ModelError, match=r"model\.encoder\.layers\.0\.fc1\.weight is missing"):
        load_engine(resolve(str(copy)), decoding=Decoding(compute_type="float32"))


def test_the_conversion_is_cached_under_the_weights_digest_and_mended() -> None:
    checkpoint = resolve("tiny-fr-en")
    folder, temporary = converted_model(checkpoint, "int8")
    assert not temporary
    assert folder.parent.name == hashlib.sha256((BUNDLED / "model.safetensors").read_bytes()).hexdigest()
    assert folder.parent.parent == cache_folder()
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    stamp = (folder / "model.bin").stat().st_mtime_ns
    assert converted_model(checkpoint, "int8")[0] == folder
    assert (folder / "model.bin").stat().st_mtime_ns == stamp
    for damage in (lambda: (folder / "model.bin").write_bytes(b"x"), (folder / MANIFEST).unlink, lambda: shutil.rmtree(folder)):
        damage()
        converted_model(checkpoint, "int8")
        assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir() if p.name.startswith(".")] == []
    assert converted_model(checkpoint, "float32")[0] != folder


def test_without_a_cache_it_still_runs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("translate", "-q", input=b"Bonjour.", MTALIGN_CACHE=str(tmp_path / "file" / "cache"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_torch_is_not_needed() -> None:
    code = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from mtalign import translate\nprint(translate('Le chat dort.').target.text)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
    assert out.stdout.strip()


def test_names_that_are_nothing() -> None:
    with pytest.raises(ModelError, match="no model 'nothing'"):
        resolve("nothing")
    with pytest.raises(ModelError, match="no model"):
        resolve("a\0b")
    with pytest.raises(NetworkError, match="--offline"):
        resolve("some/model", offline=True)
