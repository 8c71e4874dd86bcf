"""Things said again: duplicated quotations, sentences and paragraphs, restarted clauses, repetition loops."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtalign.detect.text import Text, Word, seen, words
from mtalign.language import FUNCTION_WORDS
from mtalign.records import Finding, Span

_QUOTATION = re.compile(r"“[^“”\n]{12,600}[”“]|«[^«»\n]{12,600}[»«]|\"[^\"\n]{12,600}\"")
# Share of the shorter side's content stems that the other side has too.
_QUOTATION_SHARE = 0.65
_SENTENCE_SHARE = 0.7
_MIN_QUOTED = 3
_MIN_STEMS = 5
_MAX_SIZE_RATIO = 2.2
# Units looked back at: a text comes back to its words after a while, a second rendering follows the first.
_WINDOW = 40
_QUOTED_WINDOW = 6

_ENDS = re.compile(r"[.!?…][”»\"')\]\s]*\Z|[”»\"]\Z")

_PRONOUNS = frozenset(
    """
        il elle ils elles on nous vous je j' tu ce c' cela it he she they we there
    """.split()
)
_DETERMINERS = frozenset(
    """
        le la les l' un une des du au aux ces cette ce son sa ses leur leurs the a an this these
    """.split()
)
_RESTART = re.compile(
    r"(?<![^\W\d_])(?P<before>[^\W\d_]{1,40})(?P<gap>\s{1,4})(?P<cap>[LCJ]['’]|(?:Les?|La|Un|Une|Des|Il|Elle|Ils|Elles|On|Ce|Cette|Ces|Nous|Vous"
    r"|The|It|He|She|They|This|These|There|We)\b(?=\s))\s*(?P<next>[^\W\d_]+)"
)
_RESTART_WINDOW = 12
# In a French text these begin English titles.
_ENGLISH_STARTS = frozenset("the it he she they this these there we".split())
_GLUED_AGAIN = re.compile(
    r"(?P<left>(?:[LlDd]['’])?(?<![^\W\d_])(?P<word>[^\W\d_]{4,40}))(?P<junk>[“”«»\"\s]{0,3}(?:[LlDd]['’]|(?-i:L[ae]s?\s))?[“”«»\"]{0,2})(?P=word)\b[”»\"]?",
    re.IGNORECASE,
)
# “Molinero a déclaré que Molinero a assuré que”: two reports of one speech, one inside the other.
_REPORTED_TWICE = re.compile(
    r"(?<![^\W\d_])(?P<who>[A-ZÀ-Ý][^\W\d_]{1,30})(?P<title>[^.!?;:]{0,40}),?\s+(?:a|ont|avait)\s+[^\W\d_]{2,20}\s+(?:que|qu['’])\s*"
    r"(?P=who)\s+(?:a|ont|avait)\s+[^\W\d_]{2,20}\s+(?:que\b|qu['’])"
)
# Function words that never stand twice in a row.
_NEVER_TWICE = frozenset(
    """
        le la les un une des du de au aux et ou dans sur par pour avec sans son sa ses leur ce cette ces qui
        dont est sont the a an of to and or for with from by at as this these their his our was were be
    """.split()
)
_MAX_LOOP = 6
# Times in a row from which a phrase is a loop, without and with a pause between.
_LOOPED, _LOOPED_PAUSED = 2.5, 4.0


@dataclass(frozen=True, slots=True)
class _Unit:
    span: Span
    stems: frozenset[str]


def duplications(text: Text) -> Iterator[Finding]:
    """Quotations, sentences and paragraphs that are said again in other words, or in the same."""
    quoted: list[Finding] = list(_quoted_again(text))
    yield from quoted
    taken = [finding.span for finding in quoted] + [finding.other for finding in quoted if finding.other]
    for finding in _sentences_again(text):
        if not any(_covers(finding.span, span) or (finding.other and _covers(finding.other, span)) for span in taken):
            yield finding


def _covers(outer: Span, inner: Span) -> bool:
    return inner.start >= outer.start - 1 and inner.end <= outer.end + 1 and inner.length > 0.5 * outer.length


def _quoted_again(text: Text) -> Iterator[Finding]:
    recent: deque[_Unit] = deque(maxlen=_QUOTED_WINDOW)
    for span, line in text.paragraphs():
        for match in _QUOTATION.finditer(line):
            unit = _unit(
                words(match.group(), span.start + match.start()), Span(span.start + match.start(), span.start + match.end())
            )
            best = max(((_share(unit, old), old) for old in recent), key=lambda pair: pair[0], default=None)
            # A title keeps its words wherever it is named: only words in lower case speak for a second rendering.
            lower = sum(word.is_content and word.text.islower() for word in words(match.group()))
            if best and best[0] >= _QUOTATION_SHARE and min(lower, len(best[1].stems)) >= _MIN_QUOTED:
                yield _again(text, unit, best[1], "quotation", best[0], _QUOTATION_SHARE)
            recent.append(unit)


def _sentences_again(text: Text) -> Iterator[Finding]:
    recent: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_WINDOW))
    units: list[_Unit] = []
    for number, (segment, found) in enumerate(zip(text.segments, text.words, strict=True)):
        unit = _unit(found, segment.span)
        units.append(unit)
        if len(unit.stems) < _MIN_STEMS or not _ENDS.search(segment.text):
            # A headline is echoed by its lead, and says so by having no full stop.
            continue
        counts: dict[int, int] = defaultdict(int)
        for stem in unit.stems:
            for old in recent[stem]:
                if number - old <= _WINDOW:
                    counts[old] += 1
        best = max(counts, key=lambda old: (_share(unit, units[old]), old), default=None)
        if best is not None and (share := _share(unit, units[best])) >= _SENTENCE_SHARE:
            yield _again(text, unit, units[best], "sentence", share, _SENTENCE_SHARE)
        for stem in unit.stems:
            recent[stem].append(number)


def _unit(found: Sequence[Word], span: Span) -> _Unit:
    return _Unit(span, frozenset(word.stem for word in found if word.is_content and not word.text[0].isdigit()))


def _share(a: _Unit, b: _Unit) -> float:
    """Share of the smaller unit's stems that both have; 0 where their sizes are too far apart for one to say the other."""
    small, large = sorted((len(a.stems), len(b.stems)))
    if not small or large > _MAX_SIZE_RATIO * small:
        return 0.0
    return len(a.stems & b.stems) / small


