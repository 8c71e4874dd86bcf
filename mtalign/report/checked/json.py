"""JSON: every finding with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from mtalign.records import Checked
from mtalign.report.checked import Context, placed


def render(results: Sequence[Checked], context: Context) -> str:
    """One object; spans count code points in the text of the finding's side."""
    files = []
    for result in results:
        rows = []
        for finding, text, lines in placed(result):
            line, column = lines.at(finding.span.start)
            rows.append(
                asdict(finding)
                | {
                    "file": text.name,
                    "line": line,
                    "column": column,
                    "span": list(finding.span),
                    "other": list(finding.other) if finding.other else None,
                    "mqm": context.catalogue.codes[finding.code].mqm,
                    "key": context.key_of(finding, result.segments(finding.side)),
                }
            )
        sides = [result.source] + ([result.target] if result.target else [])
        files.append(
            {
                "files": [{"name": side.name, "lang": side.lang} for side in sides],
                "segments": len(result.source_segments),
                "suppressed": result.suppressed,
                "findings": rows,
            }
        )
    return json.dumps({"tool": "mtalign", "version": context.version, "results": files}, ensure_ascii=False, indent=1) + "\n"
