"""How good the word links are: precision and recall on hand-made links, and what they cost.

    python benchmarks/words.py [FILE.tsv]

FILE holds source, target and links a line, tab-separated; links are `source=target` words with spaces between, for words that
occur once. Precision is over the target words that the file links, recall over its links.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from mtalign.pipeline import Settings, load
from mtalign.translation import Attender, word_links

DEFAULT = Path(__file__).resolve().parent.parent / "corpus" / "word_links.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?", default=DEFAULT)
    args = parser.parse_args()
    rows = [line.split("\t") for line in args.gold.read_text(encoding="utf-8").splitlines()]
    sources, targets = [row[0] for row in rows], [row[1] for row in rows]
    engine = load(Settings())
    assert isinstance(engine, Attender)
    start = time.process_time()
    found = word_links(sources, targets, engine, source_lang="fr", target_lang="en")
    seconds = time.process_time() - start
    right = predicted = wanted = 0
    for (source, target, links), spans in zip(rows, found, strict=True):
        gold = {(a, b) for a, b in (link.split("=") for link in links.split())}
        said = {(s.of(source), t.of(target)) for s, t in spans}
        judged = {(a, b) for a, b in said if b in {t for _, t in gold}}
        right += len(judged & gold)
        predicted += len(judged)
        wanted += len(gold)
    print(f"precision {right / predicted:.2f}, recall {right / wanted:.2f}, {wanted} links", end="; ")
    print(f"{1000 * seconds / len(rows):.1f} ms a pair")


if __name__ == "__main__":
    main()