def _again(text: Text, unit: _Unit, old: _Unit, what: str, share: float, threshold: float) -> Finding:
    return text.finding(
        "duplication",
        "error",
        unit.span,
        f"This {what} says again what has just been said, as if the passage had been translated twice.",
        seen("share of words in common", share, threshold),
        other=old.span,
    )


def restarts(text: Text) -> Iterator[Finding]:
    """A clause that is broken off and begun again, with a capital in the middle of the sentence."""
    for segment, found in zip(text.segments, text.words, strict=True):
        offset = segment.span.start
        for match in _GLUED_AGAIN.finditer(segment.text):
            if match.group("junk").isspace() or not match.group("junk"):
                continue
            yield text.finding(
                "restart",
                "error",
                (offset + match.start(), offset + match.end()),
                "The same words stand here twice, run together: one of the two renderings is left over.",
                seen("same word on both sides of the join"),
            )
        for match in _REPORTED_TWICE.finditer(segment.text) if text.lang == "fr" else ():
            yield text.finding(
                "restart",
                "error",
                (offset + match.start(), offset + match.end()),
                "Who said it stands here twice: one of the two beginnings is left over.",
                seen("reports of one speech"),
            )
        for match in _RESTART.finditer(segment.text):
            if finding := _restart(text, found, match, offset):
                yield finding


def _restart(text: Text, found: Sequence[Word], match: re.Match[str], offset: int) -> Finding | None:
    before, cap, following = match.group("before"), match.group("cap").lower().replace("’", "'"), match.group("next")
    if not before.islower():
        return None
    at = offset + match.start("cap")
    left = [word for word in found if word.span.end <= at][-_RESTART_WINDOW:]
    right = [word for word in found if word.span.start >= at][: _RESTART_WINDOW + 1]
    said = {word.stem for word in left if word.is_content}
    again = [word for word in right if word.is_content and word.stem in said]
    points = 2 * bool(again) + 2 * (before in _DETERMINERS) + following[0].islower() + (cap in _PRONOUNS)
    # “La Réunion”, “Le Monde”: before a name the article may keep its capital, unless the name itself comes again.
    if points < 2 or (following[0].isupper() and all(word.text != following for word in again)):
        return None
    if text.lang == "fr" and cap in _ENGLISH_STARTS:
        return None
    if again:
        stems = {word.stem for word in again}
        start = next(word for word in left if word.stem in stems).span.start
        end = again[-1].span.end
    else:
        start, end = offset + match.start("before"), offset + match.end("next")
    return text.finding(
        "restart",
        "error",
        (start, end),
        "The sentence breaks off here and starts again with a capital, saying the same thing a second time.",
        seen("signs of a new start inside the sentence", points, 2.0),
    )


def repetitions(text: Text) -> Iterator[Finding]:
    """The same words in a row, as from a decoder that loops."""
    for found in text.words:
        for start, size, run in loops(found, text.document.text):
            times = run / size
            yield text.finding(
                "repetition",
                "error" if times > 2 else "warning",
                (found[start].span.start, found[start + run - 1].span.end),
                f"The same words stand here {round(times)} times in a row.",
                seen("times in a row", times, 2.0 if size == 1 else _LOOPED),
                suggestion=text.document.text[found[start].span.start : found[start + size - 1].span.end],
            )


def loops(found: Sequence[Word], text: str, *, any_echo: bool = False) -> Iterator[tuple[int, int, int]]:
    """First word, length of the phrase in words, and length of the whole run in words, of each run of repeated words.

    A function word that cannot stand twice counts from two times on, a longer phrase from two and a half (the last one
    may be cut off); with a comma between, which a writer may mean, from four. With `any_echo` a phrase counts from two
    times on: for translations, whose source shows what the writer meant.
    """
    lower = [word.lower for word in found]
    position = 0
    while position < len(lower):
        hit = _loop_at(lower, position, any_echo=any_echo)
        if hit is None:
            position += 1
            continue
        size, run = hit
        starts = range(position + size, position + run, size)
        paused = any(c in ",;:!?.-–—" for k in starts for c in text[found[k - 1].span.end : found[k].span.start])
        doubled = size == 1 and lower[position] in _NEVER_TWICE and not paused
        echoed = any_echo and not (size == 1 and (paused or lower[position] in FUNCTION_WORDS))
        if doubled or echoed or run / size >= (_LOOPED_PAUSED if paused else _LOOPED):
            yield position, size, run
            position += run
        else:
            position += 1


def _loop_at(lower: Sequence[str], position: int, *, any_echo: bool) -> tuple[int, int] | None:
    """Length in words of the phrase that repeats from here on, and of the whole run."""
    if lower[position].isdigit():
        # Figures stand in tables and counts.
        return None
    for size in range(1, min(_MAX_LOOP, (len(lower) - position) // 2) + 1):
        run = size
        while position + run < len(lower) and lower[position + run] == lower[position + run - size]:
            run += 1
        once = size == 1 and run == 2 and lower[position] not in FUNCTION_WORDS and not any_echo
        if run >= 2 * size and not once:
            return size, run
    return None
