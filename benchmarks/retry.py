"""What translating flagged sentences again does to the flags and to chrF, on a corpus with references.

    python benchmarks/retry.py [SOURCE REFERENCE]

One sentence a line on both sides; without arguments the news corpus of the project.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from mtalign.documents import document
from mtalign.pipeline import Settings, translate_document
from mtalign.scoring import score

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, nargs="?", default=CORPUS / "news.fr.txt")
    parser.add_argument("reference", type=Path, nargs="?", default=CORPUS / "news.en.txt")
    args = parser.parse_args()
    source = document(args.source.read_text(encoding="utf-8"), name=args.source.name, lang="fr")
    wanted = [line for line in args.reference.read_text(encoding="utf-8").splitlines() if line.strip()]
    settings = Settings(split="none")
    for name, retry in (("first translation", False), ("with retries", True)):
        start = time.process_time()
        report = translate_document(source, settings=replace(settings, retry=retry))
        seconds = time.process_time() - start
        said = [segment.text for segment in report.target_segments]
        scores = ", ".join(f"{s.metric} {s.value:.2f}" for s in score(said, wanted, intervals=False))
        between = Counter(f.code for f in report.findings if f.side == "target" or f.code in ("omission", "number", "negation"))
        again = Counter(h.retried for h in report.hypotheses if h.retried)
        print(
            f"{name}: {sum(between.values())} flags ({', '.join(f'{c} {n}' for c, n in between.most_common())}); {scores};",
            end=" ",
        )
        print(f"{sum(again.values())} replaced ({', '.join(f'{c} {n}' for c, n in again.most_common())}); {seconds:.1f} s CPU")


if __name__ == "__main__":
    main()
