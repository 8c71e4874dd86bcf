"""Quantities read from text, and which of them the other side has."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mtalign.detect.measures.quantities import Quantity, quantities, unmatched


def read(text: str, lang: str) -> list[tuple[str, list[tuple[str, float]], bool]]:
    return [(text[q.start : q.end], sorted(q.keys), q.weak) for q in quantities(text, lang)]


# Language, text, what of it is a quantity, its readings, and whether it only confirms.
ONE = [
    ("fr", "Il a 47 ans.", "47", [("number", 47)], False),
    ("fr", "Il fait -5 degrés.", "-5", [("number", 5)], False),
    ("fr", "3 200 000 habitants", "3 200 000", [("number", 3_200_000)], False),
    ("fr", "3\u202f200 blessés", "3\u202f200", [("number", 3200)], False),
    ("fr", "soit 2,8 pour cent", "2,8", [("number", 2.8)], False),
    ("fr", "soit 1.250 euros", "1.250", [("number", 1250)], False),
    ("fr", "soit 1,250 euros", "1,250", [("number", 1.25), ("number", 1250)], False),
    ("fr", "soit 12.5 euros", "12.5", [("number", 12.5)], False),
    ("fr", "soit 1.250.000 euros", "1.250.000", [("number", 1_250_000)], False),
    ("fr", "soit 1.250,75 euros", "1.250,75", [("number", 1250.75)], False),
    ("fr", "2,8 milliards d’euros", "2,8 milliards", [("number", 2.8e9)], False),
    ("fr", "3 mille milliards", "3 mille milliards", [("number", 3e12)], False),
    ("fr", "le 2e jour", "2e", [("number", 2)], False),
    ("fr", "la 21ème fois", "21ème", [("number", 21)], False),
    ("fr", "le 03/04/2021", "03/04/2021", [("date", 304), ("date", 403)], False),
    ("fr", "à 18 h 30", "18 h 30", [("time", 1110)], False),
    ("fr", "à 18h30", "18h30", [("time", 1110)], False),
    ("fr", "à 18:30 pile", "18:30", [("time", 1110)], False),
    ("fr", "vers 24 h", "24 h", [("time", 0)], False),
    ("fr", "à 8 heures", "8 heures", [("time", 480)], False),
    ("fr", "au XIXe siècle", "XIX", [("number", 19)], False),
    ("fr", "au XVIe siècle", "XVI", [("number", 16)], False),
    ("fr", "au IVe siècle", "IV", [("number", 4)], False),
    ("fr", "le 13 mars", "mars", [("month", 3)], False),
    ("fr", "la planète mars", "mars", [("month", 3)], True),
    ("fr", "en janvier", "janvier", [("month", 1)], False),
    ("fr", "le 14 oct. dernier", "oct", [("month", 10)], False),
    ("fr", "les mardis", "mardis", [("day", 2)], False),
    ("fr", "dimanche", "dimanche", [("day", 7)], False),
    ("fr", "deux", "deux", [("number", 2)], True),
    ("fr", "douze", "douze", [("number", 12)], True),
    ("fr", "treize", "treize", [("number", 13)], False),
    ("fr", "vingt et un", "vingt et un", [("number", 21)], False),
    ("fr", "vingt-deux", "vingt-deux", [("number", 22)], False),
    ("fr", "soixante et onze", "soixante et onze", [("number", 71)], False),
    ("fr", "soixante-dix", "soixante-dix", [("number", 70)], False),
    ("fr", "soixante-dix-sept", "soixante-dix-sept", [("number", 77)], False),
    ("fr", "quatre-vingts", "quatre-vingts", [("number", 80)], False),
    ("fr", "quatre-vingt-douze", "quatre-vingt-douze", [("number", 92)], False),
    ("fr", "quatre-vingt-dix-sept", "quatre-vingt-dix-sept", [("number", 97)], False),
    ("fr", "cent quatre-vingts", "cent quatre-vingts", [("number", 180)], False),
    ("fr", "dix-sept", "dix-sept", [("number", 17)], False),
    ("fr", "nonante-six", "nonante-six", [("number", 96)], False),
    ("fr", "deux cents", "deux cents", [("number", 200)], False),
    ("fr", "cent six", "cent six", [("number", 106)], False),
    ("fr", "mille neuf cent quatorze", "mille neuf cent quatorze", [("number", 1914)], False),
    ("fr", "trois mille", "trois mille", [("number", 3000)], False),
    ("fr", "deux millions", "deux millions", [("number", 2e6)], False),
    ("fr", "des millions", "millions", [("number", 1e6)], True),
    ("fr", "une quinzaine", "quinzaine", [("number", 15)], True),
    ("fr", "des dizaines", "dizaines", [("number", 10)], True),
    ("fr", "1530 UTC", "1530", [("time", 930)], False),
    ("en", "1,250 euros", "1,250", [("number", 1250)], False),
    ("en", "1.250 euros", "1.250", [("number", 1.25), ("number", 1250)], False),
    ("en", "1,250,000 euros", "1,250,000", [("number", 1_250_000)], False),
    ("en", "2.8 million", "2.8 million", [("number", 2.8e6)], False),
    ("en", "€5m", "5m", [("number", 5e6)], False),
    ("en", "5 m long", "5", [("number", 5)], False),
    ("en", "$3bn", "3bn", [("number", 3e9)], False),
    ("en", "the 21st", "21st", [("number", 21)], False),
    ("en", "the 19th-century house", "19th", [("number", 19)], False),
    ("en", "the 1980s", "1980s", [("number", 1980)], False),
    ("en", "12/25/2021", "12/25/2021", [("date", 1225), ("date", 2512)], False),
    ("en", "at 6:30 p.m. sharp", "6:30 p.m.", [("time", 1110)], False),
    ("en", "at 6.30 pm", "6.30 pm", [("time", 1110)], False),
    ("en", "at 12:15 a.m.", "12:15 a.m.", [("time", 15)], False),
    ("en", "at 7am", "7am", [("time", 420)], False),
    ("en", "at 6:30", "6:30", [("time", 390), ("time", 1110)], False),
    ("en", "at 12:30", "12:30", [("time", 750)], False),
    ("en", "at 14:30", "14:30", [("time", 870)], False),
    ("en", "1400 GMT", "1400", [("time", 840)], False),
    ("en", "on 4 May", "May", [("month", 5)], False),
    ("en", "it may rain", "may", [("month", 5)], True),
    ("en", "in May", "May", [("month", 5)], True),
    ("en", "June", "June", [("month", 6)], False),
    ("en", "Oct. 14", "Oct", [("month", 10)], False),
    ("en", "On Thursday", "Thursday", [("day", 4)], False),
    ("en", "ninety-seven", "ninety-seven", [("number", 97)], False),
    ("en", "one hundred and six", "one hundred and six", [("number", 106)], False),
    ("en", "two thousand and six", "two thousand and six", [("number", 2006)], False),
    ("en", "six hundred", "six hundred", [("number", 600)], False),
    ("en", "hundred", "hundred", [("number", 100)], False),
    ("en", "nineteen", "nineteen", [("number", 19)], False),
    ("en", "twice", "twice", [("number", 2)], True),
    ("en", "dozens", "dozens", [("number", 12)], True),
    ("en", "thousands", "thousands", [("number", 1000)], True),
    ("de", "1,250 Euro", "1,250", [("number", 1250)], False),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "said", "keys", "weak"), ONE)
def test_a_quantity_and_its_readings(lang: str, text: str, said: str, keys: list[tuple[str, float]], weak: bool) -> None:
    found = [row for row in read(text, lang) if row[0] == said]
    assert found == [(said, keys, weak)]


# Texts without a quantity that is ever missed.
NONE = [
    ("fr", "0123456789012345678901234567890123456789"),
    ("fr", "un livre, une chaise"),
    ("fr", "Louis XIV et le I de Iena"),
    ("en", "The G20b and the 4x4"),
    ("en", "He may march on; a second time, once"),
]


@pytest.mark.parametrize(("lang", "text"), NONE)
def test_what_is_no_quantity(lang: str, text: str) -> None:
    assert [row for row in read(text, lang) if not row[2]] == []


def test_quantities_stand_in_order_and_do_not_overlap() -> None:
    text = "Le 03/04/2021 à 18 h 30, trois cents des 3 200 élèves, soit 9,4 pour cent, ont fêté le XIXe siècle."
    found = quantities(text, "fr")
    assert [text[q.start : q.end] for q in found] == [
        "03/04/2021",
        "18 h 30",
        "trois cents",
        "3 200",
        "9,4",
        "cent",
        "XIX",
        "siècle",
    ]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_run_of_numerals_ends_where_another_begins() -> None:
    assert [row[0] for row in read("vingt, trente", "fr")] == ["vingt", "trente"]
    assert [row[0] for row in read("deux trois", "fr")] == ["deux", "trois"]
    assert [row[0] for row in read("vingt et trente", "fr")] == ["vingt", "trente"]
    assert [row[0] for row in read("dix six", "fr")] == ["dix", "six"]
    assert [row[0] for row in read("twenty and thirty", "en")] == ["twenty", "thirty"]
    assert [row[0] for row in read("six and seven", "en")] == ["six", "seven"]
    assert [row[0] for row in read("one hundred and a dog", "en")] == ["one hundred"]
    assert [row[0] for row in read("vingt et", "fr")] == ["vingt"]


def parts(text: str, lang: str) -> list[tuple[str, float]]:
    (quantity,) = quantities(text, lang)
    return sorted(quantity.parts)


def test_the_parts_that_a_quantity_stands_for() -> None:
    assert parts("18 h 30", "fr") == [("number", 18), ("number", 30)]
    assert parts("18 h", "fr") == [("number", 18)]
    assert parts("6:30", "en") == [("number", 6), ("number", 30)]
    assert parts("6:30 p.m.", "en") == []
    assert parts("1530 UTC", "en") == [("number", 15), ("number", 30)]
    assert parts("03/04/2021", "fr") == [("month", 4), ("number", 3), ("number", 2021)]
    assert parts("12/25/21", "en") == [("month", 12), ("number", 21), ("number", 25)]
    assert parts("25/12/21", "en") == [("month", 12), ("number", 21), ("number", 25)]
    assert parts("two thousand and six", "en") == [("number", 2), ("number", 6)]
    assert parts("two thousand six", "en") == []


# French, English, and what of either the other side has not.
PAIRS = [
    ("18 h 30", "6:30 p.m.", [], []),
    ("6 h 30", "6:30 p.m.", ["6 h 30"], ["6:30 p.m."]),
    ("14 h 30", "2:30", [], []),
    ("2 h 30", "14:30", ["2 h 30"], ["14:30"]),
    ("14 h 30", "2:30 a.m.", ["14 h 30"], ["2:30 a.m."]),
    ("le 03/04/2021", "3 April 2021", [], []),
    ("le 03/04/2021", "3 April 2020", ["03/04/2021"], ["2020"]),
    ("dans les années 80", "in the 1980s", [], []),
    ("dans les années 1980", "in the 80s", [], []),
    ("dans les années 80", "in the 1970s", ["80"], ["1970s"]),
    ("85 ans", "1985 years", ["85"], ["1985"]),
    ("1985 ans", "85 years", ["1985"], ["85"]),
    ("0 degré", "1900 degrees", ["0"], ["1900"]),
    ("2080 ans", "180 years", ["2080"], ["180"]),
    ("en août", "in 80", ["août"], ["80"]),
    ("deux chats", "the cats", [], []),
    ("les chats", "two cats", [], []),
    ("les chats", "thirty cats", [], ["thirty"]),
    ("8 milliards", "8 thousand million", [], []),
    ("1,5 million", "1.5 million", [], []),
    ("le double de trente", "thirty times two", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("french", "english", "lost", "wrong"), PAIRS)
def test_what_the_other_side_does_not_have(french: str, english: str, lost: list[str], wrong: list[str]) -> None:
    here, there = quantities(french, "fr"), quantities(english, "en")
    assert [french[q.start : q.end] for q in unmatched(here, there)] == lost
    assert [english[q.start : q.end] for q in unmatched(there, here)] == wrong


def test_a_quantity_is_matched_by_all_of_its_parts_or_none() -> None:
    time = Quantity(0, 1, frozenset({("time", 1110.0)}), frozenset({("number", 18.0), ("number", 30.0)}))
    hour, minute = (Quantity(0, 1, frozenset({("number", n)}), frozenset()) for n in (18.0, 30.0))
    assert list(unmatched([time], [hour, minute])) == []
    assert list(unmatched([time], [hour])) == [time]
    assert list(unmatched([hour], [time])) == []
