"""Weights that were saved by torch as a pickle, read as data: nothing in the file is looked up, called or run.

A pickle is a program for a small stack machine. This one runs the few instructions that a dictionary of tensors is written
with; a name in it stays a name, and only a dozen of them mean anything here. Sizes are compared with what the file holds before
memory is taken. Both layouts of torch are read: the zip archive (since torch 1.6), and the older stream of pickles followed by
the storages.

Sources: Python's `pickletools` for the instructions, `torch.serialization` for the two layouts (facts, no code).
"""

from __future__ import annotations

import io
import math
import pickletools
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from mtalign.errors import ModelError

# A checkpoint of a thousand tensors is written with 40,000 instructions in 300 kB.
_MOST_BYTES = 4_000_000
_MOST_INSTRUCTIONS = 1_000_000
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
# Storage classes and what they hold; numpy has no bfloat16, which is the upper half of a float32.
_STORAGES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "BFloat16Storage": "<u2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "<i1",
    "ByteStorage": "<u1",
    "BoolStorage": "?",
}
_TENSOR = ("torch._utils", "_rebuild_tensor_v2")
_PARAMETER = ("torch._utils", "_rebuild_parameter")
_DICTIONARY = ("collections", "OrderedDict")
_NAMES = {_TENSOR, _PARAMETER, _DICTIONARY, *(("torch", name) for name in _STORAGES)}


@dataclass(frozen=True, slots=True)
class _Storage:
    key: str
    kind: str
    n_elements: int

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(_STORAGES[self.kind])

    @property
    def n_bytes(self) -> int:
        return self.n_elements * self.dtype.itemsize


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Refused(Exception):
    """What the file asks for is not what weights are written with."""


def read(path: Path, name: str) -> dict[str, np.ndarray]:
    """The tensors of `path` by their names, mapped from the file where they can be; bfloat16 comes as float32.

    Names that stand for one tensor, such as tied embeddings, come as views of the same array. Raises ModelError, which names
    the model, for everything that is not a plain dictionary of tensors.
    """
    try:
        with path.open("rb") as file:
            tensors, places = _from_zip(file) if zipfile.is_zipfile(file) else _from_stream(file)
        return dict(_arrays(path, tensors, places))
    except _Refused as error:
        raise ModelError(f"{path.name} of {name} is not a plain file of weights ({error}): nothing of it was run") from None
    # From the file; from numbers, strings and pickles cut short; from an archive cut short, of another kind, or with offsets no
    # file has.
    except (OSError, ValueError, struct.error, EOFError, zipfile.BadZipFile, NotImplementedError, OverflowError) as error:
        raise ModelError(f"{path.name} of {name} is damaged ({error or type(error).__name__}): get it again") from None


def _from_zip(file: IO[bytes]) -> tuple[dict[str, _Tensor], dict[str, int]]:
    """Tensors, and where each storage's bytes begin in the file."""
    size = file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file) as archive:
        entries = {info.filename: info for info in archive.infolist()}
        found = [entry for entry in entries if entry.endswith("/data.pkl") and entry.count("/") == 1]
        if len(found) != 1:
            raise _Refused("there is not one data.pkl in it")
        root = found[0].removesuffix("data.pkl")
        if any(info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 for info in entries.values()):
            raise _Refused("torch stores its data uncompressed")
        if entries[found[0]].file_size > _MOST_BYTES:
            raise _Refused("its data.pkl is far too large")
        order = entries.get(root + "byteorder")
        if order is not None and (order.file_size != len("little") or archive.read(order) != b"little"):
            raise _Refused("it was written on a big-endian machine")
        tensors = _weights(_run(io.BytesIO(archive.read(found[0]))))
        places = {}
        for key, storage in _storages(tensors, size).items():
            info = entries.get(f"{root}data/{key}")
            if info is None or info.file_size != storage.n_bytes:
                raise _Refused(f"storage {key!r} does not hold what is said of it")
            places[key] = _data_offset(file, info.header_offset, storage.n_bytes, size)
            if _crc(file, storage.n_bytes) != info.CRC:
                raise ValueError(f"the checksum of storage {key} is wrong")
    return tensors, places


def _data_offset(file: IO[bytes], header: int, n_bytes: int, size: int) -> int:
    """Where a stored entry's data begins: the local header of 30 bytes is followed by a name and an extra field."""
    file.seek(header)
    local = file.read(30)
    if len(local) < 30 or local[:4] != b"PK\x03\x04":
        raise _Refused("an entry of the archive is not where it should be")
    start: int = header + 30 + sum(struct.unpack("<HH", local[26:30]))
    if start + n_bytes > size:
        raise _Refused("an entry of the archive ends behind the file")
    file.seek(start)
    return start


def _crc(file: IO[bytes], n_bytes: int) -> int:
    crc = 0
    while n_bytes > 0:
        chunk = file.read(min(n_bytes, 1 << 20))
        crc, n_bytes = zlib.crc32(chunk, crc), n_bytes - len(chunk)
    return crc


