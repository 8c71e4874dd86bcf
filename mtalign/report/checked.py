"""What `mtalign check` found, as text that compilers print, JSON, SARIF 2.1.0, JUnit XML, and a page to read."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from mtalign.records import SEVERITIES, Checked, Document, Finding, Side, Span
from mtalign.report.html import Marks, cell, entry, environment, language, marks_of, resource, script_hash, short, show
from mtalign.taxonomy import TAXONOMY

CHECK_FORMATS = ("text", "json", "sarif", "junit", "html")

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_COLOURS = {"error": "31", "warning": "33", "info": "36"}
# Columns of a quoted line, and how many of them stand before the span where the line is longer.
_WIDTH, _LEAD = 100, 40
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

KeyOf = Callable[[Finding, Sequence[Any]], str]


def render_checked(results: Sequence[Checked], form: str, *, key_of: KeyOf, version: str = "", colour: bool = False) -> str:
    """The results in one of CHECK_FORMATS; `key_of` gives a finding's key for suppression, from it and its segments."""
    if form == "text":
        return "".join(_text(result, colour) for result in results)
    if form == "json":
        return _json(results, key_of, version)
    if form == "sarif":
        return _sarif(results, key_of, version)
    if form == "junit":
        return _junit(results)
    return _html(results, version)


def check_summary(results: Sequence[Checked]) -> str:
    """One line: how many findings of which severity in how many texts."""
    severities = Counter(finding.severity for result in results for finding in result.findings)
    total, suppressed = sum(severities.values()), sum(result.suppressed for result in results)
    listed = ", ".join(f"{n} {s}{'s' if n != 1 and s != 'info' else ''}" for s in SEVERITIES if (n := severities[s]))
    text = f"{total} finding{'s' if total != 1 else ''}" + (f" ({listed})" if listed else "")
    what = "pair" if results and all(result.target for result in results) else "text"
    text += f" in {len(results)} {what}{'s' if len(results) != 1 else ''}"
    return text + (f", {suppressed} suppressed" if suppressed else "")


def explain(code: str) -> str:
    """What a code means, with an example and what to do."""
    entry = TAXONOMY[code]
    return (
        f"{code}: {entry.meaning}\n"
        f"MQM: {entry.mqm}\n\n"
        f"  wrong  {entry.wrong}\n"
        f"  right  {entry.right}\n\n"
        f"What to do: {entry.advice}\n"
        f"Confidence of a finding: about {entry.confidence:.0%}, unless it says otherwise.\n"
    )


class _Lines:
    """Offsets of a text as 1-based lines and columns, of code points."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self._starts, offset)
        return number, offset - self._starts[number - 1] + 1

    def line(self, number: int) -> tuple[int, str]:
        """First offset of a line, and the line without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return start, self._text[start:end].rstrip("\r")


def _placed(result: Checked) -> Iterator[tuple[Finding, Document, _Lines]]:
    """The findings with their texts, source side first, in order of place."""
    for side in ("source", "target"):
        found = [finding for finding in result.findings if finding.side == side]
        if found:
            text = result.document(found[0].side)
            lines = _Lines(text.text)
            yield from ((finding, text, lines) for finding in found)


def _text(result: Checked, colour: bool) -> str:
    return "".join(_entry(finding, text, lines, colour) for finding, text, lines in _placed(result))


