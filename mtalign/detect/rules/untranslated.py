"""Words left in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from mtalign.catalogue import Code, Example
from mtalign.detect.learnt import learnt
from mtalign.detect.measures.frequency import frequency, times_as_frequent
from mtalign.detect.rule import Hit, PairRule, TextRule
from mtalign.detect.text import Text, Word
from mtalign.detect.unit import Unit
from mtalign.languages import LANGUAGES, language_of
from mtalign.records import Span

CODE = Code(
    name="untranslated",
    meaning="words left in the other language",
    mqm="Accuracy / Untranslated",
    advice="Translate the word, unless it is a name or a term that is kept on purpose.",
    looked_for="French, pair",
)

# How much more frequent an English word must be at home to be foreign in French, and how frequent there.
_FOREIGN, _COMMON_AT_HOME = 60.0, 3e-6
# A lone word must be unknown to French altogether.
_UNKNOWN = 3e-9
# A run of words is a phrase left in English when a word as frequent as this is in it: function words are not borrowed.
_FUNCTION = 1e-3
# More words in a row than this are a quotation, a title or a text of its own.
_MAX_RUN = 12
_CLOSING = "”»\"’')]-"

# A word this much more frequent in the source language is no word of the target language, unless that has borrowed it.
_FOREIGN_WORD, _BORROWED, _KNOWN, _MIN_FOREIGN = 20.0, 4e-7, 1e-7, 4
_COPIED_SHARE, _MIN_COPIED = 0.6, 3
# A sentence of a word or two is the source's where all of them are this common there, and this much rarer here: no name is.
_WORD_COMMON, _WORD_FOREIGN = 1e-5, 400.0
# Share of words that are common in the target language, below which a sentence is in some other language.
_ANY_TARGET, _COMMON, _MIN_JUDGED = 0.25, 1e-4, 4
# Fewer words will do where none of them is known there at all, and each elsewhere.
_FEW, _UNHEARD, _ELSEWHERE, _OTHERS = 2, 1e-7, 3e-7, ("de", "es", "it")
# Of these many must be rarer than this in the target language: headlines have few common words too, but they are known.
_STRANGE_SHARE, _STRANGE = 0.4, 1e-6
# A sentence with so many function words of a language is in it, whatever else it holds.
_AT_HOME = 2
# How much more frequent a function word is at home than as a guest in the other language.
_STRAY = 60.0


def _english(choose: Callable[[Sequence[Word]], bool], text: Text) -> Iterator[Hit]:
    """Runs of English words in a French sentence, of those that `choose` takes.

    Names, titles and quotations are left alone: nothing beside a capital or inside marks counts.
    """
    for _, found in text.sentences():
        for first, last in _runs(text, found):
            run = found[first:last]
            if choose(run) and _stands_free(text, found, first, last):
                span = Span(run[0].span.start, run[-1].span.end)
                rate = max(times_as_frequent(w.text, "en", "fr") for w in run)
                yield Hit(span=span, value=rate, words=(span.of(text.document.text),))


def _runs(text: Text, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Stretches of English words with nothing but spaces between."""
    k = 0
    while k < len(found):
        end = k
        while end < len(found) and _is_english(found[end]) and (end == k or text.between(found[end - 1], found[end]).isspace()):
            end += 1
        if end > k:
            yield k, end
        k = max(end, k + 1)


def _is_english(word: Word) -> bool:
    if not word.text.islower() or len(word.text) < 2:
        return False
    there = frequency(word.text, "en")
    return there > _COMMON_AT_HOME and there > _FOREIGN * frequency(word.text, "fr")


def _stands_free(text: Text, found: Sequence[Word], first: int, last: int) -> bool:
    """Whether the run follows a word in small letters, and no name and no closing mark follows it."""
    if not first or last - first > _MAX_RUN:
        return False
    before = found[first - 1]
    if not before.text[0].islower() or not text.between(before, found[first]).isspace():
        return False
    if last == len(found):
        return True
    return not found[last].text[0].isupper() and not any(c in _CLOSING for c in text.between(found[last - 1], found[last]))


