"""Weights in torch's own files: read from both layouts as torch reads them, and nothing in such a file is ever run."""

from __future__ import annotations

import builtins
import collections
import copy
import io
import json
import os
import pickle
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import SafetensorError

from mtalign.errors import ModelError
from mtalign.translation import pickled, resolve, weights
from mtalign.translation.cache import cache_folder
from mtalign.translation.checkpoint import file_sha256
from tests.conftest import Run, one_line_error
from tests.translation import tiny

_LAYOUTS = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "stream"])
_MAGIC = 0x1950A86A20F9469CFC6C


def _state() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    shared = torch.randn(7, 4)
    state = collections.OrderedDict(
        {
            "shared": shared,
            "tied": shared,
            "transposed": torch.randn(3, 5).t(),
            "slice": torch.arange(20, dtype=torch.float32)[4:12:2],
            "half": torch.randn(3).half(),
            "bfloat16": torch.randn(5).bfloat16(),
            "double": torch.randn(2, 2, 2).double(),
            "whole": torch.tensor([[1, -2]]),
            "bool": torch.tensor([True, False]),
            "ones": torch.ones(4),
            "scalar": torch.tensor(3.5),
            "empty": torch.zeros(0, 4),
            "parameter": torch.nn.Parameter(torch.randn(2, 3)),
        }
    )
    # What torch hangs on every state_dict of a module.
    state._metadata = collections.OrderedDict({"": {"version": 1}})  # type: ignore[attr-defined]
    return state


@_LAYOUTS
def test_tensors_are_those_that_torch_wrote(zipped: bool, tmp_path: Path) -> None:
    state = _state()
    path = tmp_path / "pytorch_model.bin"
    torch.save(state, path, _use_new_zipfile_serialization=zipped)
    read = pickled.read(path, "model")
    assert read.keys() == state.keys()
    for name, tensor in state.items():
        wanted = tensor.detach().float() if tensor.dtype == torch.bfloat16 else tensor.detach()
        assert read[name].shape == tuple(wanted.shape), name
        np.testing.assert_array_equal(read[name], wanted.numpy(), err_msg=name)
    assert np.shares_memory(read["shared"], read["tied"])
    assert not read["shared"].flags.writeable


@_LAYOUTS
def test_a_model_that_is_there_only_as_pickle_translates_like_its_safetensors(zipped: bool, tmp_path: Path, run: Run) -> None:
    folder = tiny.build(tmp_path / "m")
    (tmp_path / "in.txt").write_text("Le maire est arrivé hier soir.\nIl pleut.\n", encoding="utf-8")
    wanted = run("translate", "--model", str(folder), "-q", "in.txt")
    assert wanted.returncode == 0, wanted.stderr
    _as_pickle(folder, zipped=zipped)
    checkpoint = resolve(str(folder))
    before = checkpoint.tensors()
    fast, slow = (
        run("translate", "--model", str(folder), "-q", "--engine", engine, "--compute-type", "float32", "in.txt")
        for engine in ("ctranslate2", "transformers")
    )
    assert slow.returncode == 0, slow.stderr
    assert slow.stdout == fast.stdout
    assert run("translate", "--model", str(folder), "-q", "in.txt").stdout == wanted.stdout
    # It is kept as safetensors under the digest of the pickle, without the names that stand for the same tensor.
    kept = cache_folder() / "safetensors" / file_sha256(folder / "pytorch_model.bin") / "model.safetensors"
    assert kept.is_file()
    assert "model.shared.weight" in before and "lm_head.weight" not in before
    kept.write_bytes(b"damaged")
    assert checkpoint.tensors().keys() == before.keys()
    refused = run("translate", "--model", str(folder), "--safetensors-only", "in.txt")
    assert "only as pickle, which --safetensors-only refuses" in one_line_error(refused)


def test_shards_of_pickles(tmp_path: Path) -> None:
    folder = tiny.build(tmp_path / "m")
    wanted = resolve(str(folder)).tensors()
    (folder / "model.safetensors").unlink()
    half = len(wanted) // 2
    names = {}
    for number, part in enumerate((list(wanted)[:half], list(wanted)[half:]), start=1):
        file = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({key: torch.from_numpy(wanted[key]) for key in part}, folder / file)
        names.update(dict.fromkeys(part, file))
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": names}))
    read = resolve(str(folder)).tensors()
    assert read.keys() == wanted.keys()
    assert all(np.array_equal(read[key], wanted[key]) for key in wanted)
    (folder / "pytorch_model-00002-of-00002.bin").unlink()
    with pytest.raises(ModelError, match="lacks shards"):
        resolve(str(folder))