def _entry(finding: Finding, text: Document, lines: _Lines, colour: bool) -> str:
    def paint(said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if colour else said

    number, column = lines.at(finding.span.start)
    start, line = lines.line(number)
    hue = _COLOURS[finding.severity]
    head = f"{show(text.name)}:{number}:{column}:"
    out = f"{paint(head, '1')} {paint(finding.severity, hue)} {finding.code}: {show(finding.message)}"
    if finding.other:
        out += " (first at {}:{})".format(*lines.at(finding.other.start))
    quoted, caret = _quote(line, Span(finding.span.start - start, min(finding.span.end - start, len(line))))
    out += f"\n  {quoted}\n  {' ' * _columns(quoted[: caret.start])}{paint('^' * max(1, _columns(caret.of(quoted))), hue)}\n"
    if finding.suggestion and len(finding.suggestion) <= _WIDTH:
        out += f"  suggestion: {show(finding.suggestion)}\n"
    return out


def _quote(line: str, span: Span) -> tuple[str, Span]:
    """As much of a line as fits a terminal, and where the span is in it."""
    first = max(0, min(span.start - _LEAD, len(line) - _WIDTH)) if len(line) > _WIDTH else 0
    last = min(len(line), first + _WIDTH)
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    shift = len(head) - first
    return head + show(line[first:last]) + tail, Span(span.start + shift, min(span.end, last) + shift)


def _columns(text: str) -> int:
    """Columns a terminal uses for a text: two for East Asian wide characters, none for combining ones."""
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _json(results: Sequence[Checked], key_of: KeyOf, version: str) -> str:
    files = []
    for result in results:
        rows = []
        for finding, text, lines in _placed(result):
            row = asdict(finding)
            line, column = lines.at(finding.span.start)
            row |= {
                "file": text.name,
                "line": line,
                "column": column,
                "span": list(finding.span),
                "other": list(finding.other) if finding.other else None,
                "mqm": TAXONOMY[finding.code].mqm,
                "key": key_of(finding, result.segments(finding.side)),
            }
            rows.append(row)
        sides = [result.source] + ([result.target] if result.target else [])
        files.append(
            {
                "files": [{"name": side.name, "lang": side.lang} for side in sides],
                "segments": len(result.source_segments),
                "suppressed": result.suppressed,
                "findings": rows,
            }
        )
    return json.dumps({"tool": "mtalign", "version": version, "results": files}, ensure_ascii=False, indent=1) + "\n"


def _sarif(results: Sequence[Checked], key_of: KeyOf, version: str) -> str:
    codes = sorted(TAXONOMY)
    rules = [
        {
            "id": code,
            "name": "".join(part.capitalize() for part in code.split("_")),
            "shortDescription": {"text": TAXONOMY[code].meaning[0].upper() + TAXONOMY[code].meaning[1:] + "."},
            "fullDescription": {"text": f"{TAXONOMY[code].mqm} (MQM). Wrong: {TAXONOMY[code].wrong}"},
            "help": {"text": TAXONOMY[code].advice},
        }
        for code in codes
    ]
    found = []
    for result in results:
        for finding, text, lines in _placed(result):
            row: dict[str, Any] = {
                "ruleId": finding.code,
                "ruleIndex": codes.index(finding.code),
                "level": _LEVELS[finding.severity],
                "message": {"text": finding.message},
                "locations": [_location(finding.span, text, lines)],
                "partialFingerprints": {"mtalign/v1": key_of(finding, result.segments(finding.side))},
                "rank": round(100 * finding.confidence, 1),
            }
            if finding.other:
                row["relatedLocations"] = [_location(finding.other, text, lines, "the same passage, said before")]
            found.append(row)
    run = {
        "tool": {"driver": {"name": "mtalign", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": found,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _location(span: Span, text: Document, lines: _Lines, message: str = "") -> dict[str, Any]:
    from urllib.parse import quote

    (line, column), (end_line, end_column) = lines.at(span.start), lines.at(span.end)
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(text.name.encode("utf-8", "replace"), safe="/")},
            "region": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
                "charOffset": span.start,
                "charLength": span.length,
                "snippet": {"text": span.of(text.text)},
            },
        }
    }
    if message:
        place["message"] = {"text": message}
    return place


