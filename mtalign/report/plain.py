"""The report as plain text, TSV, JSONL and a summary of three lines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from mtalign.records import Finding, Report, Score, TranslationUnit
from mtalign.report.html import render_html

FORMATS = ("html", "txt", "tsv", "jsonl")

_TSV_COLUMNS = ("unit", "line", "source", "target", "reference", "confidence", "chrF2++", "findings")
_CELL = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\0": " "})


def render(report: Report, form: str) -> str:
    """The report in one of FORMATS."""
    return {"html": render_html, "txt": _txt, "tsv": _tsv, "jsonl": _jsonl}[form](report)


def summary(report: Report) -> list[str]:
    """Three lines: segments, flags by kind, scores with their signatures."""
    n, parts = len(report.source_segments), sum(h.n_parts > 1 for h in report.hypotheses)
    kept = sum(h.n_parts == 0 for h in report.hypotheses)
    words = sum(len(s.text.split()) for s in report.source_segments)
    again = sum(bool(h.retried) for h in report.hypotheses)
    notes = [f"{kept} passed through untouched"] * bool(kept) + [f"{parts} translated by clauses"] * bool(parts)
    notes += [f"{again} translated again after a flag"] * bool(again)
    lines = [f"segments: {n} ({words} words)" + "".join(f", {note}" for note in notes)]
    codes = Counter(f.code for f in report.findings)
    listed = ", ".join(f"{code} {count}" for code, count in sorted(codes.items(), key=lambda kv: (-kv[1], kv[0])))
    lines.append(f"flags: {len(report.findings)}" + (f" ({listed})" if listed else ""))
    if report.scores:
        lines.append("scores: " + "; ".join(score_line(score) for score in report.scores))
        lines[-1] += f"; {report.provenance.signature()}"
    else:
        lines.append(f"scores: none without a reference; {report.provenance.signature()}")
    return lines


def score_line(score: Score) -> str:
    """A score with its interval and signature, as sacrebleu prints them."""
    interval = f" [{score.low:.1f}, {score.high:.1f}]" if score.low is not None and score.high is not None else ""
    return f"{score.metric} {score.value:.1f}{interval} {score.signature}"


def findings_of(report: Report, unit: TranslationUnit) -> list[Finding]:
    """The findings that start in the unit's segments, source side first."""
    return [f for f in report.findings if unit.src.start <= f.segment < unit.src.end]


def _txt(report: Report) -> str:
    return report.target.text


def _tsv(report: Report) -> str:
    rows = ["\t".join(_TSV_COLUMNS)]
    for number, unit in enumerate(report.units, 1):
        chrf = next((f"{s.value:.2f}" for s in unit.scores if s.metric == "chrF2++"), "")
        cells = (
            str(number),
            str(_line(report, unit) or ""),
            report.source_of(unit),
            report.target_of(unit),
            report.reference_of(unit),
            f"{confidence(report, unit):.4f}" if unit.src.length else "",
            chrf,
            " ".join(f"{f.side[0]}:{f.code}" for f in findings_of(report, unit)),
        )
        rows.append("\t".join(cell.translate(_CELL) for cell in cells))
    return "\n".join(rows) + "\n"


def _jsonl(report: Report) -> str:
    head = {
        "type": "report",
        "source": report.source.name,
        "segments": len(report.source_segments),
        "provenance": {**asdict(report.provenance), "signature": report.provenance.signature()},
        "scores": [asdict(score) for score in report.scores],
    }
    rows: list[dict[str, Any]] = [head]
    for number, unit in enumerate(report.units, 1):
        rows.append(
            {
                "type": "unit",
                "unit": number,
                "line": _line(report, unit),
                "source": [s.text for s in report.source_segments[unit.src.start : unit.src.end]],
                "target": [s.text for s in report.target_segments[unit.src.start : unit.src.end]],
                "reference": [s.text for s in report.reference_segments[unit.ref.start : unit.ref.end]],
                "hypotheses": [
                    {**asdict(h), "confidence": round(h.confidence, 4), "logprob": round(h.logprob, 4)}
                    for h in report.hypotheses[unit.src.start : unit.src.end]
                ],
                "scores": {s.metric: s.value for s in unit.scores},
                "findings": [_finding(f) for f in findings_of(report, unit)],
                "links": [[[*src, *tgt] for src, tgt in links] for links in report.links[unit.src.start : unit.src.end]],
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _finding(finding: Finding) -> dict[str, Any]:
    row = asdict(finding)
    row["span"] = list(finding.span)
    row["other"] = list(finding.other) if finding.other else None
    return row


def _line(report: Report, unit: TranslationUnit) -> int | None:
    """1-based line of the source file the unit starts on."""
    if not unit.src.length:
        return None
    return report.source.text.count("\n", 0, report.source_segments[unit.src.start].span.start) + 1


def confidence(report: Report, unit: TranslationUnit) -> float:
    """The lowest confidence among the unit's hypotheses."""
    return min((h.confidence for h in report.hypotheses[unit.src.start : unit.src.end]), default=1.0)
