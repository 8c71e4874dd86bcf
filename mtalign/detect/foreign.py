"""English words left in a French text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtalign.detect.lexicon import frequency
from mtalign.detect.text import Text, Word, seen
from mtalign.records import Finding, Span

# How much more frequent an English word must be at home to be foreign in French.
_FOREIGN = 60.0
# A single word must be unknown to French altogether, and be a word that grammar asks for, not one that is borrowed.
_UNKNOWN = 3e-9
_COMMON_AT_HOME = 3e-6
# A run of words is a phrase left in English when a word as frequent as this is in it: function words are not borrowed.
_FUNCTION = 1e-3
# More words in a row than this are a quotation, a title or a text of its own.
_MAX_RUN = 12
_NEVER_BORROWED = ("ly",)


def foreign_words(text: Text) -> Iterator[Finding]:
    """English words between French ones: two or more in a row, one of them a function word; or a lone adverb in -ly.

    Names, titles and quotations are left alone: nothing beside a capital or inside marks counts.
    """
    if text.lang != "fr":
        return
    for found in text.words:
        k = 0
        while k < len(found):
            run = k
            while run < len(found) and _is_english(found[run]) and (run == k or _joined(text, found[run - 1], found[run])):
                run += 1
            if run > k and _is_left_over(text, found, k, run):
                span = Span(found[k].span.start, found[run - 1].span.end)
                rate = max(frequency(w.text, "en") / max(frequency(w.text, "fr"), 1e-9) for w in found[k:run])
                yield text.finding(
                    "untranslated",
                    "error",
                    span,
                    f"“{span.of(text.document.text)}” is English, left in the middle of a French sentence.",
                    seen("how much more frequent the word is in English", min(rate, 1e6), _FOREIGN),
                )
            k = max(run, k + 1)


def _is_english(word: Word) -> bool:
    if not word.text.islower() or len(word.text) < 2:
        return False
    there, here = frequency(word.text, "en"), frequency(word.text, "fr")
    return there > _COMMON_AT_HOME and there > _FOREIGN * here


def _is_left_over(text: Text, found: Sequence[Word], first: int, last: int) -> bool:
    before, after = found[first - 1] if first else None, found[last] if last < len(found) else None
    if before is None or last - first > _MAX_RUN:
        return False
    # Beside a capital it may be part of a name or a title, inside marks it is quoted.
    if not before.text[0].islower() or (after is not None and after.text[0].isupper()):
        return False
    if not _joined(text, before, found[first]) or (after is not None and _marks(text, found[last - 1], after)):
        return False
    if last - first == 1:
        word = found[first]
        return word.text.endswith(_NEVER_BORROWED) and frequency(word.text, "fr") < _UNKNOWN
    return any(frequency(word.text, "en") > _FUNCTION for word in found[first:last])


def _joined(text: Text, a: Word, b: Word) -> bool:
    return text.document.text[a.span.end : b.span.start].isspace()


def _marks(text: Text, a: Word, b: Word) -> bool:
    return any(c in "”»\"’')]-" for c in text.document.text[a.span.end : b.span.start])
