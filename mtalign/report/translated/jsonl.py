"""JSON lines: one object for the report, and one for each translation unit, with all that is known."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mtalign.records import Finding, Report
from mtalign.report.translated.units import findings_of, line_of


def render(report: Report) -> str:
    """The report's head, and its units."""
    head = {
        "type": "report",
        "source": report.source.name,
        "segments": len(report.source_segments),
        "provenance": {**asdict(report.provenance), "signature": report.provenance.signature()},
        "scores": [asdict(score) for score in report.scores],
    }
    rows: list[dict[str, Any]] = [head]
    for number, unit in enumerate(report.units, 1):
        src, ref = slice(*unit.src), slice(*unit.ref)
        rows.append(
            {
                "type": "unit",
                "unit": number,
                "line": line_of(report, unit),
                "source": [s.text for s in report.source_segments[src]],
                "target": [s.text for s in report.target_segments[src]],
                "reference": [s.text for s in report.reference_segments[ref]],
                "hypotheses": [
                    {**asdict(h), "confidence": round(h.confidence, 4), "logprob": round(h.logprob, 4)}
                    for h in report.hypotheses[src]
                ],
                "scores": {s.metric: s.value for s in unit.scores},
                "findings": [_finding(f) for f in findings_of(report, unit)],
                "links": [[[*src, *tgt] for src, tgt in links] for links in report.links[src]],
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _finding(finding: Finding) -> dict[str, Any]:
    row = asdict(finding)
    row["span"] = list(finding.span)
    row["other"] = list(finding.other) if finding.other else None
    return row