def _from_stream(file: IO[bytes]) -> tuple[dict[str, _Tensor], dict[str, int]]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if _run(file) != _MAGIC or _run(file) != _PROTOCOL:
        raise _Refused("it is no file that torch has written")
    system = _run(file)
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise _Refused("it was written on a big-endian machine")
    tensors = _weights(_run(file))
    storages = _storages(tensors, size)
    keys = _run(file)
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or sorted(keys) != sorted(storages):
        raise _Refused("its storages are not those its tensors name")
    places = {}
    for key in keys:
        (count,) = struct.unpack("<q", file.read(8))
        places[key] = file.tell()
        if count != storages[key].n_elements or places[key] + storages[key].n_bytes > size:
            raise _Refused(f"storage {key!r} does not hold what is said of it")
        file.seek(storages[key].n_bytes, io.SEEK_CUR)
    return tensors, places


def _storages(tensors: Mapping[str, _Tensor], size: int) -> dict[str, _Storage]:
    """The storages that tensors name, by key, which together hold no more than a file of `size` bytes can."""
    storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    # Storages that lie over each other would make much of little.
    if sum(storage.n_bytes for storage in storages.values()) > size:
        raise _Refused("its storages are larger than the file")
    return storages


def _arrays(path: Path, tensors: Mapping[str, _Tensor], places: Mapping[str, int]) -> Iterator[tuple[str, np.ndarray]]:
    data: dict[str, np.ndarray] = {}
    for storage in {tensor.storage for tensor in tensors.values()}:
        if storage.n_elements:
            # A copy on write: what is read is never written back.
            raw: np.ndarray = np.memmap(
                path, dtype=storage.dtype, mode="c", offset=places[storage.key], shape=(storage.n_elements,)
            )
        else:
            raw = np.empty(0, dtype=storage.dtype)
        data[storage.key] = (raw.astype("<u4") << 16).view("<f4") if storage.kind == "BFloat16Storage" else raw
    views: dict[_Tensor, np.ndarray] = {}
    for name, tensor in tensors.items():
        if tensor not in views:
            flat = data[tensor.storage.key]
            views[tensor] = np.lib.stride_tricks.as_strided(
                flat[tensor.offset :], tensor.shape, [step * flat.itemsize for step in tensor.strides], writeable=False
            )
        yield name, views[tensor]


def _weights(value: Any) -> dict[str, _Tensor]:
    if not isinstance(value, dict) or not value:
        raise _Refused("it is no dictionary of tensors")
    if not all(isinstance(key, str) for key in value):
        raise _Refused("its tensors have no names")
    storages: dict[str, _Storage] = {}
    for key, tensor in value.items():
        if not isinstance(tensor, _Tensor):
            raise _Refused(f"{key[:80]!r} is no tensor")
        if storages.setdefault(tensor.storage.key, tensor.storage) != tensor.storage:
            raise _Refused(f"storage {tensor.storage.key!r} is said to be two things")
    return value


def _run(file: IO[bytes]) -> Any:
    """The value one pickle describes, of dictionaries, lists, tuples, numbers, strings and tensors; leaves `file` behind it."""
    machine = _Machine()
    for count, (opcode, argument, _) in enumerate(pickletools.genops(cast(IO[bytes], _Bounded(file)))):
        if count > _MOST_INSTRUCTIONS:
            raise _Refused("it has too many instructions")
        if opcode.name == "STOP":
            return machine.pop()
        machine.step(opcode.name, argument)
    raise _Refused("it does not end")


