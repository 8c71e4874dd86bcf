"""Which words of one side have no counterpart on the other, and how surprising that is.

A bilingual lexicon says which stems a stem turns into, and how often, in parallel text, a sentence with the stem has one of
them on the other side (`r`). A word without a counterpart is then worth -ln(1 - r): much where its translation is nearly
always there ("chien", "dog"), next to nothing where it comes and goes ("lieu"). The lexicon was learnt by IBM model 1
(Brown et al. 1993) in both directions.
"""

from __future__ import annotations

import gzip
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from mtalign.detect.text import Text, Word, proportion, seen, stem
from mtalign.language import EXONYMS, TITLES, fold
from mtalign.records import Finding

# What stands in the lexicon's file: French stems with r in per cent and the English stems they turn into; then, behind a
# blank line, English stems with r.
_FILE = "fr-en.txt.gz"
# No absence is more certain than this: every lexicon lacks translations.
_LEAST_DOUBT = 0.02
# Words that begin with the same letters are taken for cognates.
_COGNATE = 4
# Surprise in a row, in nats, plus standard deviations of length on the same side, from which content was lost or gained.
_LOST, _GAINED = 5.2, 5.6
# The same for loss when a translation model is the second witness; attention above which it has seen a word, and what a word
# that the lexicon does not know is worth.
_LOST_BY_BOTH, _LOOKED_AT, _UNKNOWN = 6.7, 0.5, 0.5
# Fewer words than this in a row are a free translation, however surprising.
_MIN_RUN = 2
# A name without a counterpart must be this surprising, or unknown to the lexicon.
_NAMED = 1.2
_ACRONYM = 5
# A name whose translation is this sure needs that translation, not just a word that begins alike.
_SURE_NAME = 0.88
# English words that need a noun behind them, followed by what cannot be one.
_GAP = re.compile(
    r"(?<![\w’'-])(?:the|a|an|its|their|our|your|my)(?:\s*[,.;:!?](?=\s|\Z)"
    r"|\s+(?:of|from|at|by|with|and|or|is|are|was|were|which|has|had)(?![\w’'-]))"
)


