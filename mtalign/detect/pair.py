"""Artifacts that only the source can show: numbers, words left untranslated, content lost or invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtalign.detect.echo import loops
from mtalign.detect.lexicon import frequency
from mtalign.detect.numbers import Quantity, quantities, unmatched
from mtalign.detect.text import Text, Word, proportion, seen
from mtalign.language import CANNOT_END, FUNCTION_WORDS
from mtalign.records import Finding

# Beyond either bound, and this many standard deviations from what is usual, a translation has lost or gained content.
_SHORT, _LONG, _DEVIATIONS = 0.5, 1.9, 3.0
_MIN_CHARS = 25
# A word this much more frequent in the source language is no word of the target language.
_FOREIGN = 20.0
_MIN_FOREIGN = 4
_HOW_MUCH_MORE = "how much more frequent the word is in the source language"
_KNOWN = 1e-7
# A word this frequent in the target language has been borrowed.
_BORROWED = 4e-7
_COPIED_SHARE = 0.6
# Share of words that are common in the target language, below which a sentence is in some other language.
_ANY_TARGET, _COMMON, _MIN_JUDGED = 0.25, 1e-4, 4
# Of these many must be rarer than this in the target language.
_STRANGE_SHARE, _STRANGE = 0.4, 1e-6
# A translation without a full stop that is shorter than this share of what one expects was cut off.
_CUT, _MIN_CUT = 0.8, 4
_FINAL = (".", "!", "?", "»", "”")
_COMPARING = frozenset("more less most least very too so plus moins très trop si".split())
# How much more frequent a function word is at home than as a guest in the other language.
_STRAY = 60.0
# French function words that stand in names and borrowed phrases, or that English has borrowed.
_IN_NAMES = frozenset("de du des la le les l d en au aux à un une sur sous entre encore déjà".split())


def numbers(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """Figures, dates, hours and spelled numerals of one side that the other side does not have."""
    src, tgt = source.segments[index], target.segments[index]
    here, there = quantities(src.text, source.lang), quantities(tgt.text, target.lang)
    wrong = list(unmatched(there, here))
    lost = list(unmatched(here, there))
    for quantity in wrong:
        start, end = tgt.span.start + quantity.start, tgt.span.start + quantity.end
        yield target.finding(
            "number",
            "error",
            (start, end),
            "This figure is not in the source sentence"
            + (f", which has “{_said(src.text, lost)}”." if lost else "; check where it comes from."),
            seen("quantities that the source does not have"),
        )
    if lost and not wrong:
        first = lost[0]
        yield source.finding(
            "number",
            "warning",
            (src.span.start + first.start, src.span.start + first.end),
            "This figure is missing from the translation.",
            seen("quantities that the translation does not have", len(lost)),
        )


def _said(text: str, found: Sequence[Quantity]) -> str:
    return ", ".join(text[q.start : q.end] for q in found)


def untranslated(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """Source words that stand in the translation as they were, or a sentence copied whole."""
    found = target.words[index]
    if not found or source.lang == target.lang:
        return
    originals = {word.lower for word in source.words[index]}
    letters = [word for word in found if word.text[0].isalpha()]
    copied = [word for word in letters if word.lower in originals]
    foreign = [word for word in letters if _is_foreign(word, source.lang, target.lang)]
    if len(letters) >= 3 and len(copied) >= _COPIED_SHARE * len(letters) and len(foreign) >= 3:
        yield target.finding(
            "untranslated",
            "error",
            target.segments[index].span,
            "This sentence was copied from the source instead of being translated.",
            seen("share of words taken from the source", len(copied) / len(letters), _COPIED_SHARE),
        )
        return
    plain = [word for word in letters if word.text.islower()]
    common = sum(frequency(word.text, target.lang) >= _COMMON for word in plain)
    strange = sum(frequency(word.text, target.lang) < _STRANGE for word in plain)
    # Headlines have few common words too, but they are English ones.
    needed = _STRANGE_SHARE * len(plain)
    if (
        len(plain) >= _MIN_JUDGED
        and 2 * len(plain) >= len(letters)
        and strange >= needed
        and common <= _ANY_TARGET * len(plain)
    ):
        yield target.finding(
            "untranslated",
            "error",
            target.segments[index].span,
            "This sentence is not in the language of the translation.",
            seen("share of words that are common in the target language", common / len(plain), _ANY_TARGET),
        )
        return
    for position, word in enumerate(letters):
        if word.lower in originals and _is_stray(letters, position, source.lang, target.lang):
            yield target.finding(
                "untranslated",
                "warning",
                word.span,
                f"“{word.text}” is the source's word, left in the middle of the translation.",
                seen(_HOW_MUCH_MORE, _rate(word, source.lang, target.lang), _STRAY),
            )
    for word in foreign:
        if (
            word.lower in originals
            and len(word.text) >= _MIN_FOREIGN
            and word.text.islower()
            and word.lower not in FUNCTION_WORDS
        ):
            yield target.finding(
                "untranslated",
                "warning",
                word.span,
                f"“{word.text}” is the source's word, left as it was.",
                seen(_HOW_MUCH_MORE, _rate(word, source.lang, target.lang), _FOREIGN),
            )


def _rate(word: Word, source_lang: str, target_lang: str) -> float:
    return min(frequency(word.text, source_lang) / max(frequency(word.text, target_lang), 1e-9), 1e6)


def _is_stray(letters: Sequence[Word], position: int, source_lang: str, target_lang: str) -> bool:
    """A function word of the source language among words of the target language.

    Not one of those that names and borrowed phrases are built with, and not beside a capital: "Gare du Nord", "Le Monde".
    """
    word = letters[position]
    if word.lower not in FUNCTION_WORDS or word.lower in _IN_NAMES or len(word.text) < 2 or not word.text.islower():
        return False
    if frequency(word.text, source_lang) < _STRAY * frequency(word.text, target_lang):
        return False
    around = [letters[k] for k in (position - 1, position + 1) if 0 <= k < len(letters)]
    return all(not _is_foreign(w, source_lang, target_lang) for w in around) and any(w.text.islower() for w in around)


def _is_foreign(word: Word, source_lang: str, target_lang: str) -> bool:
    there = frequency(word.text, source_lang)
    here = frequency(word.text, target_lang)
    return there > _KNOWN and there > _FOREIGN * here and here < _BORROWED


def proportions(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """A translation far shorter or longer than its source: content was lost, or invented."""
    src, tgt = source.segments[index], target.segments[index]
    if len(src.text) < _MIN_CHARS and len(tgt.text) < 2 * _MIN_CHARS:
        return
    ratio, deviations = proportion(source, target, index)
    if ratio < _SHORT and deviations < -_DEVIATIONS:
        yield source.finding(
            "omission",
            "error",
            src.span,
            f"The translation is only {ratio:.0%} as long as one would expect: part of this sentence is probably lost.",
            seen("length of the translation to the expected length", ratio, _SHORT),
        )
    elif ratio > _LONG and deviations > _DEVIATIONS:
        yield target.finding(
            "addition",
            "error",
            tgt.span,
            f"The translation is {ratio:.1f} times as long as one would expect: part of it is probably invented.",
            seen("length of the translation to the expected length", ratio, _LONG),
        )


def cut_off(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """A translation that stops without a full stop where its source has one, and is short or ends on a word that needs more."""
    src, tgt = source.segments[index].text.rstrip(), target.segments[index].text.rstrip()
    found = target.words[index]
    if len(found) < _MIN_CUT or not src.endswith(_FINAL) or not (tgt[-1:].isalnum() or tgt.endswith(",")):
        return
    ratio, _ = proportion(source, target, index)
    last = found[-1]
    if ratio < _CUT or last.lower in CANNOT_END.get(target.lang, frozenset()) | _COMPARING:
        yield target.finding(
            "truncation",
            "error",
            (found[-2].span.start, last.span.end),
            "The translation stops here without a full stop: its end is lost.",
            seen("length of the translation to the expected length", ratio, _CUT),
        )


def echoes(source: Text, target: Text, index: int) -> Iterator[Finding]:
    """A phrase of the translation that stands twice in a row, where nothing does in the source."""
    found, text = target.words[index], target.document.text
    if any(True for _ in loops(source.words[index], source.document.text, any_echo=True)):
        return
    known = {start for start, _, _ in loops(found, text)}
    for start, size, run in loops(found, text, any_echo=True):
        if start in known:
            continue
        yield target.finding(
            "repetition",
            "error",
            (found[start].span.start, found[start + run - 1].span.end),
            "The same words stand here twice in a row, and nothing is repeated in the source.",
            seen("times in a row, none in the source", run / size, 2.0),
            suggestion=text[found[start].span.start : found[start + size - 1].span.end],
        )


def excused_by_source(finding: Finding, source: Text, index: int) -> bool:
    """Whether the source repeats itself too: a repetition that was translated was not made up."""
    return finding.code == "repetition" and any(True for _ in loops(source.words[index], source.document.text))