def _is_phrase(run: Sequence[Word]) -> bool:
    return len(run) > 1 and any(frequency(word.text, "en") > _FUNCTION for word in run)


def _is_adverb(run: Sequence[Word]) -> bool:
    return len(run) == 1 and run[0].text.endswith(LANGUAGES["en"].unborrowed) and frequency(run[0].text, "fr") < _UNKNOWN


def _letters(unit: Unit) -> list[Word]:
    return [word for word in unit.tgt_words if word.text[0].isalpha()]


def _in_source(unit: Unit) -> set[str]:
    return {word.lower for word in unit.src_words}


def _is_foreign(word: Word, unit: Unit) -> bool:
    there, here = frequency(word.text, unit.source.lang), frequency(word.text, unit.target.lang)
    return there > _KNOWN and there > _FOREIGN_WORD * here and here < _BORROWED


def _rate(word: Word, unit: Unit) -> float:
    return times_as_frequent(word.text, unit.source.lang, unit.target.lang)


def _copied(unit: Unit) -> Iterator[Hit]:
    """A sentence copied whole."""
    letters, originals = _letters(unit), _in_source(unit)
    if unit.source.lang == unit.target.lang or sum(_is_foreign(word, unit) for word in letters) < _MIN_COPIED:
        return
    yield Hit(span=unit.tgt.span, value=sum(word.lower in originals for word in letters) / len(letters))


def _copied_word(unit: Unit) -> Iterator[Hit]:
    """A sentence of a word or two, copied; or its first word."""
    letters = _letters(unit)
    if unit.source.lang == unit.target.lang or not letters or not unit.src_words:
        return
    if [word.lower for word in letters] == [word.lower for word in unit.src_words] and len(letters) < _MIN_COPIED:
        if all(frequency(word.text, unit.source.lang) >= _WORD_COMMON for word in letters):
            yield Hit(span=unit.tgt.span, value=min(_rate(word, unit) for word in letters))
        return
    first, following = letters[0], letters[1:2]
    # Names go on in capitals, and a title in words of its own language.
    free = following and following[0].text.islower() and not _is_foreign(following[0], unit)
    if free and first.lower == unit.src_words[0].lower and frequency(first.text, unit.source.lang) >= _WORD_COMMON:
        yield Hit(span=first.span, value=_rate(first, unit))


def _other_language(unit: Unit) -> Iterator[Hit]:
    """A sentence in which hardly a word is the target language's."""
    letters, lang = _letters(unit), unit.target.lang
    plain = [word.text for word in letters if word.text.islower()]
    if unit.source.lang == lang or 2 * len(plain) < len(letters):
        return
    if len(plain) < _MIN_JUDGED:
        unheard = all(frequency(word, lang) < _UNHEARD for word in plain)
        elsewhere = all(any(frequency(word, other) > _ELSEWHERE for other in _OTHERS) for word in plain)
        if len(plain) >= _FEW and unheard and elsewhere and _in_source(unit).isdisjoint(plain):
            yield Hit(span=unit.tgt.span, value=0.0)
        return
    if sum(_is_at_home(word.text, lang) for word in letters) >= _AT_HOME:
        return
    if sum(frequency(word, lang) < _STRANGE for word in plain) >= _STRANGE_SHARE * len(plain):
        yield Hit(span=unit.tgt.span, value=sum(frequency(word, lang) >= _COMMON for word in plain) / len(plain))


def _is_at_home(word: str, lang: str) -> bool:
    """Whether a word is a function word of a language, and hardly a word of any other."""
    others = max(frequency(word, other) for other in (*_OTHERS, *LANGUAGES) if other != lang)
    return word.lower() in language_of(lang).function_words and frequency(word, lang) > _STRAY * others


def _function_words(unit: Unit) -> Iterator[Hit]:
    """A function word of the source language among words of the target language.

    Not one of those that names and borrowed phrases are built with, and not beside a capital: "Gare du Nord", "Le Monde".
    """
    letters, originals, language = _letters(unit), _in_source(unit), unit.source.language
    if unit.source.lang == unit.target.lang:
        return
    for position, word in enumerate(letters):
        if word.lower not in originals or word.lower not in language.function_words or word.lower in language.in_names:
            continue
        if len(word.text) < 2 or not word.text.islower():
            continue
        around = letters[max(0, position - 1) : position] + letters[position + 1 : position + 2]
        if not any(_is_foreign(w, unit) for w in around) and any(w.text.islower() for w in around):
            yield Hit(span=word.span, value=_rate(word, unit), words=(word.text,))


