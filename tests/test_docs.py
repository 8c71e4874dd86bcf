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


RUN = [command for command in SHOWN if not command.startswith(ELSEWHERE)]


def written_for(command: str) -> list[str]:
    """The commands before it whose output a command reads."""
    found = []
    for earlier in RUN[: RUN.index(command)]:
        written = re.search(r"-o (build/\S+)", earlier)
        if written and written.group(1) in command.replace(f"-o {written.group(1)}", ""):
            found.append(earlier)
    return found


# Those that another one needs are run with it.
LAST = [command for command in RUN if not any(command in written_for(other) for other in RUN)]


@pytest.mark.parametrize("command", LAST)
def test_every_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "build").mkdir()
    for shown in (*written_for(command), command):
        done = run_shown(shown, tmp_path)
        assert done.returncode == 0, (shown, done.stderr)


def run_shown(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    tool = f"{shlex.quote(sys.executable)} -m mtalign "
    shell = re.sub(r"(^|\| |&& )mtalign ", lambda m: m.group(1) + tool, command)
    assert "mtalign" in shell
    return subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False)


def test_the_readme_shows_commands() -> None:
    assert len(RUN) >= 8


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
