"""Which findings are reported: by name, severity and confidence, and without those that somebody has judged already.

A name is a code ("agreement") or one of its rules ("agreement/passive"). A suppression names one and a key made of the text of
the sentence, not of line numbers: it holds when the text is edited elsewhere, and ends when the sentence itself changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mtalign.detect import catalogue
from mtalign.errors import InputError
from mtalign.records import SEVERITIES, Finding, Segment, Severity, digest

_KEY_LENGTH = 16
_LINE = re.compile(r"(?P<name>\S+)(?:\s+(?P<what>[0-9a-f]{16}|\"(?:[^\"\\]|\\.)*\"))?\s*(?:#\s*(?P<reason>.*))?")
_EXCERPT = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep: names of codes and rules (None for all), names to drop, the least severity and the least confidence."""

    only: frozenset[str] | None = None
    exclude: frozenset[str] = frozenset()
    min_severity: Severity = "info"
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        known = catalogue()
        for name in sorted((self.only or frozenset()) | self.exclude):
            if name not in known.codes and name not in known.rules:
                rules = ", ".join(rule.name for rule in known.of(name.partition("/")[0])) or ", ".join(known.codes)
                raise InputError(f"there is no code or rule {name!r}: choose from {rules}")

    def keeps(self, finding: Finding) -> bool:
        """Whether the finding is to be reported."""
        return (
            (self.only is None or not self.only.isdisjoint(_names(finding)))
            and self.exclude.isdisjoint(_names(finding))
            and SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.min_severity)
            and finding.confidence >= self.min_confidence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressions:
    """Findings that somebody has judged, with reasons: by name and key, by name and exact words, or by a name altogether."""

    keys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def covers(self, finding: Finding, segments: Sequence[Segment]) -> bool:
        """Whether the finding, whose side has these segments, is suppressed."""
        words, key = " ".join(finding.text.split()), key_of(finding, segments)
        return any(name in self.names or (name, words) in self.words or (name, key) in self.keys for name in _names(finding))

    @staticmethod
    def parse(text: str, *, name: str) -> Suppressions:
        """Read lines of `NAME`, `NAME KEY` or `NAME "words"`, each with a reason behind `#`.

        Raises InputError that names the line that cannot be read.
        """
        known = set(catalogue().names)
        keys: dict[tuple[str, str], str] = {}
        words: dict[tuple[str, str], str] = {}
        names: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            line = line.strip().removeprefix("\ufeff")
            if not line or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line)
            if match is None or match["name"] not in known:
                raise InputError(
                    f'{name}, line {number}: expected NAME, NAME KEY or NAME "words", NAME a code or a rule, perhaps # a reason'
                )
            what, reason = match["what"], match["reason"] or ""
            if what is None:
                names[match["name"]] = reason
            elif what.startswith('"'):
                words[match["name"], " ".join(re.sub(r"\\(.)", r"\1", what[1:-1]).split())] = reason
            else:
                keys[match["name"], what] = reason
        return Suppressions(keys=keys, words=words, names=names)

    def merged(self, other: Suppressions) -> Suppressions:
        """Both together."""
        return Suppressions(
            keys={**self.keys, **other.keys}, words={**self.words, **other.words}, names={**self.names, **other.names}
        )


def _names(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.rule


def key_of(finding: Finding, segments: Sequence[Segment]) -> str:
    """The finding's key: a hash of its code and of its sentence's words, in hexadecimal."""
    sentence = " ".join(segments[finding.segment].text.split()) if segments else finding.text
    return digest(finding.code.encode(), sentence.encode("utf-8", "replace"))[:_KEY_LENGTH]


def baseline(found: Iterable[tuple[Finding, Sequence[Segment]]]) -> str:
    """The findings as suppressions, one a line, sorted: what a later run leaves out."""
    lines = set()
    for finding, segments in found:
        excerpt = " ".join("".join(c if c.isprintable() else " " for c in finding.text).split())
        excerpt = excerpt if len(excerpt) <= _EXCERPT else excerpt[: _EXCERPT - 1] + "…"
        lines.add(f"{finding.code} {key_of(finding, segments)}  # {excerpt}")
    head = "# mtalign baseline: findings that are known. A line holds as long as its sentence stays as it is.\n"
    return head + "".join(line + "\n" for line in sorted(lines))
