"""Pairs with words lost or invented: what is said to lack does, and the rest of the pair is as it was."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from learning.judge import pair_planters as planters
from learning.judge.pair_planters import Linked, PlantedPair, linked

PAIR = linked(
    "Le maire a inauguré hier la nouvelle bibliothèque de la ville, avec trois ministres.",
    "The mayor opened the city's new library yesterday, with three ministers.",
    "0-0 1-1 2-2 3-2 4-7 5-3 6-5 7-6 8-4 9-4 10-4 11-8 12-9 13-10",
)
OTHER = linked(
    "Il pleut sur la plage et dans les champs.",
    "It is raining on the beach and in the fields.",
    "0-0 1-1 1-2 2-3 3-4 4-5 5-6 6-7 7-8 8-9",
)
SEEDS = range(300)


def draws(planter: object) -> list[PlantedPair]:
    found = [planter(PAIR, OTHER, random.Random(seed)) for seed in SEEDS]  # type: ignore[operator]
    return [pair for pair in found if pair is not None]


def plain(words: Sequence[str]) -> list[str]:
    return [word.strip(".,").lower() for word in words]


def test_links_are_pairs_of_words() -> None:
    assert linked("a b", "c d", "0-1 1-0") == Linked(["a", "b"], ["c", "d"], frozenset({(0, 1), (1, 0)}))
    assert linked("a", "b", "").links == frozenset()


def test_french_words_are_lost_whose_english_is_gone() -> None:
    found = draws(planters.lost)
    assert len(found) > 100
    assert len({pair.lost for pair in found}) > 10
    for pair in found:
        assert pair.french == PAIR.french
        assert not pair.invented and pair.lost
        there = set(plain(pair.english))
        for i, j in PAIR.links:
            if i in pair.lost:
                assert plain(PAIR.english)[j] not in there or plain(PAIR.english).count(plain(PAIR.english)[j]) > 1
        assert pair.english[0][0].isupper()
        assert pair.english[-1].endswith(".")
        assert any(planters.has_content(pair.french[i], "fr") for i in pair.lost)


def test_english_words_are_too_many_whose_french_is_gone() -> None:
    found = draws(planters.unsaid)
    assert len(found) > 100
    for pair in found:
        assert pair.english == PAIR.english
        assert not pair.lost and pair.invented
        assert len(pair.french) < len(PAIR.french)
        assert pair.french[-1].endswith(".")


def test_words_are_put_in_where_it_is_said() -> None:
    found = draws(planters.put_in)
    assert len(found) > 100
    for pair in found:
        kept = [word for i, word in enumerate(pair.english) if i not in pair.invented]
        assert plain(kept) == plain(PAIR.english)
        assert set(plain([pair.english[i] for i in pair.invented])) <= set(plain(OTHER.english))
        assert pair.english[-1].endswith(".")


def test_of_another_sentence_everything_is_wrong() -> None:
    (pair,) = {str(p): p for p in draws(planters.unrelated)}.values()
    assert pair.english == OTHER.english
    assert pair.lost == frozenset(range(len(PAIR.french)))
    assert pair.invented == frozenset(range(len(OTHER.english)))


def test_most_pairs_stay_right_and_the_same_seed_plants_the_same() -> None:
    found = [planters.plant(PAIR, OTHER, random.Random(seed)) for seed in SEEDS]
    right = [pair for pair in found if not pair.lost and not pair.invented]
    assert 0.35 < len(right) / len(found) < 0.7
    assert all((pair.french, pair.english) == (PAIR.french, PAIR.english) for pair in right)
    assert found == [planters.plant(PAIR, OTHER, random.Random(seed)) for seed in SEEDS]


@pytest.mark.parametrize("planter", [planters.lost, planters.unsaid, planters.put_in])
def test_a_pair_without_content_is_left_alone(planter: object) -> None:
    bare = linked("et de la", "and of the", "0-0 1-1 2-2")
    assert all(planter(bare, bare, random.Random(seed)) is None for seed in range(50))  # type: ignore[operator]


def test_words_with_content_are_told_from_those_without() -> None:
    assert [planters.has_content(word, "fr") for word in ("l’arbre,", "d'un", "«chat»", "et", "a", "12")] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    assert [planters.has_content(word, "en") for word in ("the", "Cat.", "car", "I")] == [False, True, True, False]
