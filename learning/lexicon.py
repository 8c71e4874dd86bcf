"""Learn the bilingual lexicon that `mtalign check` judges lost and invented words by.

    python -m learning.lexicon PAIRS.tsv OUT.txt.gz [--onto EARLIER.txt.gz]

PAIRS.tsv holds a French sentence, a tab and its English translation on each line. The lexicon is learnt over stems of
content words by IBM model 1 in both directions; a link is kept when either direction finds it likely. Then, for each stem,
the share of sentences in which a linked stem (or a word that begins alike) stands on the other side is counted. With `--onto`
what an earlier lexicon knows is kept, but for words that are content in one language and empty in the other ("son", "car").
`mtalign.languages.lexicon` says what is written. Takes 20 minutes and 9 GB for a million pairs.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mtalign import ibm1
from mtalign.detect.text import Word, words
from mtalign.languages import LANGUAGES, fold, stem

ITERATIONS = 6
MIN_PROBABILITY = 0.05
MIN_EXPECTED = 4.0
MIN_SENTENCES = 5
MAX_LINKS = 12
MAX_STEMS = 40
COGNATE = 4

Sides = tuple[list[Word], list[Word]]


def content(found: list[Word]) -> list[Word]:
    """The words that carry content, less figures."""
    return [word for word in found if word.is_content and not word.text[0].isdigit()]


def read(path: Path) -> Iterator[Sides]:
    """The words of each pair; a pair at a time, since words take much more room than text."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            french, tab, english = line.rstrip("\n").partition("\t")
            if tab:
                yield words(french, "fr"), words(english.partition("\t")[0], "en")


def stems(found: list[Word]) -> list[str]:
    """Stems of the first content words of a sentence."""
    return [word.stem for word in content(found)][:MAX_STEMS]


def learn(path: Path) -> dict[str, dict[str, float]]:
    """For each French stem the English stems it is linked to, with the likelier direction's probability."""
    met = ibm1.links(
        ([w.stem for w in content(fr)][:MAX_STEMS], [w.stem for w in content(en)][:MAX_STEMS]) for fr, en in read(path)
    )
    if met is None:
        return {}
    to_en, to_fr = met.given_source(ITERATIONS), met.given_target(ITERATIONS)
    likely = np.maximum(to_en[0], to_fr[0])
    kept = (likely >= MIN_PROBABILITY) & (np.maximum(to_en[1], to_fr[1]) >= MIN_EXPECTED)
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for k in np.flatnonzero(kept):
        table[met.sources[met.source_of[k]]][met.targets[met.target_of[k]]] = float(likely[k])
    return table


class Shares:
    """For each stem, how often a counterpart stands on the other side, one success and one failure added (Laplace)."""

    def __init__(self, links: Mapping[str, set[str]]) -> None:
        self.links = links
        self.seen: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def count(self, here: list[Word], there: list[Word]) -> None:
        """Count one pair of sentences."""
        others = {w.stem for w in there}
        beginnings = {fold(w.text)[:COGNATE] for w in there if len(w.text) >= COGNATE}
        for key, word in {w.stem: w for w in content(here)}.items():
            alike = len(word.text) >= COGNATE and fold(word.text)[:COGNATE] in beginnings
            self.seen[key] += 1
            self.met[key] += key in others or alike or not others.isdisjoint(self.links.get(key, ()))

    def shares(self) -> dict[str, float]:
        """The shares of stems that were met often enough."""
        return {key: (self.met[key] + 1) / (n + 2) for key, n in self.seen.items() if n >= MIN_SENTENCES}


@dataclass
class Entries:
    """A lexicon: each French stem's share and the English stems it is linked to, best first; each English stem's share."""

    french: dict[str, tuple[int, list[str]]]
    english: dict[str, int]

    def onto(self, earlier: Entries) -> Entries:
        """What the earlier one knows, and what it does not."""
        empty = {code: {stem(word) for word in language.function_words} for code, language in LANGUAGES.items()}
        fr, en = self.french.keys() & empty["en"], self.english.keys() & empty["fr"]
        french = self.french | {key: value for key, value in earlier.french.items() if key not in fr}
        for key, (share, links) in french.items():
            more = [s for s in self.french.get(key, (0, []))[1] if s in en and s not in links]
            french[key] = share, (links + more)[:MAX_LINKS]
        return Entries(french, self.english | {key: value for key, value in earlier.english.items() if key not in en})

    def write(self, path: Path) -> None:
        """In the form that `mtalign.languages.lexicon` reads."""
        lines = [f"{key}\t{share}\t{' '.join(links)}" for key, (share, links) in sorted(self.french.items())]
        lines += ["", *(f"{key}\t{share}" for key, share in sorted(self.english.items())), ""]
        path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), 9, mtime=0))


def read_entries(path: Path) -> Entries:
    """A lexicon that was written before."""
    here, there = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n\n")
    rows = [line.split("\t") for line in here.splitlines()]
    return Entries(
        {key: (int(share), links.split()) for key, share, links in rows},
        {key: int(share) for key, share in (line.split("\t") for line in there.splitlines())},
    )


def entries(path: Path) -> Entries:
    """The lexicon of the pairs in a file."""
    table = learn(path)
    back: dict[str, set[str]] = defaultdict(set)
    for fr, found in table.items():
        for en in found:
            back[en].add(fr)
    from_french, from_english = Shares({key: set(found) for key, found in table.items()}), Shares(back)
    for french, english in read(path):
        from_french.count(french, english)
        from_english.count(english, french)
    here, there = from_french.shares(), from_english.shares()
    out = Entries({}, {})
    for key in table.keys() & here.keys():
        best = sorted((en for en in table[key] if en in there), key=lambda en: (-table[key][en], en))[:MAX_LINKS]
        if best:
            out.french[key] = round(100 * here[key]), best
            out.english |= {en: round(100 * there[en]) for en in best}
    return out


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--onto", type=Path, metavar="EARLIER", help="keep what this lexicon knows")
    args = parser.parse_args()
    found = entries(args.pairs)
    if args.onto:
        found = found.onto(read_entries(args.onto))
    found.write(args.output)
    print(f"{len(found.french)} French stems with links, {len(found.english)} English ones")


if __name__ == "__main__":
    main()
