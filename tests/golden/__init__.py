"""Outputs as they were last looked at. `make golden` writes them anew; the difference is for a person to read.

python -m tests.golden
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtalign.detect import find, find_in_pair
from mtalign.detect.rules import RULES
from mtalign.documents import document
from mtalign.records import Document, Finding
from mtalign.segment import segments
from tests.conftest import CORPUS
from tests.detect.examples import findings

HERE = Path(__file__).parent


def line(finding: Finding) -> str:
    """All of a finding, in one line."""
    cells = (
        finding.rule,
        finding.severity,
        f"{finding.side} {finding.segment} {finding.span.start}-{finding.span.end}",
        repr(finding.text),
        finding.message,
        str(finding.evidence),
        f"{finding.confidence:g}",
        repr(finding.suggestion),
        "" if finding.other is None else f"{finding.other.start}-{finding.other.end}",
    )
    return " | ".join(cells)


def examples() -> Iterator[str]:
    """What every rule says of its own bad examples."""
    for rule in RULES:
        for example in rule.bad:
            yield from (line(finding) for finding in findings(example))


def corpus(name: str, lang: str) -> Document:
    return document((CORPUS / name).read_text(encoding="utf-8"), name=name, lang=lang)


def articles() -> Iterator[str]:
    """What is found in the sample, in its reference and in the news."""
    for name, lang in (("kharkiv.fr.txt", "fr"), ("kharkiv.en.txt", "en"), ("news.fr.txt", "fr"), ("news.en.txt", "en")):
        text = corpus(name, lang)
        yield name
        yield from map(line, find(text, segments(text)))


def pairs() -> Iterator[str]:
    """What is found between the first news items and their translations, line by line, without a second witness."""
    source, target = corpus("news.fr.txt", "fr"), corpus("news.en.txt", "en")
    yield from map(line, find_in_pair(source, segments(source, "none")[:500], target, segments(target, "none")[:500]))


GOLDEN = {"examples": examples, "articles": articles, "pairs": pairs}


def path(name: str) -> Path:
    return HERE / f"{name}.txt"


def text(name: str) -> str:
    return "".join(f"{row}\n" for row in GOLDEN[name]())
