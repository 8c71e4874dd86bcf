"""Quotations, sentences and paragraphs that are said again in other words, or in the same."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.rule import Hit, TextRule
from mtalign.detect.text import Text, Word, words
from mtalign.records import Span

CODE = Code(
    name="duplication",
    meaning="a quotation, sentence or paragraph said again",
    mqm="Accuracy / Addition",
    advice="Keep the better of the two renderings; both places are shown.",
    looked_for="text",
    inherited=True,
)

_QUOTATION = re.compile(r"“[^“”\n]{12,600}[”“]|«[^«»\n]{12,600}[»«]|\"[^\"\n]{12,600}\"")
# Share of the shorter side's content stems that the other side has too.
_QUOTATION_SHARE, _SENTENCE_SHARE = 0.65, 0.7
_MIN_QUOTED, _MIN_STEMS = 3, 5
# Where one side is this many times the other, it says more than the other again.
_MAX_SIZE_RATIO = 2.2
# Units looked back at: a text comes back to its words after a while, a second rendering follows the first.
_WINDOW, _QUOTED_WINDOW = 40, 6
# A headline is echoed by its lead, and says so by having no full stop.
_ENDS = re.compile(r"[.!?…][”»\"')\]\s]*\Z|[”»\"]\Z")


@dataclass(frozen=True, slots=True)
class _Passage:
    span: Span
    stems: frozenset[str]


def _quotations(text: Text) -> Iterator[Hit]:
    recent: deque[_Passage] = deque(maxlen=_QUOTED_WINDOW)
    for span, line in text.paragraphs():
        for match in _QUOTATION.finditer(line):
            place = Span(span.start + match.start(), span.start + match.end())
            found = words(match.group(), text.lang, place.start)
            passage = _passage(found, place)
            share, old = max(((_share(passage, old), old) for old in recent), key=lambda pair: pair[0], default=(0.0, passage))
            # A title keeps its words wherever it is named: only words in lower case speak for a second rendering.
            lower = sum(word.is_content and word.text.islower() for word in found)
            if min(lower, len(old.stems)) >= _MIN_QUOTED:
                yield Hit(span=passage.span, other=old.span, value=share)
            recent.append(passage)


def _sentences(text: Text) -> Iterator[Hit]:
    quoted = [hit for hit in _quotations(text) if (hit.value or 0.0) >= _QUOTATION_SHARE]
    taken = [span for hit in quoted for span in (hit.span, hit.other) if span]
    for hit in _sentences_again(text):
        if not any(_covers(hit.span, span) or (hit.other and _covers(hit.other, span)) for span in taken):
            yield hit


def _sentences_again(text: Text) -> Iterator[Hit]:
    recent: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_WINDOW))
    passages: list[_Passage] = []
    for number, (segment, found) in enumerate(text.sentences()):
        passage = _passage(found, segment.span)
        passages.append(passage)
        if len(passage.stems) < _MIN_STEMS or not _ENDS.search(segment.text):
            continue
        candidates = {old for stem in passage.stems for old in recent[stem] if number - old <= _WINDOW}
        if candidates:
            best = max(candidates, key=lambda old: (_share(passage, passages[old]), old))
            yield Hit(span=passage.span, other=passages[best].span, value=_share(passage, passages[best]))
        for stem in passage.stems:
            recent[stem].append(number)


def _covers(outer: Span, inner: Span) -> bool:
    """Whether a sentence is little more than a quotation that was found already."""
    return inner.start >= outer.start - 1 and inner.end <= outer.end + 1 and inner.length > 0.5 * outer.length


def _passage(found: Sequence[Word], span: Span) -> _Passage:
    return _Passage(span, frozenset(word.stem for word in found if word.is_content and not word.text[0].isdigit()))


def _share(a: _Passage, b: _Passage) -> float:
    """Share of the smaller passage's stems that both have; 0 where their sizes are too far apart for one to say the other."""
    small, large = sorted((len(a.stems), len(b.stems)))
    if not small or large > _MAX_SIZE_RATIO * small:
        return 0.0
    return len(a.stems & b.stems) / small


RULES = (
    TextRule(
        name="duplication/quotation",
        severity="error",
        confidence=0.95,
        measure="share of words in common",
        threshold=_QUOTATION_SHARE,
        message="This quotation says again what has just been said, as if the passage had been translated twice.",
        why="Two renderings of one quotation stand one after the other. A title that is named again keeps its capitals.",
        bad=(
            Example(
                "Le préfet dit que les riverains “refusent en silence de quitter la vallée” et que les élus "
                "⟦“refusent de quitter la vallée”⟧ sont absents."
            ),
            Example(
                "She called it “a very great victory for our small town”. The mayor, ⟦“a great victory for the town”⟧, left.",
                lang="en",
            ),
            Example(
                "Il voit là « un grave danger pour la jeunesse ».\nPuis elle parle d’⟦« un danger grave pour cette jeunesse »⟧."
            ),
        ),
        good=(
            Example("Il a lu « La Guerre et la Paix » hier, et relu « La Guerre et la Paix » ce matin."),
            Example("Il craint “une longue guerre dans la région” et elle “une longue nuit dans le froid” demain."),
            Example("Il dit “la longue guerre” et “la longue guerre que mènent depuis dix ans deux voisins avides”."),
        ),
        find=_quotations,
    ),
    TextRule(
        name="duplication/sentence",
        severity="error",
        confidence=0.95,
        measure="share of words in common",
        threshold=_SENTENCE_SHARE,
        message="This sentence says again what has just been said, as if the passage had been translated twice.",
        why="Two renderings of one sentence stand near each other. A headline that its lead repeats has no full stop.",
        bad=(
            Example(
                "Le port de Brévanne sera fermé aux bateaux de pêche jusqu’au printemps.\n"
                "⟦Le port de Brévanne sera fermé aux pêcheurs et aux bateaux jusqu’au printemps.⟧"
            ),
            Example(
                "The old harbour bridge will close to heavy lorries from Monday morning.\n"
                "⟦From Monday morning, the old harbour bridge will close to lorries.⟧",
                lang="en",
            ),
            Example(
                "Le vieux pont du port sera fermé lundi aux camions. ⟦Le vieux pont du port sera fermé aux camions dès lundi.⟧"
            ),
        ),
        good=(
            Example("Le vieux pont du port fermé lundi aux camions\nLe vieux pont du port sera fermé lundi aux camions."),
            Example("Le vieux pont du port sera fermé lundi aux camions. Le vieux moulin du parc sera ouvert aux enfants."),
            Example("On nous dit que tout est prêt. On nous dit que tout est payé."),
        ),
        find=_sentences,
    ),
    learnt(
        "duplication",
        message="Much of this seems to be said twice.",
        why="The same words come again at once, with nothing between them that would call for it.",
        bad=(
            Example("Le ministre ⟦a quitté la salle sans un mot a quitté la salle sans un mot⟧ hier."),
            Example("Elle ⟦a annoncé la fermeture du site, a annoncé la fermeture du site⟧."),
        ),
        good=(
            Example("Il a parlé de la paix, de la guerre et de la paix encore."),
            Example("Le premier est né en 1950 à Paris, le second est né en 1952 à Lyon."),
        ),
    ),
)
