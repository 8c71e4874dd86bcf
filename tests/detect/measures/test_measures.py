"""Word frequencies, proportions, coverage: what rules measure by."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from mtalign.detect.measures.coverage import Coverage, Seen, coverage
from mtalign.detect.measures.frequency import RARE, frequencies, frequency, guess_language, is_known, times_as_frequent
from mtalign.detect.measures.proportion import proportion
from mtalign.detect.text import Text, words
from mtalign.documents import document
from mtalign.segment import segments


def text(said: str, lang: str, side: str = "source") -> Text:
    made = document(said, name=side, lang=lang)
    return Text(made, segments(made, "none"), side)  # type: ignore[arg-type]


def test_frequencies_are_shares_of_running_text() -> None:
    assert 0.01 < frequency("de", "fr") < 0.1
    assert frequency("DE", "fr") == frequency("de", "fr")
    assert frequency("aujourd’hui", "fr") == frequency("aujourd'hui", "fr") > 1e-5
    assert frequency("brévannois", "fr") == 0.0
    assert frequencies("xx") == {}
    assert frequency("the", "xx") == 0.0


def test_a_word_is_known_in_a_language_and_in_those_it_quotes() -> None:
    assert is_known("boulanger", "fr")
    assert is_known("baker", "fr")
    assert is_known("boulanger", "en")
    assert is_known("baker", "xx")
    assert not is_known("zzqxy", "fr")
    assert frequency("zzqxy", "en") <= RARE


def test_how_much_more_frequent_a_word_is_elsewhere() -> None:
    assert times_as_frequent("the", "en", "fr") > 10
    assert times_as_frequent("les", "en", "fr") < 0.1
    assert times_as_frequent("zzqxy", "en", "fr") == 0.0
    assert times_as_frequent("about", "en", "xx") == 1e6
    assert times_as_frequent("de", "fr", "fr") == 1.0


def test_the_language_is_guessed_by_the_words_it_knows() -> None:
    assert guess_language("Der alte Mann geht über die Straße und sieht seinen Hund nicht mehr.") == "und"
    assert guess_language("The old man crosses the street and no longer sees his dog.") == "en"
    assert guess_language("Le vieil homme traverse la rue et ne voit plus son chien.") == "fr"
    assert guess_language("1234 ...") == "fr"
    assert guess_language("Le chat dort. " * 5000 + "The cat sleeps. " * 50_000) == "fr"


def test_proportions_are_of_what_the_pair_lets_expect() -> None:
    assert proportion(text("a" * 100, "fr"), text("b" * 92, "en"), 0) == pytest.approx((1.0, 0.0))
    ratio, deviations = proportion(text("a" * 100, "fr"), text("b" * 46, "en"), 0)
    assert ratio == pytest.approx(0.5)
    assert deviations == pytest.approx(-46 / (6.8 * 69) ** 0.5)
    assert proportion(text("a" * 100, "en"), text("b" * 109, "fr"), 0)[0] == pytest.approx(1.0)
    assert proportion(text("a" * 100, "de"), text("b" * 100, "en"), 0)[0] == pytest.approx(1.0)


def covered(french: str, english: str) -> Coverage | None:
    return coverage(text(french, "fr"), text(english, "en", "target"), 0)


def free(side: Sequence[Seen]) -> list[str]:
    return [item.word.text for item in side if not item.covered]


def test_words_without_a_counterpart_surprise() -> None:
    found = covered("Le chien a mordu deux enfants près de la fontaine du village.", "The dog bit two children.")
    assert found is not None
    assert free(found.source) == ["près", "fontaine", "village"]
    assert free(found.target) == []
    surprise = {item.word.text: item.surprise for item in found.source}
    assert surprise["chien"] is not None and surprise["près"] is not None
    # "dog" nearly always stands where "chien" does; "près" has many translations.
    assert surprise["chien"] > surprise["près"] > 0
    assert max(value for value in surprise.values() if value is not None) <= -math.log(0.02)


def test_words_that_begin_alike_are_taken_for_cognates() -> None:
    found = covered("Le zygomatique est un muscle de Vorkutabad.", "The zygomatic is a muscle of Vorkutagrad.")
    assert found is not None
    assert all(item.covered for item in (*found.source, *found.target))


def test_sure_names_need_more_than_a_like_beginning() -> None:
    found = covered("Il revient de Slovaquie.", "He comes back from Slovenia.")
    assert found is not None
    assert not {item.word.text: item.covered for item in found.source}["Slovaquie"]
    assert {item.word.text: item.covered for item in found.target}["Slovenia"] is False


def test_an_acronym_may_be_spelled_out() -> None:
    found = covered("L’OCDE a signé un accord.", "The Organisation for Economic Cooperation signed an agreement.")
    assert found is not None
    assert [item.word.text for item in found.source if item.word.is_acronym] == ["OCDE"]
    assert free(found.target) == ["Organisation", "Economic", "Cooperation"]


def test_exonyms_are_counterparts() -> None:
    found = covered("Les îles Malouines sont loin de Londres.", "The Falkland Islands are far from London.")
    assert found is not None
    assert all(item.covered for item in found.target)


def test_other_languages_are_not_judged() -> None:
    assert covered("Le musée rouvrira ses portes.", "Das Museum wird nach drei Jahren wieder geöffnet werden.") is None
    assert covered("Das Museum wird nach drei Jahren wieder geöffnet.", "The museum opens its doors.") is None
    both = text("Le chat dort.", "fr")
    assert coverage(both, both, 0) is None
    assert coverage(both, text("Die Katze schläft.", "de"), 0) is None


def test_a_word_knows_its_language() -> None:
    content = {lang: [w.text for w in words("son car but ton or dog", lang) if w.is_content] for lang in ("fr", "en", "de")}
    assert content["fr"] == ["but", "dog"]
    assert content["en"] == ["son", "car", "ton", "dog"]
    assert content["de"] == ["dog"]
    found = covered("Le maire est parti hier soir.", "The mayor left last night with his son in his car.")
    assert found is not None
    assert free(found.target) == ["left", "son", "car"]