def test_weights_that_cannot_be_kept_are_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({"a": torch.ones(2)}, path)

    def full(*_: object, **__: object) -> None:
        raise SafetensorError("No space left on device")

    monkeypatch.setenv("MTALIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(weights, "save_file", full)
    with pytest.raises(ModelError, match=r"cannot keep the converted model .*No space left on device.*MTALIGN_CACHE"):
        weights.read([path], "m")
    assert [found for found in (tmp_path / "cache").rglob("*") if found.is_file()] == []


def test_storages_that_lie_over_each_other_are_refused_before_they_are_read(tmp_path: Path) -> None:
    """Fifty names for the same bytes of the archive."""
    path = tmp_path / "m.bin"
    torch.save({f"t{i}": torch.zeros(5000) for i in range(50)}, path)
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].split("/")[0]
        program, data = archive.read(f"{root}/data.pkl"), archive.read(f"{root}/data/0")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", program)
        archive.writestr("archive/data/0", data)
        for i in range(1, 50):
            again = copy.copy(archive.getinfo("archive/data/0"))
            again.filename = f"archive/data/{i}"
            archive.filelist.append(again)
    with pytest.raises(ModelError, match="its storages are larger than the file"):
        pickled.read(path, "m")


def test_weights_are_read_where_no_cache_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({"a": torch.ones(2)}, path)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MTALIGN_CACHE", str(tmp_path / "file"))
    assert weights.read([path], "m")["a"].tolist() == [1, 1]


class _Calls:
    """Pickles to the call of a function."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


class _State:
    def __setstate__(self, state: object) -> None:
        raise AssertionError("this must never run")


def _attacks(marker: str) -> dict[str, bytes]:
    command = f"touch {marker}"
    stack_global = b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c" + bytes([len(command)]) + command.encode() + b"\x85R."
    state = _State()
    state.__dict__["a"] = 1
    return {
        "reduce": pickle.dumps({"a": _Calls(os.system, command)}, protocol=2),
        "global": b"cbuiltins\neval\n(V1\ntR.",
        "stack global": stack_global,
        "inst": b"(S'" + command.encode() + b"'\nios\nsystem\n.",
        "obj": b"(cos\nsystem\nS'" + command.encode() + b"'\no.",
        "newobj": pickle.dumps({"a": _State()}, protocol=2),
        "setstate": pickle.dumps({"a": state}, protocol=2),
        "nested": pickle.dumps({"a": _Calls(pickle.loads, stack_global)}, protocol=2),
        "eval as a tensor": b"ctorch._utils\n_rebuild_tensor_v2\n(cbuiltins\neval\ntR.",
        "a dictionary with arguments": b"ccollections\nOrderedDict\n((lp0\ntR.",
        "getattr": pickle.dumps({"a": getattr}, protocol=4),
        "another function of torch": b"ctorch._utils\n_rebuild_sparse_tensor\n(tR.",
        "an unhashable name": b"\x80\x04](\x8c\x01a\x93.",
        "ext": b"\x80\x02\x82\x01.",
        "text persistent id": b"P/etc/passwd\n.",
        "no end": b"\x80\x02}",
        "nothing": b"",
        "empty stack": b"\x80\x02.",
        "no mark": b"\x80\x02t.",
        "unknown memo": b"\x80\x02h\x05.",
        "no dictionary": pickle.dumps([1, 2], protocol=2),
        "empty dictionary": pickle.dumps({}, protocol=2),
        "no tensor": pickle.dumps({"a": 1}, protocol=2),
        "a name that is none": pickle.dumps({1: 2}, protocol=2),
        "a huge string": b"\x80\x02X\xff\xff\xff\x7fabc.",
        "many instructions": b"\x80\x02" + b"N" * 3_000_000 + b".",
        "too large": b"\x80\x02X" + struct.pack("<I", 5_000_000) + b"a" * 5_000_000 + b".",
    }


def _tensor(*, key: object = "0", count: object = 4, offset: object = 0, shape: object = (4,), strides: object = (1,)) -> bytes:
    """A dictionary of one tensor, whatever is said of it."""
    out = io.BytesIO()

    class Pickler(pickle._Pickler):
        def persistent_id(self, value: object) -> object:
            return ("storage", torch.FloatStorage, key, "cpu", count) if value is _STORAGE else None

    function = torch._utils._rebuild_tensor_v2
    Pickler(out, protocol=2).dump({"a": _Calls(function, _STORAGE, offset, shape, strides, False, collections.OrderedDict())})
    return out.getvalue()


_STORAGE = object()
_LIES: dict[str, dict[str, object]] = {
    "more than there is": {"shape": (5,)},
    "behind the end": {"offset": 1},
    "steps behind the end": {"shape": (2, 2), "strides": (3, 1)},
    "steps of zero": {"shape": (1 << 30,), "strides": (0,)},
    "negative step": {"strides": (-1,)},
    "negative offset": {"offset": -1},
    "negative size": {"shape": (-4,), "strides": (1,)},
    "huge sizes": {"shape": (1 << 39, 1 << 39), "strides": (1, 1)},
    "no numbers": {"shape": ("4",)},
    "shape without steps": {"strides": ()},
    "too many dimensions": {"shape": (1,) * 20, "strides": (1,) * 20},
    "a truth as a size": {"offset": True},
    "a path": {"key": "../../etc/passwd"},
    "another path": {"key": "/etc/passwd"},
    "a key that is none": {"key": 5},
    "storage larger than its data": {"count": 1 << 36, "shape": (1 << 36,)},
    "negative storage": {"count": -4},
}


@contextmanager
def _at_most(n_bytes: int) -> Iterator[None]:
    """Fail where more memory than that is taken at a time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < n_bytes
    finally:
        tracemalloc.stop()


