"""What the documents say is so: commands run, codes and options exist, versions agree, the wheel holds the model."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

import mtalign
from mtalign.cli import COMMANDS, cli
from mtalign.detect import catalogue
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = [line.strip() for line in re.findall(r"^    (.+)$", re.sub(r"(?s)```.*?```", "", README), re.MULTILINE)]
# These install, or run this very test suite.
ELSEWHERE = ("make ", "pip install", "python benchmarks/")


def commands() -> list[click.Command]:
    context = click.Context(cli)
    found = [command for name in cli.list_commands(context) if (command := cli.get_command(context, name))]
    return found + [inner for command in found if isinstance(command, click.Group) for inner in command.commands.values()]


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    found = {command.name: command for command in commands()}
    for name, said in COMMANDS.items():
        assert " ".join(str(found[name].help).split("\n\n")[0].split()) == said


def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "build").mkdir()
    tool = f"{shlex.quote(sys.executable)} -m mtalign "
    ran = 0
    for command in SHOWN:
        if command.startswith(ELSEWHERE):
            continue
        shell = re.sub(r"(^|\| |&& )mtalign ", lambda m: m.group(1) + tool, command)
        assert "mtalign" in shell
        done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        ran += 1
    assert ran >= 8


def test_commands_that_install_name_real_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in SHOWN:
        if command.startswith("make "):
            assert f"\n{command.split()[1]}:" in makefile
        if command.startswith("python benchmarks/"):
            assert (ROOT / command.split()[1]).is_file()


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "BLEU" in done.stdout


def test_the_table_of_flags_is_complete() -> None:
    assert re.findall(r"^\| `(\w+)` \| (.+?) \|", README, re.MULTILINE) == [
        (code.name, code.meaning) for code in catalogue().codes.values()
    ]
    assert re.findall(r"^\| `\w+` \| .+? \| (.+?) \| (.+?) \|$", README, re.MULTILINE) == [
        (code.looked_for, ", ".join(f"`{rule.name.partition('/')[2]}`" for rule in catalogue().of(code.name)))
        for code in catalogue().codes.values()
    ]


def test_options_in_the_documents_exist() -> None:
    known = {o for command in commands() for p in command.params for o in (*p.opts, *p.secondary_opts)}
    text = README + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known


def test_the_changelog_knows_this_version() -> None:
    assert f"\n## {mtalign.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_public_names_are_there() -> None:
    for name in mtalign.__all__:
        assert getattr(mtalign, name) is not None
    with pytest.raises(AttributeError):
        _ = mtalign.nothing


def test_the_wheel_works_from_any_directory(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert "mtalign/models/tiny-fr-en/model.safetensors" in names
    assert {f"mtalign/report/pages/{name}" for name in ("base.html.j2", "style.css", "script.js")} | {
        "mtalign/py.typed"
    } <= set(names)
    assert {f"mtalign/detect/judge/{name}.npz" for name in ("french", "fr-en")} <= set(names)
    assert not any(name.startswith(("tests/", "corpus/", "learning/")) for name in names)
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = (
        "import mtalign, sys; print(mtalign.__file__); from mtalign.cli import main; sys.argv[1:] = ['translate', '-']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="Le chat dort.", cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    where, said = done.stdout.split("\n", 1)
    assert where.startswith(str(tmp_path / "site"))
    assert said.strip()
