"""JSON lines: one object of the bitext, and one a bead."""

from __future__ import annotations

import json
from typing import Any

from mtalign.documents.bitexts.text import decoded, first_mark
from mtalign.records import Bitext, Pair, Sentence


def render(bitext: Bitext, version: str) -> str:
    """The bitext; sentences as objects with their text and line."""
    names = {k: getattr(bitext, k) for k in ("source_lang", "target_lang", "source_name", "target_name")}
    rows: list[dict[str, Any]] = [{"type": "bitext", **names}]
    for number, pair in enumerate(bitext.pairs, 1):
        rows.append(
            {
                "type": "bead",
                "bead": number,
                "kind": pair.kind,
                "confidence": round(pair.confidence, 4),
                "source": [{"line": s.line, "text": s.text} for s in pair.src],
                "target": [{"line": s.line, "text": s.text} for s in pair.tgt],
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def recognises(data: bytes, name: str) -> bool:
    """Lines of objects."""
    return first_mark(data) == b"{"


def parse(data: bytes, name: str) -> Bitext:
    """Raises ValueError, KeyError or TypeError for objects that are no beads."""
    head: dict[str, Any] = {}
    pairs = []
    for line in decoded(data, name).split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        if row.get("type") == "bitext":
            head = row
            continue
        src, tgt = (
            tuple(Sentence(text=str(s["text"]), line=int(s.get("line", 0))) for s in row[side]) for side in ("source", "target")
        )
        pairs.append(Pair(src=src, tgt=tgt, confidence=float(row.get("confidence", 1.0))))
    return Bitext(
        source_lang=str(head.get("source_lang", "und")),
        target_lang=str(head.get("target_lang", "und")),
        source_name=str(head.get("source_name", "")),
        target_name=str(head.get("target_name", "")),
        pairs=tuple(pairs),
    )