class _Bounded:
    """A file that gives so many bytes and no more: an instruction must not ask for all there is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = _MOST_BYTES
        self.tell = file.tell

    def read(self, n: int) -> bytes:
        if n > self._left:
            raise _Refused("a part of its pickle is far too large")
        self._left -= n
        return self._file.read(n)

    def readline(self) -> bytes:
        line = self._file.readline(self._left)
        self._left -= len(line)
        return line


_MARK = object()
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Global:
    """A name of something in a program; it stays a name."""

    name: _Name


class _Machine:
    """The stack machine, with the instructions a dictionary of tensors needs."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}
        push = self._stack.append
        self._steps: dict[str, Callable[[Any], None]] = {
            **dict.fromkeys(("PROTO", "FRAME"), lambda _: None),
            **dict.fromkeys(("BININT", "BININT1", "BININT2", "LONG1", "INT", "LONG", "BINFLOAT", "FLOAT"), push),
            **dict.fromkeys(("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE"), push),
            "NONE": lambda _: push(None),
            "NEWTRUE": lambda _: push(True),
            "NEWFALSE": lambda _: push(False),
            "MARK": lambda _: push(_MARK),
            "EMPTY_TUPLE": lambda _: push(()),
            "EMPTY_LIST": lambda _: push([]),
            "EMPTY_DICT": lambda _: push({}),
            "TUPLE": lambda _: push(tuple(self._to_mark())),
            "TUPLE1": lambda _: push(self._last(1)),
            "TUPLE2": lambda _: push(self._last(2)),
            "TUPLE3": lambda _: push(self._last(3)),
            "APPEND": lambda _: self._extend([self.pop()]),
            "APPENDS": lambda _: self._extend(self._to_mark()),
            "SETITEM": lambda _: self._update(self._last(2)),
            "SETITEMS": lambda _: self._update(self._to_mark()),
            **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), self._remember),
            "MEMOIZE": lambda _: self._remember(len(self._memo)),
            **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), self._recall),
            "GLOBAL": lambda argument: self._global(*argument.split(" ", 1)),
            "STACK_GLOBAL": lambda _: self._global(*self._last(2)),
            "BINPERSID": lambda _: push(_storage(self.pop())),
            "REDUCE": lambda _: self._reduce(*self._last(2)),
            "BUILD": lambda _: self._build(*self._last(2)),
        }

    def step(self, name: str, argument: Any) -> None:
        if name not in self._steps:
            raise _Refused(f"it uses the instruction {name}")
        self._steps[name](argument)

    def pop(self) -> Any:
        if not self._stack or self._stack[-1] is _MARK:
            raise _Refused("its instructions do not fit together")
        return self._stack.pop()

    def _last(self, n: int) -> tuple[Any, ...]:
        return tuple(reversed([self.pop() for _ in range(n)]))

    def _to_mark(self) -> list[Any]:
        out = []
        while self._stack and self._stack[-1] is not _MARK:
            out.append(self._stack.pop())
        if not self._stack:
            raise _Refused("its instructions do not fit together")
        self._stack.pop()
        return out[::-1]

    def _top(self, kind: type) -> Any:
        if not self._stack or type(self._stack[-1]) is not kind:
            raise _Refused("its instructions do not fit together")
        return self._stack[-1]

    def _extend(self, items: Sequence[Any]) -> None:
        self._top(list).extend(items)

    def _update(self, items: Sequence[Any]) -> None:
        if len(items) % 2 or not all(isinstance(key, (str, int)) for key in items[::2]):
            raise _Refused("a dictionary in it has other keys than names")
        self._top(dict).update(zip(items[::2], items[1::2], strict=True))

    def _remember(self, key: int) -> None:
        value = self.pop()
        self._stack.append(value)
        self._memo[key] = value

    def _recall(self, key: int) -> None:
        if key not in self._memo:
            raise _Refused("its instructions do not fit together")
        self._stack.append(self._memo[key])

    def _global(self, module: Any, name: Any) -> None:
        if not isinstance(module, str) or not isinstance(name, str) or (module, name) not in _NAMES:
            raise _Refused(f"it asks for {module}.{name}"[:120])
        self._stack.append(_Global((module, name)))

    def _reduce(self, function: Any, arguments: Any) -> None:
        name = function.name if isinstance(function, _Global) and isinstance(arguments, tuple) else None
        if name == _DICTIONARY and not arguments:
            self._stack.append({})
        elif name == _TENSOR:
            self._stack.append(_tensor(arguments))
        elif name == _PARAMETER and arguments and isinstance(arguments[0], _Tensor):
            self._stack.append(arguments[0])
        else:
            raise _Refused("it asks for something to be called")

    def _build(self, value: Any, state: Any) -> None:
        # torch hangs the versions of its modules on the dictionary; nobody here needs them.
        if type(value) is not dict or type(state) is not dict:
            raise _Refused("it asks for an object to be set up")
        self._stack.append(value)


def _storage(said: Any) -> _Storage:
    """From a persistent id: ("storage", class, key, device, elements), in the older layout with None for a view of another."""
    if not isinstance(said, tuple) or not 5 <= len(said) <= 6 or said[0] != "storage" or said[5:] not in ((), (None,)):
        raise _Refused("it names data in an unknown way")
    _, kind, key, _, count = said[:5]
    module, name = kind.name if isinstance(kind, _Global) else ("", "")
    # The key is a name beside data.pkl: no path.
    if module != "torch" or not isinstance(key, str) or not key.isalnum() or not key.isascii() or not _is_size(count):
        raise _Refused("it names data in an unknown way")
    return _Storage(key, name, count)


def _tensor(arguments: Sequence[Any]) -> _Tensor:
    """From (storage, offset, shape, strides, ...), all in elements."""
    if len(arguments) < 4:
        raise _Refused("a tensor in it is not described as one")
    storage, offset, shape, strides = arguments[:4]
    if not isinstance(storage, _Storage) or not _is_size(offset) or not _are_sizes(shape) or not _are_sizes(strides):
        raise _Refused("a tensor in it is not described as one")
    if len(shape) != len(strides) or len(shape) > 8:
        raise _Refused("a tensor in it is not described as one")
    n_elements = math.prod(shape)
    last = offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True)) if n_elements else offset - 1
    # Steps of zero make much of little: a tensor has at most what its storage holds.
    if n_elements > storage.n_elements or last >= storage.n_elements:
        raise _Refused("a tensor in it is larger than its data")
    return _Tensor(storage, offset, shape, strides)


def _is_size(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**40


def _are_sizes(value: Any) -> bool:
    return type(value) is tuple and all(map(_is_size, value))
