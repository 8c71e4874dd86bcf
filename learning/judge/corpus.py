"""The text the judge learns from: a line for each pair, with its source, the French and the English, by tabs.

A fourth column may have word links, as "i-j" by spaces: words are cut at spaces and counted from 0.

What is learnt in one step is not used in the next: n-grams and the network see the lines that `shown` lets through, the trees
the ones that are `held` back, and sources in `TEST` are seen by none.
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Sources nothing is learnt from, to test on.
TEST = frozenset(("mt_geneval", "pawsx_devtest", "ud_partut"))
#: News, speech and prose: of each source a third is held back, in runs of a hundred lines; and the share of that which is used.
HELD = {
    "news_commentary_10k": 1.0,
    "betterfrench_news": 1.0,
    "tico19": 1.0,
    "written": 1.0,
    "written2": 1.0,
    "canada_infobase": 0.7,
    "ted_iiit": 0.6,
    "docs_general": 0.6,
    "books_gutenberg_aligned": 0.35,
    "opensubs_context": 0.25,
    "hansard36_csc401": 0.25,
}
#: The same for the largest source, of which every fortieth run is held back.
HELD_PROCEEDINGS = {"europarl_v7": 0.35}
#: Sources whose French people wrote or edited with care: every other run held back is kept to find false alarms in.
CLEAN = frozenset(("news_commentary_10k", "betterfrench_news", "tico19", "ted_iiit", "books_gutenberg_aligned"))
#: What the network sees of a source in one pass; all of those not named. Word lists are no text.
SHOWN = {
    "europarl_v7": 0.22,
    "hansard36_csc401": 0.5,
    "canada_laws": 0.15,
    "debian_news_general": 0.4,
    "tatoeba_anki": 0.35,
    "tatoeba_extra": 0.3,
    "bible": 0.3,
    "python_docs_fr": 0.3,
    "debian_package_descriptions": 0.2,
    "debian_website": 0.2,
    "libreoffice_help": 0.2,
    "esco": 0.1,
    "wiktionary_fr_en": 0.0,
    "freedict": 0.0,
    "cldr_names": 0.0,
    "iso_codes_names": 0.0,
}
_RUN, _EVERY, _EVERY_PROCEEDINGS = 100, 3, 40
_PAGE = 20


class Pair(NamedTuple):
    """One line of the corpus."""

    source: str
    french: str
    english: str
    links: str = ""


def pairs(path: Path) -> Iterator[Pair]:
    """All lines, in order."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield Pair(*line.rstrip("\n").split("\t"))


def is_held(number: int, source: str) -> bool:
    """Whether a line is kept back for the trees."""
    run = number // _RUN
    return (source in HELD and run % _EVERY == 0) or (source in HELD_PROCEEDINGS and run % _EVERY_PROCEEDINGS == 0)


def is_clean(number: int, source: str) -> bool:
    """Whether a line of those kept back is to find false alarms in."""
    return source in CLEAN and is_held(number, source) and number // _RUN // _EVERY % 2 == 1


def shown(path: Path) -> Iterator[Pair]:
    """The lines that n-grams are counted in and the network is trained on."""
    for number, pair in enumerate(pairs(path)):
        if pair.source not in TEST and not is_held(number, pair.source):
            yield pair


def pages(path: Path, *, test: bool, seed: int) -> list[list[Pair]]:
    """The lines kept back for the trees, or for the test, as pages of some lines that stood near each other, shuffled."""
    rng = random.Random(seed)
    shares = HELD | HELD_PROCEEDINGS
    runs: dict[tuple[str, int], list[Pair]] = {}
    for number, pair in enumerate(pairs(path)):
        held = is_held(number, pair.source) and not is_clean(number, pair.source)
        wanted = pair.source in TEST and pair.source != "pawsx_devtest" if test else held
        if wanted:
            runs.setdefault((pair.source, number // _RUN), []).append(pair)
    found = [
        run[start : start + _PAGE]
        for (source, _), run in runs.items()
        if test or rng.random() < shares[source]
        for start in range(0, len(run), _PAGE)
    ]
    rng.shuffle(found)
    return found


def clean(path: Path) -> list[str]:
    """The French of the lines that false alarms are looked for in."""
    return [pair.french for number, pair in enumerate(pairs(path)) if is_clean(number, pair.source)]


def treebank(path: Path) -> list[list[Pair]]:
    """The sentences of a treebank in CoNLL-U, as pages; they have no English."""
    prefix = "# text = "
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = [Pair("treebank", line.removeprefix(prefix).strip(), "") for line in lines if line.startswith(prefix)]
    return [found[start : start + _PAGE] for start in range(0, len(found), _PAGE)]
