"""SARIF 2.1.0, which editors and code hosts show beside the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mtalign.catalogue import Catalogue
from mtalign.records import Checked, Document, Span
from mtalign.report.checked import Context, Lines, placed

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(results: Sequence[Checked], context: Context) -> str:
    """One run with every rule there is."""
    names = list(context.catalogue.rules)
    found = []
    for result in results:
        for finding, text, lines in placed(result):
            row: dict[str, Any] = {
                "ruleId": finding.rule,
                "ruleIndex": names.index(finding.rule),
                "level": _LEVELS[finding.severity],
                "message": {"text": finding.message},
                "locations": [_location(finding.span, text, lines)],
                "partialFingerprints": {"mtalign/v1": context.key_of(finding, result.segments(finding.side))},
                "rank": round(100 * finding.confidence, 1),
            }
            if finding.other:
                row["relatedLocations"] = [_location(finding.other, text, lines, "the same passage, said before")]
            found.append(row)
    run = {
        "tool": {"driver": {"name": "mtalign", "version": context.version, "rules": _rules(context.catalogue)}},
        "columnKind": "unicodeCodePoints",
        "results": found,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rules(catalogue: Catalogue) -> list[dict[str, Any]]:
    out = []
    for rule in catalogue.rules.values():
        code = catalogue.codes[rule.code]
        out.append(
            {
                "id": rule.name,
                "name": "".join(part.capitalize() for part in rule.name.replace("/", "_").replace("-", "_").split("_")),
                "shortDescription": {"text": code.meaning[0].upper() + code.meaning[1:] + "."},
                "fullDescription": {"text": f"{rule.why} Wrong: {rule.bad[0]}"},
                "help": {"text": code.advice},
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                "properties": {"code": code.name, "mqm": code.mqm},
            }
        )
    return out


def _location(span: Span, text: Document, lines: Lines, message: str = "") -> dict[str, Any]:
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