def _words(unit: Unit) -> Iterator[Hit]:
    """A word with content that the target language does not know, and that no name ends with."""
    originals = _in_source(unit)
    if unit.source.lang == unit.target.lang:
        return
    named = {(a.text, b.text) for a, b in pairwise(unit.src_words) if a.text[0].isupper() and a.is_content}
    before = ""
    for word in _letters(unit):
        last, before = before, word.text
        if (
            len(word.text) < _MIN_FOREIGN
            or not word.text.islower()
            or word.lower not in originals
            or (last, word.text) in named
        ):
            continue
        if word.lower not in unit.source.language.function_words and _is_foreign(word, unit):
            yield Hit(span=word.span, value=_rate(word, unit), words=(word.text,))


_LEFT_IN_ENGLISH = "“{0}” is English, left in the middle of a French sentence."
_HOW_MUCH_MORE = "how much more frequent the word is in the source language"

RULES = (
    TextRule(
        name="untranslated/english-phrase",
        severity="error",
        confidence=0.85,
        measure="how much more frequent the word is in English",
        threshold=_FOREIGN,
        languages=frozenset({"fr"}),
        message=_LEFT_IN_ENGLISH,
        why="Two or more English words in a row, one of them a function word, are no borrowing. Titles are left alone.",
        bad=(
            Example("Le pont ⟦has been⟧ fermé pendant trois jours."),
            Example("Les élus sont partis ⟦without their⟧ dossiers."),
        ),
        good=(
            Example("Il a dit “has been” puis il a lu The New York Times en ligne."),
            Example("Le week-end, ils suivent le football et le marketing sur le web."),
            Example("Il aime the Beatles et dit would be-bop."),
        ),
        find=partial(_english, _is_phrase),
    ),
    TextRule(
        name="untranslated/english-adverb",
        severity="error",
        confidence=0.85,
        measure="how much more frequent the word is in English",
        threshold=_FOREIGN,
        languages=frozenset({"fr"}),
        message=_LEFT_IN_ENGLISH,
        why="A lone English word may be borrowed, but an adverb in -ly never is.",
        bad=(
            Example("Les élus ont été ⟦allegedly⟧ prévenus trop tard."),
            Example("Le toit a ⟦reportedly⟧ cédé."),
        ),
        good=(
            Example("Le jazzman joue funky, il vit à Neuilly et lit Emily."),
            Example("Les élus ont dit “allegedly” tout bas."),
        ),
        find=partial(_english, _is_adverb),
    ),
    PairRule(
        name="untranslated/copied-sentence",
        side="target",
        severity="error",
        confidence=0.85,
        measure="share of words taken from the source",
        threshold=_COPIED_SHARE,
        message="This sentence was copied from the source instead of being translated.",
        why="Most words of the translation are the source's, and several are none of the target language.",
        bad=(
            Example("La récolte sera exceptionnelle cette année.", "⟦La récolte sera exceptionnelle cette année.⟧"),
            Example("Le maire a dîné avec ses voisins hier.", "⟦Le maire a dîné avec ses neighbours hier.⟧"),
        ),
        good=(
            Example("Le TGV Paris-Lyon, Airbus, Renault et Peugeot.", "The TGV Paris-Lyon, Airbus, Renault and Peugeot."),
            Example("Radio France Internationale, Paris.", "Radio France Internationale, Paris."),
        ),
        find=_copied,
    ),
    PairRule(
        name="untranslated/copied-word",
        side="target",
        severity="error",
        confidence=0.85,
        measure="times as frequent in the source language",
        threshold=_WORD_FOREIGN,
        message="This was copied from the source instead of being translated.",
        why="Each of these words is common in the source language and all but unknown in the target language.",
        bad=(
            Example("Jamais.", "⟦Jamais.⟧"),
            Example("Pourquoi pas demain ?\nVoilà pourquoi.", "Why not tomorrow?\n⟦Voilà pourquoi.⟧"),
            Example("Hélas, la mer monte.", "⟦Hélas⟧, the sea is rising."),
        ),
        good=(
            Example("Bretagne.", "Bretagne."),
            Example("Jamais Contente est un film.", "Jamais Contente is a film."),
            Example("Macron, Rennes.", "Macron, Rennes."),
            Example("Attention !", "Attention!"),
        ),
        find=_copied_word,
    ),
    PairRule(
        name="untranslated/other-language",
        side="target",
        severity="error",
        confidence=0.85,
        measure="share of words that are common in the target language",
        threshold=_ANY_TARGET,
        below=True,
        message="This sentence is not in the language of the translation.",
        why="Hardly a word of it is common in the target language, and many are not known there.",
        bad=(
            Example(
                "Le musée rouvrira ses portes en mai après trois ans de travaux.",
                "⟦Das Museum wird nach drei Jahren wieder geöffnet werden.⟧",
            ),
            Example("Le chien du voisin aboie toute la nuit.", "⟦Il cane del vicino abbaia tutta la notte.⟧"),
            Example("Les magasins fermeront bientôt.", "⟦Los comercios cerrarán enseguida.⟧"),
        ),
        good=(
            Example("Le sodium durcit les artérioles rénales.", "Sodium hardens renal arterioles."),
            Example("Le mot allemand est Fahrkarte.", "The German word is Fahrkarte, wonach Reisende fragen."),
            Example("Le zigoneau et le fripolet brament.", "The zigoneau and the fripolet bell."),
        ),
        find=_other_language,
    ),
    PairRule(
        name="untranslated/function-word",
        side="target",
        severity="warning",
        confidence=0.85,
        measure=_HOW_MUCH_MORE,
        threshold=_STRAY,
        message="“{0}” is the source's word, left in the middle of the translation.",
        why="Function words are not borrowed. Those in names (“Gare du Nord”) and borrowed phrases are left alone.",
        bad=(
            Example("Ils dînent alors que leurs enfants dorment.", "They are having dinner ⟦alors⟧ their children sleep."),
            Example("Elle sort avec un ami.", "She is going out ⟦avec⟧ a friend."),
        ),
        good=(
            Example("Il a pris le train à la gare du Nord avec lui.", "He took the train with him at the Gare du Nord."),
            Example("Il a crié « encore » et « bis » après le concert.", "He shouted for an encore after the concert."),
            Example("Elle dîne Chez Nous.", "She has dinner at Chez Nous."),
        ),
        find=_function_words,
    ),
    PairRule(
        name="untranslated/word",
        side="target",
        severity="warning",
        confidence=0.85,
        measure=_HOW_MUCH_MORE,
        threshold=_FOREIGN_WORD,
        message="“{0}” is the source's word, left as it was.",
        why="A word of the source stands in the translation and is none of the target language. Names and borrowed words are.",
        bad=(
            Example("Le tapage gêne les riverains.", "The ⟦tapage⟧ bothers the neighbours."),
            Example("Le boulanger est parti.", "The ⟦boulanger⟧ left."),
        ),
        good=(
            Example("Le Canard enchaîné a publié les lettres.", "The letters were published by Le Canard enchaîné."),
            Example("Le déjà-vu plaît à Paris.", "Paris likes déjà vu."),
            Example("La rue Boulanger est fermée.", "Rue Boulanger is closed."),
            Example("Le sport attire la foule.", "The sport attracts the crowd."),
        ),
        find=_words,
    ),
    learnt(
        "untranslated",
        message="“{0}” does not seem to be French.",
        why="The word is usual in another language and hardly known in French, and its neighbours do not quote it.",
        bad=(
            Example("Le grand-duc, ⟦however⟧, n’a pas souhaité commenter."),
            Example("La société, ⟦whose⟧ siège est à Lyon, a fermé."),
        ),
        good=(
            Example("Le week-end, il joue au football et regarde un thriller."),
            Example("Le Wall Street Journal cite un porte-parole."),
        ),
    ),
)
