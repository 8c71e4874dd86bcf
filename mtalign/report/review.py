"""The review page of an alignment: two columns, doubtful beads to step through, corrections saved from the page itself."""

from __future__ import annotations

from collections import Counter

from mtalign.records import Bitext
from mtalign.report.html import environment, language, resource, script_hash, show

#: Beads less sure than this are the ones to look at.
DOUBTFUL = 0.9


def render_review(bitext: Bitext, *, version: str = "") -> str:
    """The bitext as one HTML file in which beads can be joined, split and saved as TSV or TMX, without a server."""
    script = resource("review.js")
    rows = [
        {
            "number": number,
            "kind": pair.kind,
            "confidence": pair.confidence,
            "doubtful": pair.confidence < DOUBTFUL,
            "src": [{"text": show(s.text), "raw": s.text, "line": s.line} for s in pair.src],
            "tgt": [{"text": show(s.text), "raw": s.text, "line": s.line} for s in pair.tgt],
        }
        for number, pair in enumerate(bitext.pairs, 1)
    ]
    return (
        environment()
        .from_string(resource("review.html.j2"))
        .render(
            bitext=bitext,
            rows=rows,
            kinds=sorted(Counter(pair.kind for pair in bitext.pairs).items(), key=lambda kv: (-kv[1], kv[0])),
            doubtful=sum(row["doubtful"] is True for row in rows),
            limit=DOUBTFUL,
            source_name=language(bitext.source_lang),
            target_name=language(bitext.target_lang),
            title=show(f"{bitext.source_name or 'source'} – {bitext.target_name or 'target'}"),
            style=resource("style.css") + "\n" + resource("review.css"),
            script=script,
            script_hash=script_hash(script),
            version=version,
        )
    )
