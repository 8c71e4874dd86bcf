"""Run the detectors over a folder of French articles, or a file of French-English pairs, and write what they flag.

    python benchmarks/detect.py articles DIR OUT.jsonl
    python benchmarks/detect.py pairs FILE.jsonl OUT.jsonl

`articles` reads every DIR/*.txt and writes a line for each finding: doc (the file's name without ending), paragraph
(1-based, among the lines that are not blank), start and end (characters in that line, end exclusive), type, text.
`pairs` reads lines with id, fr and en and writes a line for each finding: id, type, span_en (null on the French side).
The last line on stdout says how fast it was.
"""

from __future__ import annotations

import argparse
import json
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtalign.detect import find, find_in_pair
from mtalign.documents import document, read_document
from mtalign.segment import segments

Row = dict[str, Any]


def articles(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.txt")):
        doc = read_document(str(path), lang="fr")
        starts = [span.start for span in doc.paragraphs]
        for finding in find(doc, segments(doc)):
            number = bisect_right(starts, finding.span.start)
            start = finding.span.start - starts[number - 1]
            yield {
                "doc": path.stem,
                "paragraph": number,
                "start": start,
                "end": start + finding.span.length,
                "type": finding.code,
                "text": finding.text,
            }


def pairs(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        # A pair is one unit, whatever it holds.
        fr, en = (document(" ".join(row[side].split()) or "…", name=side, lang=side) for side in ("fr", "en"))
        for finding in find_in_pair(fr, segments(fr, "none"), en, segments(en, "none")):
            mine = finding.side == "target"
            if mine or finding.code in ("omission", "number", "negation"):
                yield {"id": row["id"], "type": finding.code, "span_en": list(finding.span) if mine else None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("articles", "pairs"))
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    start = time.process_time()
    rows = list(articles(args.source) if args.kind == "articles" else pairs(args.source))
    seconds = time.process_time() - start
    args.output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(", ".join(f"{code} {n}" for code, n in Counter(row["type"] for row in rows).most_common()))
    print(f"{len(rows)} findings in {seconds:.1f} s CPU")


if __name__ == "__main__":
    main()
