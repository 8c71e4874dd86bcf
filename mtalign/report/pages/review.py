"""The review page of an alignment: two columns, doubtful beads to step through, corrections saved from the page itself."""

from __future__ import annotations

from collections import Counter

from mtalign.languages import name_of
from mtalign.records import Bitext
from mtalign.report.pages.kit import rendered
from mtalign.report.shown import shown

#: Beads less sure than this are the ones to look at.
DOUBTFUL = 0.9


def render(bitext: Bitext, version: str) -> str:
    """The bitext as one HTML file."""
    rows = [
        {
            "number": number,
            "kind": pair.kind,
            "confidence": pair.confidence,
            "doubtful": pair.confidence < DOUBTFUL,
            "src": [{"text": shown(s.text), "raw": s.text, "line": s.line} for s in pair.src],
            "tgt": [{"text": shown(s.text), "raw": s.text, "line": s.line} for s in pair.tgt],
        }
        for number, pair in enumerate(bitext.pairs, 1)
    ]
    return rendered(
        "review.html.j2",
        script="review.js",
        styles=("style.css", "review.css"),
        title=shown(f"{bitext.source_name or 'source'} – {bitext.target_name or 'target'}"),
        version=version,
        bitext=bitext,
        rows=rows,
        kinds=sorted(Counter(pair.kind for pair in bitext.pairs).items(), key=lambda kv: (-kv[1], kv[0])),
        doubtful=sum(pair.confidence < DOUBTFUL for pair in bitext.pairs),
        limit=DOUBTFUL,
        source_name=name_of(bitext.source_lang),
        target_name=name_of(bitext.target_lang),
    )
