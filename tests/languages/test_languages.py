"""What is known of languages, and what is said of those that are not known."""

from __future__ import annotations

import pytest

from mtalign.languages import LANGUAGES, PAIRS, fold, language_of, length_ratio, name_of, pair_of, splitting_of, stem
from mtalign.languages.base import Splitting
from mtalign.languages.lexicon import lexicons


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_known_language_says_what_stages_ask_of_it(code: str) -> None:
    language = language_of(code)
    assert language is LANGUAGES[code]
    assert language.code == code
    assert set(language.neighbours) < set(LANGUAGES)
    assert language.function_words
    assert len(language.cannot_end & language.function_words) > 10
    assert language.in_names <= language.function_words
    assert language.negation is not None
    numerals = language.numerals
    assert numerals is not None
    assert len(numerals.months) == 12
    assert len(numerals.days) == 7
    assert {numerals.decimal, numerals.group} == {",", "."}
    assert numerals.vague <= set(numerals.scales)
    every = (language.function_words, language.pronouns, language.determiners, language.never_twice, language.prefixes)
    assert all(word == word.lower() and "’" not in word for words in every for word in words)


def test_an_unknown_language_has_what_can_be_said_of_any() -> None:
    german = language_of("de")
    assert german.code == "de"
    assert german.name == "German"
    assert german.neighbours == ("fr", "en")
    assert german.function_words == LANGUAGES["fr"].function_words | LANGUAGES["en"].function_words
    assert german.never_twice == LANGUAGES["fr"].never_twice | LANGUAGES["en"].never_twice
    assert german.numerals == LANGUAGES["en"].numerals
    assert german.negation is None
    assert german.restarts == ()
    assert language_of("de") is german


def test_a_text_is_split_by_its_own_abbreviations_and_those_it_quotes() -> None:
    french, english = LANGUAGES["fr"].splitting, LANGUAGES["en"].splitting
    assert splitting_of("fr") == splitting_of("en") == splitting_of("xx") == french | english
    assert "mme" in french.titles
    assert "mme" not in english.titles
    assert "mme" in splitting_of("en").titles
    both = Splitting(titles=frozenset("a"), starters=frozenset("b")) | Splitting(
        titles=frozenset("c"), maybe_final=frozenset("d")
    )
    assert both.titles == {"a", "c"}
    assert [sorted(words) for words in (both.starters, both.maybe_final, both.before_number)] == [["b"], ["d"], []]


def test_languages_have_names() -> None:
    assert [name_of(code) for code in ("fr", "en", "de", "xx")] == ["French", "English", "German", "xx"]


def test_pairs_are_known_from_either_side() -> None:
    assert pair_of("fr", "en") is pair_of("en", "fr") is PAIRS[0]
    assert pair_of("fr", "de") is None
    assert length_ratio("fr", "en") == 0.92
    assert length_ratio("en", "fr") == 1.09
    assert length_ratio("de", "en") == 1.0


def test_the_lexicon_is_read_from_either_side() -> None:
    known = lexicons("fr", "en")
    assert known == lexicons("en", "fr")
    french, english = known["fr"], known["en"]
    assert "dog" in french.links[stem("chiens")]
    assert stem("chiens") in english.links["dog"]
    assert french.reliability[stem("chien")] > 0.8
    assert 0 <= min(english.reliability.values()) <= max(english.reliability.values()) <= 1
    assert "london" in french.links[stem("Londres")]
    assert {stem("falkland"), stem("falklands")} <= french.links[stem("Malouines")]
    assert len(french.links) > 20_000
    assert lexicons("fr", "de") == {}


def test_stems_are_equal_for_forms_of_a_word() -> None:
    assert stem("Grandes") == stem("grand") == stem("grands") == "grand"
    assert stem("bateaux") == stem("bateau")
    assert stem("international") == "intern"
    assert [stem(word) for word in ("os", "las", "une", "est", "rues", "axe")] == ["os", "las", "une", "est", "rue", "axe"]


def test_folding_leaves_what_two_languages_write_alike() -> None:
    assert fold("Écœurant, ÇA ! ﬁn") == "ecœurant, ca ! fin"
