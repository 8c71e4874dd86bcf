"""Which findings are reported: by code, severity and confidence, and without those that somebody has judged already.

A suppression names a code and a key made of the text of the sentence, not of line numbers: it holds when the text is
edited elsewhere, and ends when the sentence itself changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mtalign.errors import InputError
from mtalign.records import SEVERITIES, Finding, Segment, Severity, digest
from mtalign.taxonomy import CODES

_KEY_LENGTH = 16
_LINE = re.compile(r"(?P<code>\S+)(?:\s+(?P<what>[0-9a-f]{16}|\"(?:[^\"\\]|\\.)*\"))?\s*(?:#\s*(?P<reason>.*))?")
_EXCERPT = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep: codes (None for all), codes to drop, the least severity and the least confidence."""

    only: frozenset[str] | None = None
    exclude: frozenset[str] = frozenset()
    min_severity: Severity = "info"
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        for code in sorted((self.only or frozenset()) | self.exclude):
            if code not in CODES:
                raise InputError(f"there is no code {code!r}: choose from {', '.join(sorted(CODES))}")

    def keeps(self, finding: Finding) -> bool:
        """Whether the finding is to be reported."""
        return (
            (self.only is None or finding.code in self.only)
            and finding.code not in self.exclude
            and SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.min_severity)
            and finding.confidence >= self.min_confidence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressions:
    """Findings that somebody has judged, with reasons: by code and key, by code and exact words, or a code altogether."""

    keys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    def covers(self, finding: Finding, segments: Sequence[Segment]) -> bool:
        """Whether the finding, whose side has these segments, is suppressed."""
        return (
            finding.code in self.codes
            or (finding.code, " ".join(finding.text.split())) in self.words
            or (finding.code, key_of(finding, segments)) in self.keys
        )

    @staticmethod
    def parse(text: str, *, name: str) -> Suppressions:
        """Read lines of `CODE`, `CODE KEY` or `CODE "words"`, each with a reason behind `#`.

        Raises InputError that names the line that cannot be read.
        """
        keys: dict[tuple[str, str], str] = {}
        words: dict[tuple[str, str], str] = {}
        codes: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            line = line.strip().removeprefix("\ufeff")
            if not line or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line)
            if match is None or match["code"] not in CODES:
                raise InputError(f'{name}, line {number}: expected CODE, CODE KEY or CODE "words", and perhaps # a reason')
            code, what, reason = match["code"], match["what"], match["reason"] or ""
            if what is None:
                codes[code] = reason
            elif what.startswith('"'):
                words[code, " ".join(re.sub(r"\\(.)", r"\1", what[1:-1]).split())] = reason
            else:
                keys[code, what] = reason
        return Suppressions(keys=keys, words=words, codes=codes)

    def merged(self, other: Suppressions) -> Suppressions:
        """Both together."""
        return Suppressions(
            keys={**self.keys, **other.keys}, words={**self.words, **other.words}, codes={**self.codes, **other.codes}
        )


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
