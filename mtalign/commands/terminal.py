"""What the commands share: stdin, stdout, progress, and the exit code that findings ask for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from mtalign.errors import MtalignError
from mtalign.records import SEVERITIES, Finding


def stdin_or_file(source: str) -> str:
    """The source, when there is something to read from it; UsageError for a terminal."""
    if source == "-" and (sys.stdin is None or sys.stdin.isatty()):
        raise click.UsageError("name a file, or give a text on stdin")
    return source


def emit(file: Any, content: str) -> None:
    """Write to the output file, or to stdout when there is none."""
    if file is not None:
        file.write(content)
        return
    if sys.stdout is None:
        raise MtalignError("stdout is closed: name a file with -o")
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def exit_code(findings: Iterable[Finding], fail_on: str) -> int:
    """1 when a finding is as severe as `fail_on` says, else 0."""
    if fail_on == "never":
        return 0
    worst = SEVERITIES[: 1 if fail_on == "error" else 2]
    return int(any(finding.severity in worst for finding in findings))


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar with an estimate on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield step