def _junit(results: Sequence[Checked]) -> str:
    from xml.sax.saxutils import escape, quoteattr

    def clean(text: str) -> str:
        return _NOT_XML.sub("\ufffd", text)

    suites = []
    for result in results:
        name = clean(result.source.name + (f" → {result.target.name}" if result.target else ""))
        cases = []
        for finding, text, lines in _placed(result):
            line, column = lines.at(finding.span.start)
            where = f"{text.name}:{line}:{column}"
            case = f"    <testcase classname={quoteattr(name)} name={quoteattr(clean(f'{finding.code} at {where}'))}>\n"
            body = escape(clean(f"{where}: {finding.severity} {finding.code}: {finding.message}\n{finding.text}"))
            kind, message = quoteattr(finding.severity), quoteattr(clean(finding.message))
            case += f"      <failure type={kind} message={message}>{body}</failure>\n"
            cases.append(case + "    </testcase>\n")
        if not cases:
            cases = [f'    <testcase classname={quoteattr(name)} name="no artifacts"/>\n']
        n = len(result.findings)
        head = f'  <testsuite name={quoteattr(name)} tests="{len(cases)}" failures="{n}" errors="0" skipped="0">\n'
        suites.append((len(cases), n, head + "".join(cases) + "  </testsuite>\n"))
    head = f'<testsuites name="mtalign" tests="{sum(t for t, _, _ in suites)}" failures="{sum(f for _, f, _ in suites)}">\n'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + head + "".join(s for _, _, s in suites) + "</testsuites>\n"


def _html(results: Sequence[Checked], version: str) -> str:
    findings: list[Finding] = []
    entries: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    n_rows = 0
    for result in results:
        first = len(findings)
        findings += result.findings
        rows, unit_of = _rows(result, findings, first, n_rows)
        n_rows += len(rows)
        texts.append({"result": result, "rows": rows, "name": show(_name(result))})
        for number, finding in enumerate(result.findings, first):
            unit = unit_of[finding.side].get(finding.segment, 0)
            entries.append(entry(number, finding, result.document(finding.side), unit))
    script = resource("script.js")
    page: str = _template().render(
        title=show(_name(results[0])) if len(results) == 1 else f"{len(results)} texts",
        texts=texts,
        entries=entries,
        paired=any(result.target for result in results),
        codes=sorted(Counter(f.code for f in findings).items(), key=lambda kv: (-kv[1], kv[0])),
        severities=[(s, sum(f.severity == s for f in findings)) for s in SEVERITIES],
        sentences=sum(len(r.source_segments) for r in results),
        words=sum(len(r.source.text.split()) for r in results),
        suppressed=sum(r.suppressed for r in results),
        language=language,
        style=resource("style.css"),
        script=script,
        script_hash=script_hash(script),
        version=version,
    )
    return page


def _name(result: Checked) -> str:
    return short(result.source.name) + (f" – {short(result.target.name)}" if result.target else "")


def _rows(
    result: Checked, findings: Sequence[Finding], first: int, before: int
) -> tuple[list[dict[str, Any]], dict[Side, dict[int, int]]]:
    """The page's rows, one a bead or sentence, and the row's number of each segment."""
    on: dict[Side, Marks] = {
        "source": marks_of(result.findings, result.source_segments, "source", first),
        "target": marks_of(result.findings, result.target_segments, "target", first),
    }
    beads = (
        [(bead.src, bead.tgt) for bead in result.beads]
        if result.target
        else [(Span(i, i + 1), Span(0, 0)) for i in range(len(result.source_segments))]
    )
    rows: list[dict[str, Any]] = []
    unit_of: dict[Side, dict[int, int]] = {"source": {}, "target": {}}
    paragraph = -1
    for number, (src, tgt) in enumerate(beads, before + 1):
        sides: dict[Side, Span] = {"source": src, "target": tgt}
        row: dict[str, Any] = {"number": number, "flagged": False, "new_paragraph": False}
        for side, span in sides.items():
            segments = result.segments(side)
            row[side] = [cell(k, segments[i], on[side].get(i, ()), findings) for k, i in enumerate(range(*span))]
            row["flagged"] = row["flagged"] or any(i in on[side] for i in range(*span))
            unit_of[side].update(dict.fromkeys(range(*span), number))
        if src.length and result.source_segments[src.start].paragraph != paragraph:
            paragraph = result.source_segments[src.start].paragraph
            row["new_paragraph"] = True
        rows.append(row)
    return rows, unit_of


@lru_cache(maxsize=1)
def _template() -> Any:
    return environment().from_string(resource("checked.html.j2"))
