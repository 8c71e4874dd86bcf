"""Checkpoints that are whole, damaged, foreign, pickled; the converted model in the cache; the hub, and its absence."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtalign.errors import ModelError, NetworkError
from mtalign.translation import Decoding, bundled_models, load_engine, resolve
from mtalign.translation.checkpoint import bundled_folder
from mtalign.translation.convert import MANIFEST, cache_folder, converted_model
from mtalign.translation.inspect import describe, verify
from tests.conftest import Run, one_line_error

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
        (lambda d: (d / "model.safetensors").rename(d / "pytorch_model.bin"), "only as pickle"),
        (lambda d: (d / "model.safetensors").unlink(), "has no model.safetensors"),
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


class _Hub(BaseHTTPRequestHandler):
    """As much of the hub's interface as a snapshot download asks for, serving one folder as one model."""

    requests: list[str] = []  # noqa: RUF012
    folder: Path

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.requests.append(self.path)
        commit = "0" * 40
        if self.path.startswith("/api/models/tiny/model"):
            names = [p.name for p in self.folder.iterdir()]
            data = json.dumps({"id": "tiny/model", "sha": commit, "siblings": [{"rfilename": n} for n in names]}).encode()
            if "/tree/" in self.path:
                data = json.dumps(
                    [{"type": "file", "path": p.name, "oid": "0" * 40, "size": p.stat().st_size} for p in self.folder.iterdir()]
                ).encode()
            kind = "application/json"
        elif self.path.startswith("/tiny/model/resolve/") and (self.folder / self.path.rsplit("/", 1)[1]).is_file():
            data, kind = (self.folder / self.path.rsplit("/", 1)[1]).read_bytes(), "application/octet-stream"
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(data))),
            ("X-Repo-Commit", commit),
            ("ETag", f'"{hashlib.sha256(data).hexdigest()}"'),
        ):
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "served"))
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    (folder / "code.py").write_text("raise SystemExit")
    _Hub.folder, _Hub.requests = folder, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", _Hub.requests
    server.shutdown()
    server.server_close()


def test_a_hub_model_is_fetched_once_as_data_and_then_works_offline(
    run: Run, tmp_path: Path, hub: tuple[str, list[str]]
) -> None:
    url, requests = hub
    env = {"HF_ENDPOINT": url, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    first = run("translate", "--offline", "--model", "tiny/model", input=b"Bonjour.", **env)
    assert "--offline forbids the network" in one_line_error(first)
    assert requests == []
    second = run("translate", "-q", "--model", "tiny/model", input=b"Bonjour.", **env)
    assert second.returncode == 0, second.stderr
    assert any("model.safetensors" in path for path in requests)
    assert not any(path.endswith((".bin", ".py")) for path in requests)
    n = len(requests)
    third = run("translate", "-q", "--offline", "--model", "tiny/model", input=b"Bonjour.", **env)
    assert third.stdout == second.stdout
    assert len(requests) == n
    missing = run("translate", "--model", "tiny/nothing", input=b"Bonjour.", **env)
    assert "the hub has no model tiny/nothing" in one_line_error(missing)


def test_a_missing_network_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_XET": "1"}
    done = run("translate", "--model", "some/model", input=b"Bonjour.", **env)
    assert "no connection to the hub" in one_line_error(done)


def test_names_that_are_nothing() -> None:
    with pytest.raises(ModelError, match="no model 'nothing'"):
        resolve("nothing")
    with pytest.raises(ModelError, match="no model"):
        resolve("a\0b")
    with pytest.raises(NetworkError, match="--offline"):
        resolve("some/model", offline=True)
