"""Names that differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from mtalign.catalogue import Code, Example
from mtalign.detect.measures.coverage import Seen, folded
from mtalign.detect.rule import Hit, PairRule
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Unit
from mtalign.languages import splitting_of
from mtalign.languages.lexicon import lexicons
from mtalign.records import Span

CODE = Code(
    name="entity",
    meaning="a name that differs",
    mqm="Accuracy / Mistranslation (entity)",
    advice="Take the name from the source, in the spelling the target language uses.",
    looked_for="pair",
)

# A name without a counterpart must be this surprising, or unknown to the lexicon.
_NAMED = 1.2
# Letters of an acronym that its counterpart shares with it: "ONU", "UN".
_ALIKE = 0.5
_ROMAN = re.compile(r"[IVXLCDM]+")
# Behind a mark that may begin a sentence a capital says nothing.
_MAY_BEGIN = '.!?:“«"(—–'
# Words by which two names may change places.
_BY = {
    "fr": re.compile(r"\b(?:par|avec|et|que|selon|de)\b"),
    "en": re.compile(r"\b(?:by|than|with|and|from)\b"),
}


def _names(unit: Unit) -> Iterator[Hit]:
    """A name of the translation that stands for none of the source's, while one of the source's is missing."""
    if unit.coverage is None:
        return
    missing = [item for item in unit.coverage.source if not item.covered and _is_name(item, unit.source, unit.index)]
    invented = [item for item in unit.coverage.target if not item.covered and _is_name(item, unit.target, unit.index)]
    if not missing or not invented:
        return
    first = last = invented[0].word
    for item in invented[1:]:
        # A name of several words is one.
        if unit.target.between(last, item.word) == " ":
            last = item.word
    lost = ", ".join(dict.fromkeys(item.word.text for item in missing))
    yield Hit(span=Span(first.span.start, last.span.end), words=(lost,))


def _acronyms(unit: Unit) -> Iterator[Hit]:
    """An acronym of the translation that none of the source's words explains."""
    known = lexicons(unit.source.lang, unit.target.lang)
    if not known or unit.source.lang == unit.target.lang:
        return
    theirs = [word for word in unit.src_words if word.text[0].isalpha()]
    spelled = {word.text for word in theirs}
    capitals = [word.text for word in theirs if _is_acronym(word)]
    # Only where the source has an acronym or a name of its own that it could stand for.
    if unit.src.text.isupper() or unit.tgt.text.isupper() or not (capitals or _missing_names(unit)):
        return
    initials = [word.text[0].upper() for word in theirs if word.is_content]
    links = known[unit.target.lang].links
    stems = {word.stem for word in theirs}
    for word in unit.tgt_words:
        if not _is_acronym(word) or word.text in spelled or not stems.isdisjoint(links.get(word.stem, ())):
            continue
        shared = max((_shared(word.text, other) for other in (*capitals, "".join(initials))), default=0.0)
        if shared < _ALIKE:
            yield Hit(span=word.span, words=(", ".join(capitals or _missing_names(unit)),))


def _is_acronym(word: Word) -> bool:
    return word.is_acronym and word.text.isalpha() and not _ROMAN.fullmatch(word.text)


def _missing_names(unit: Unit) -> list[str]:
    if unit.coverage is None:
        return []
    return [item.word.text for item in unit.coverage.source if not item.covered and _is_name(item, unit.source, unit.index)]


def _shared(one: str, other: str) -> float:
    """The share of one's letters that the other has too, as often."""
    return (Counter(one) & Counter(other)).total() / len(one)


def _is_name(item: Seen, text: Text, index: int) -> bool:
    word = item.word
    if not word.text[0].isupper() or word.is_acronym or word.span.start == text.segments[index].span.start:
        return False
    if item.surprise is not None and item.surprise < _NAMED:
        return False
    before = text.document.text[max(0, word.span.start - 3) : word.span.start]
    return not any(c in _MAY_BEGIN for c in before) or _follows_title(word, before, text, index)


