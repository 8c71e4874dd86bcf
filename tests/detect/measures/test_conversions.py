"""Measures said again in another unit."""

from __future__ import annotations

import pytest

from mtalign.detect.measures.conversions import conversions


def read(figure: str) -> list[float]:
    return [float(figure.replace(",", "."))]


# A text, and the figures in it that say the one before again.
CASES = [
    ("The path is 18 km (11 miles) long.", ["11"]),
    ("The path is 18 km (15 miles) long.", []),
    ("The path is 11 miles (about 18 km) long.", ["18"]),
    ("It weighs 2,5 kg (5.5 pounds) and is 30 cm (12 inches) wide.", ["5.5", "12"]),
    ("Un champ de 4 hectares (9,9 acres).", ["9,9"]),
    ("Un mur de 2 mètres (environ 6,5 pieds).", ["6,5"]),
    ("He drove at 100 km/h (62 mph).", ["62"]),
    ("A 10-mile (16-kilometre) walk.", ["16"]),
    ("He has 18 dogs (11 cats).", []),
    ("It is 18 km (18 km) long.", []),
    ("It is 18 km long (11 miles).", []),
    ("It weighs 18 km (11 pounds).", []),
]


@pytest.mark.parametrize(("text", "said_again"), CASES)
def test_a_figure_in_brackets_may_say_the_one_before_it(text: str, said_again: list[str]) -> None:
    assert [text[start:end] for start, end in conversions(text, read)] == said_again


def test_any_reading_will_do() -> None:
    assert list(conversions("1,250 m (4,100 ft)", lambda s: [float(s.replace(",", ".")), float(s.replace(",", ""))])) == [
        (9, 14)
    ]
    assert list(conversions("1,250 m (4,100 ft)", lambda _: [])) == []