def _write(
    path: Path, program: bytes, *, zipped: bool, data: bytes = b"\0" * 16, compression: int = zipfile.ZIP_STORED
) -> Path:
    """A file in one of torch's layouts around a pickle, with one storage of four numbers."""
    if zipped:
        with zipfile.ZipFile(path, "w", compression) as archive:
            archive.writestr("archive/data.pkl", program)
            archive.writestr("archive/data/0", data)
            archive.writestr("archive/version", "3\n")
    else:
        head = [_MAGIC, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}]
        before = b"".join(pickle.dumps(value, protocol=2) for value in head)
        path.write_bytes(before + program + pickle.dumps(["0"], protocol=2) + struct.pack("<q", 4) + data)
    return path


@_LAYOUTS
def test_a_file_made_by_hand_is_read(zipped: bool, tmp_path: Path) -> None:
    """The attacks below differ from this one by what they do, not by their wrapping."""
    path = _write(tmp_path / "m.bin", _tensor(), zipped=zipped, data=np.arange(4, dtype="<f4").tobytes())
    assert pickled.read(path, "m")["a"].tolist() == [0, 1, 2, 3]


@_LAYOUTS
@pytest.mark.parametrize("name", _attacks(""))
def test_nothing_in_a_pickle_runs(name: str, zipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "ran"
    path = _write(tmp_path / "m.bin", _attacks(str(marker))[name], zipped=zipped)

    def ran(*_: object, **__: object) -> None:
        raise AssertionError("something was run")

    for owner, function in ((os, "system"), (builtins, "eval"), (pickle, "loads"), (pickle, "load"), (pickle, "Unpickler")):
        monkeypatch.setattr(owner, function, ran)
    with pytest.raises(ModelError, match=r"m\.bin of model is (not a plain file of weights|damaged)") as error:
        pickled.read(path, "model")
    assert "\n" not in str(error.value) and len(str(error.value)) < 300
    assert not marker.exists()


@_LAYOUTS
@pytest.mark.parametrize("name", _LIES)
def test_sizes_that_lie_are_refused_before_memory_is_taken(name: str, zipped: bool, tmp_path: Path) -> None:
    path = _write(tmp_path / "m.bin", _tensor(**_LIES[name]), zipped=zipped)
    with _at_most(5_000_000), pytest.raises(ModelError, match="not a plain file of weights"):
        pickled.read(path, "m")


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "m.bin", _tensor(count=1 << 24), zipped=True, data=b"\0" * (1 << 26), compression=zipfile.ZIP_DEFLATED
    )
    assert path.stat().st_size < 100_000
    with _at_most(1_000_000), pytest.raises(ModelError, match="uncompressed"):
        pickled.read(path, "m")


@_LAYOUTS
def test_a_file_that_breaks_off_or_is_changed_is_damaged(zipped: bool, tmp_path: Path) -> None:
    whole = tmp_path / "whole.bin"
    torch.save(_state(), whole, _use_new_zipfile_serialization=zipped)
    data = whole.read_bytes()
    path = tmp_path / "m.bin"
    for length in range(0, len(data) - 1, 101):
        path.write_bytes(data[:length])
        with pytest.raises(ModelError):
            pickled.read(path, "m")
    changed = bytearray(data)
    changed[data.index(np.ones(1, dtype="<f4").tobytes() * 2)] ^= 1
    path.write_bytes(changed)
    if zipped:
        with pytest.raises(ModelError, match="checksum"):
            pickled.read(path, "m")


@_LAYOUTS
def test_whatever_the_bytes_are_the_answer_is_tensors_or_one_error(zipped: bool, tmp_path: Path) -> None:
    whole = tmp_path / "whole.bin"
    torch.save({"a": torch.ones(4), "b": torch.ones(2, 2).t()}, whole, _use_new_zipfile_serialization=zipped)
    data = whole.read_bytes()
    path = tmp_path / "m.bin"
    draw = random.Random(1)
    outcomes: collections.Counter[str] = collections.Counter()
    for _ in range(600):
        changed = bytearray(data)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(changed))
            choice = draw.randrange(3)
            if choice == 0:
                changed[at] = draw.randrange(256)
            elif choice == 1:
                del changed[at : at + draw.randint(1, 4)]
            else:
                changed[at:at] = draw.randbytes(draw.randint(1, 4))
        path.write_bytes(changed)
        try:
            read = pickled.read(path, "m")
        except ModelError:
            outcomes["error"] += 1
        else:
            outcomes["tensors"] += 1
            assert all(array.nbytes <= len(data) for array in read.values())
    assert outcomes["error"] > 100, outcomes
    assert outcomes["tensors"] > 0, outcomes


def _as_pickle(folder: Path, *, zipped: bool) -> None:
    from transformers import MarianMTModel

    state = MarianMTModel.from_pretrained(folder).state_dict()
    torch.save(state, folder / "pytorch_model.bin", _use_new_zipfile_serialization=zipped)
    (folder / "model.safetensors").unlink()