def _follows_title(word: Word, before: str, text: Text, index: int) -> bool:
    at = bisect_left(text.words[index], word.span, key=lambda other: other.span)
    title = text.words[index][at - 1].lower if at else ""
    return title in splitting_of(text.lang).titles and before[-2:].strip() in (".", "")


def _swapped(unit: Unit) -> Iterator[Hit]:
    """Two names that begin and follow the verb in the source, and have changed places in an active translation."""
    if unit.coverage is None or any(_BY[t.lang].search(s.text) for t, s in ((unit.source, unit.src), (unit.target, unit.tgt))):
        return
    here, there = _two_names(unit.src_words), _two_names(unit.tgt_words)
    if here and there and [folded(word.text) for word in here] == [folded(word.text) for word in reversed(there)]:
        yield Hit(span=Span(there[0].span.start, there[1].span.end))


def _two_names(found: list[Word]) -> list[Word]:
    """The first words of the only two names of a sentence that begins with one of them; none elsewhere."""
    starts = [
        word
        for k, word in enumerate(found)
        if word.text[0].isupper() and len(word.text) > 1 and (k == 0 or not found[k - 1].text[0].isupper())
    ]
    return starts if len(starts) == 2 and starts[0] is found[0] else []


RULES = (
    PairRule(
        name="entity/name",
        side="target",
        severity="warning",
        confidence=0.6,
        measure="names without a counterpart on both sides",
        message="This name is not in the source, which has “{0}”.",
        why="A name was put in another's place. Known exonyms (“Londres”) are no other names, and acronyms are left alone.",
        bad=(
            Example("Hier, le docteur Fabre a opéré le patient.", "Yesterday Dr. ⟦Lenoir⟧ operated on the patient."),
            Example("Elle a quitté Lisbonne hier.", "She left ⟦Vienna⟧ yesterday."),
            Example("Hier, la Suède a gagné contre la Norvège.", "Last night Sweden won against ⟦Finland⟧."),
        ),
        good=(
            Example("Il vit en Allemagne, à Aix.", "He lives in Germany, in Aix."),
            Example("Le chef de l’OTAN est venu de Londres.", "The head of NATO came from London."),
            Example("Il a dit : « Fabre est venu. »", "He said: “Somebody came.”"),
        ),
        find=_names,
    ),
    PairRule(
        name="entity/acronym",
        side="target",
        severity="warning",
        confidence=0.6,
        measure="acronym that no word of the source explains",
        message="No word of the source stands for this acronym; it has “{0}”.",
        why="Acronyms keep most of their letters in translation, or are known, or are spelled out on the other side.",
        bad=(
            Example("Il a saisi la CEDH de sa plainte.", "He has taken his complaint to the ⟦NSA⟧."),
            Example("Hier, la FOM a tout refusé.", "Yesterday the ⟦YTCB⟧ refused everything."),
        ),
        good=(
            Example("L’ONU et l’OTAN ont signé avec l’UE.", "The UN and NATO have signed with the EU."),
            Example("Hier, la ville a écrit à la Commission européenne.", "Yesterday the city wrote to the EC."),
            Example("Il a vu la CEDH à la télévision.", "He saw the ECHR on TV."),
        ),
        find=_acronyms,
    ),
    PairRule(
        name="entity/swapped",
        side="target",
        sources=frozenset(_BY),
        targets=frozenset(_BY),
        severity="error",
        confidence=0.7,
        measure="names in the opposite order",
        message="The two names have changed places: who does what to whom is reversed.",
        why="Where nothing turns the sentence round (no “by”, no passive), its two names keep their order.",
        bad=(
            Example("Fabre a battu Lenoir.", "⟦Lenoir beat Fabre⟧."),
            Example("Hélène connaît Robert.", "⟦Robert knows Helene⟧."),
        ),
        good=(
            Example("Fabre a battu Lenoir.", "Lenoir was beaten by Fabre."),
            Example("Fabre est avec Lenoir.", "Lenoir is there, Fabre too."),
            Example("Fabre a battu Lenoir.", "Fabre beat Lenoir."),
        ),
        find=_swapped,
    ),
)
