"""Shared fixtures. The model cache of the test run is its own, so that tests neither need nor touch the user's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mtalign.pipeline import Settings, load
from mtalign.records import Document, Hypothesis, Report
from mtalign.translation import Engine

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("cache")
    names = {"MTALIGN_CACHE": str(folder / "mtalign"), "HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "0"}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def engine() -> Engine:
    return load(Settings())


@pytest.fixture(scope="session")
def sample() -> str:
    return (CORPUS / "kharkiv.fr.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def reference() -> str:
    return (CORPUS / "kharkiv.en.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def report(sample: str, reference: str) -> Report:
    from mtalign import translate

    return translate(sample, reference=reference, name="kharkiv.fr.txt")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`python -m mtalign ARGS` in an empty folder, as a user would, with bytes in and out."""

    def call(*args: str | bytes, input: bytes = b"", timeout: float = 120, **env: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "mtalign", *args],
            input=input,
            capture_output=True,
            cwd=tmp_path,
            timeout=timeout,
            env={**os.environ, **env},
            check=False,
        )

    return call


def echo(texts: Sequence[str]) -> list[Hypothesis]:
    """A translator that says what it was given: the pipeline without a model."""
    return [Hypothesis(text=text, logprob=-0.1, n_source_tokens=3, n_target_tokens=3) for text in texts]


def annotated(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def paragraph_of(document: Document, offset: int) -> tuple[int, int]:
    """1-based number of the paragraph an offset lies in, and the offset inside it."""
    number = max(i for i, span in enumerate(document.paragraphs) if span.start <= offset)
    return number + 1, offset - document.paragraphs[number].start


def one_line_error(result: subprocess.CompletedProcess[bytes]) -> str:
    """The error of a failed run, after checking that it is one line, no traceback, and exit code 2."""
    text = result.stderr.decode("utf-8")
    assert result.returncode == 2, (result.returncode, text)
    assert "Traceback" not in text
    assert text.startswith("mtalign: ")
    assert text.count("\n") == 1, text
    return text


def work(function: Callable[[], object]) -> int:
    """How many calls a function takes, of Python functions and of those behind them: steps, not seconds."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        assert function() is not None
    finally:
        sys.setprofile(None)
    return calls