# A text repeats its words.
_fold = lru_cache(maxsize=1 << 16)(fold)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    links: Mapping[str, frozenset[str]]
    reliability: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A content word, whether the other side has a counterpart, and what it is worth if not; None for an unknown word."""

    word: Word
    covered: bool
    surprise: float | None


@lru_cache(maxsize=1)
def _lexicons() -> Mapping[str, _Lexicon]:
    """The lexicon from French and from English."""
    text = gzip.decompress(files("mtalign.detect").joinpath(_FILE).read_bytes()).decode("utf-8")
    french, english = text.split("\n\n")
    links: dict[str, frozenset[str]] = {}
    back: dict[str, set[str]] = {}
    reliability: dict[str, float] = {}
    for line in french.splitlines():
        key, per_cent, said = line.split("\t")
        links[key] = frozenset(said.split())
        reliability[key] = int(per_cent) / 100
    for name, names in EXONYMS.items():
        links[stem(name)] = links.get(stem(name), frozenset()) | {stem(word) for word in names}
    for key, others in links.items():
        for other in others:
            back.setdefault(other, set()).add(key)
    there = {key: int(per_cent) / 100 for key, per_cent in (line.split("\t") for line in english.splitlines())}
    return {
        "fr": _Lexicon(links, reliability),
        "en": _Lexicon({key: frozenset(found) for key, found in back.items()}, there),
    }


def _looked_up(words: Sequence[Word], others: Sequence[Word], lexicon: _Lexicon) -> list[_Seen]:
    stems = {word.stem for word in others}
    beginnings = {_fold(word.text)[:_COGNATE] for word in others if len(word.text) >= _COGNATE}
    longer = {_fold(word.text)[: _COGNATE + 1] for word in others}
    found = []
    for word in words:
        if not word.is_content or word.text[0].isdigit():
            continue
        rate = lexicon.reliability.get(word.stem)
        cognate = len(word.text) >= _COGNATE and _fold(word.text)[:_COGNATE] in beginnings
        if word.text[0].isupper() and rate is not None and rate >= _SURE_NAME:
            # "Slovaquie" and "Slovenia" begin alike; "Chine" and "Chinese" do so longer.
            cognate = cognate and _fold(word.text)[: _COGNATE + 1] in longer
        covered = word.stem in stems or cognate or not stems.isdisjoint(lexicon.links.get(word.stem, frozenset()))
        found.append(_Seen(word, covered, None if rate is None else -math.log(max(_LEAST_DOUBT, 1 - rate))))
    return found


def _known(source: Text, target: Text) -> bool:
    return {source.lang, target.lang} == {"fr", "en"}


def lost_and_found(source: Text, target: Text, index: int, looked: Sequence[float] | None = None) -> Iterator[Finding]:
    """Words in a row that the other side has no counterpart for, and names that differ.

    `looked` says, for each source word, how much a translation model's target looks at it.
    """
    if not _known(source, target):
        return
    lexicons = _lexicons()
    src, tgt = source.words[index], target.words[index]
    mine, theirs = _looked_up(src, tgt, lexicons[source.lang]), _looked_up(tgt, src, lexicons[target.lang])
    if 2 * sum(item.surprise is None for item in mine) > len(mine):
        # These are not the words of the language the lexicon knows.
        return
    _, deviations = proportion(source, target, index)
    threshold, named = _LOST, mine
    if looked is not None:
        weights = {word.span.start: weight for word, weight in zip(src, looked, strict=True)}
        mine, threshold = [_witnessed(item, weights[item.word.span.start]) for item in mine], _LOST_BY_BOTH
    lost = _run(mine, 1 if looked is not None else _MIN_RUN)
    if lost and (surprise := sum(s.surprise or 0.0 for s in lost) - deviations) >= threshold:
        yield _missing(source, lost, surprise, threshold, "omission", "The translation has nothing for these words.")
    gained = _run(theirs)
    if any(_is_acronym(item) and not item.covered for item in mine) and all(s.word.text[0].isupper() for s in gained):
        # "l'UE", "the European Union".
        gained = []
    if gained and (surprise := sum(s.surprise or 0.0 for s in gained) + deviations) >= _GAINED:
        yield _missing(target, gained, surprise, _GAINED, "addition", "The source has nothing for these words.")
    if not lost and (gap := _GAP.search(target.segments[index].text)) and target.lang == "en":
        start = target.segments[index].span.start
        yield target.finding(
            "omission",
            "error",
            (start + gap.start(), start + gap.end()),
            "A noun is missing behind this word.",
            seen("article without a noun"),
        )
    yield from _names(source, target, index, named, theirs)


def _witnessed(item: _Seen, weight: float) -> _Seen:
    """What the lexicon says of a word, with what the model says: a word it looks at is there, whatever it turned into."""
    if item.covered or weight > _LOOKED_AT:
        return _Seen(item.word, True, item.surprise)
    return _Seen(item.word, False, (item.surprise or _UNKNOWN) - math.log(max(_LEAST_DOUBT, weight)))


def _run(found: Sequence[_Seen], least: int = _MIN_RUN) -> list[_Seen]:
    """The words without a counterpart that stand in a row and surprise most; unknown words do not count, nor break it."""
    best, first, top, total = (0, 0), 0, 0.0, 0.0
    for k, item in enumerate(found):
        if item.covered:
            first, total = k + 1, 0.0
        elif item.surprise is not None and (total := total + item.surprise) > top:
            best, top = (first, k + 1), total
    run = [item for item in found[slice(*best)] if item.surprise is not None]
    return run if len(run) >= least else []


def _missing(text: Text, run: Sequence[_Seen], surprise: float, threshold: float, code: str, message: str) -> Finding:
    return text.finding(
        code,
        "warning",
        (run[0].word.span.start, run[-1].word.span.end),
        message,
        seen("surprise of words without a counterpart, in nats, with the difference in length", surprise, threshold),
        # Twice the surprise at the threshold is as good as certain.
        confidence=min(0.95, 0.5 + 0.45 * (surprise - threshold) / threshold),
    )


def _names(source: Text, target: Text, index: int, mine: Sequence[_Seen], theirs: Sequence[_Seen]) -> Iterator[Finding]:
    """A name of the translation that stands for none of the source's, while one of the source's is missing."""
    missing = [item for item in mine if not item.covered and _is_name(item, source, index)]
    invented = [item for item in theirs if not item.covered and _is_name(item, target, index)]
    if missing and invented:
        first = invented[0].word
        last = first
        for item in invented[1:]:
            # A name of several words is one.
            if target.document.text[last.span.end : item.word.span.start] == " ":
                last = item.word
        lost = ", ".join(dict.fromkeys(item.word.text for item in missing))
        yield target.finding(
            "entity",
            "warning",
            (first.span.start, last.span.end),
            f"This name is not in the source, which has “{lost}”.",
            seen("names without a counterpart on both sides", min(len(missing), len(invented))),
        )
        return
    yield from _swapped(source, target, index)


def _is_name(item: _Seen, text: Text, index: int) -> bool:
    word = item.word
    if not word.text[0].isupper() or word.span.start == text.segments[index].span.start:
        return False
    if _is_acronym(item):
        # Acronyms have other letters in other languages.
        return False
    before = text.document.text[max(0, word.span.start - 3) : word.span.start]
    at = bisect_left(text.words[index], word.span, key=lambda other: other.span)
    titled = at > 0 and text.words[index][at - 1].lower in TITLES and before[-2:].strip() in (".", "")
    # Behind a mark that may begin a sentence a capital says nothing.
    mid_sentence = titled or not any(c in '.!?:“«"(—–' for c in before)
    return mid_sentence and (item.surprise is None or item.surprise >= _NAMED)


def _is_acronym(item: _Seen) -> bool:
    return item.word.text.isupper() and len(item.word.text) <= _ACRONYM


def _swapped(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """Two names that begin and follow the verb in the source, and have changed places in an active translation."""
    pairs = [_two_names(text, index) for text in (source, target)]
    if pairs[0] is None or pairs[1] is None or re.search(r"\b(?:by|than|with|and|from)\b", target.segments[index].text):
        return
    if re.search(r"\b(?:par|avec|et|que|selon|de)\b", source.segments[index].text):
        return
    (a, b), (c, d) = pairs[0], pairs[1]
    if (_fold(a.text), _fold(b.text)) == (_fold(d.text), _fold(c.text)):
        yield target.finding(
            "entity",
            "error",
            (c.span.start, d.span.end),
            "The two names have changed places: who does what to whom is reversed.",
            seen("names in the opposite order"),
            confidence=0.7,
        )


def _two_names(text: Text, index: int) -> tuple[Word, Word] | None:
    """The first words of the only two names of a sentence that begins with one of them."""
    found = text.words[index]
    starts = [
        word
        for k, word in enumerate(found)
        if word.text[0].isupper() and len(word.text) > 1 and (k == 0 or not found[k - 1].text[0].isupper())
    ]
    return (starts[0], starts[1]) if len(starts) == 2 and starts[0] is found[0] else None
