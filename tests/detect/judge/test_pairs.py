"""The judge of pairs: words laid beside each other, and which of them the other side lacks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.detect import find_in_pair
from mtalign.detect.judge import pairs as judging
from mtalign.detect.judge.gaps import NAMES, SOURCE_NAMES, TARGET_NAMES
from mtalign.detect.judge.pairs import Pair, pair_judge
from mtalign.detect.text import Text
from mtalign.detect.unit import Unit
from mtalign.documents import document
from mtalign.pipeline import attention_reader, second_witness
from mtalign.pipeline.retry import lines_as_document
from mtalign.records import Reading, Reads, Span
from mtalign.segment import segments

RIGHT = (
    ("Le maire a inauguré la nouvelle bibliothèque de la ville.", "The mayor opened the city's new library."),
    ("Les pompiers ont éteint l’incendie dans la nuit.", "Firefighters put out the blaze during the night."),
    ("Elle a vendu sa maison pour acheter un bateau.", "She sold her house to buy a boat."),
)
LOST = (
    "Le chien du voisin a mordu deux enfants près de la fontaine du village.",
    "The neighbour's dog bit two children.",
)  # fmt: skip
INVENTED = ("Le maire est parti.", "The mayor left with his two brothers and a dog.")


def units(pairs: Sequence[tuple[str, str]], langs: tuple[str, str] = ("fr", "en")) -> list[Unit]:
    source, left = lines_as_document([a for a, _ in pairs], name="s", lang=langs[0])
    target, right = lines_as_document([b for _, b in pairs], name="t", lang=langs[1])
    texts = Text(source, left, "source"), Text(target, right, "target")
    return [Unit(*texts, index) for index in range(len(pairs))]


def weighed(
    pairs: Sequence[tuple[str, str]], reads: Reads | None = None, langs: tuple[str, str] = ("fr", "en")
) -> list[tuple[list[str], list[str]]]:
    """What each pair lost and what it invented."""
    found = units(pairs, langs)
    pair_judge().weigh([unit for unit in found if unit.coverage], reads)
    return [
        (
            [run.span.of(unit.source.document.text) for run in unit.lost],
            [run.span.of(unit.target.document.text) for run in unit.invented],
        )
        for unit in found
    ]


@pytest.fixture(scope="module")
def reads() -> Reads:
    found = second_witness(attention_reader("fr", "en"))
    assert found is not None
    return found


@pytest.mark.parametrize("with_model", [False, True])
def test_what_is_lost_and_invented_is_found_and_what_is_right_is_not(reads: Reads, with_model: bool) -> None:
    found = weighed([*RIGHT, LOST, INVENTED], reads if with_model else None)
    assert found[:3] == [([], [])] * 3
    (lost,), invented = found[3]
    assert "fontaine" in lost and "chien" not in lost
    assert invented == []
    lost_too, (added,) = found[4]
    assert "brothers" in added and "mayor" not in added
    assert lost_too == []


def test_it_works_the_other_way_round() -> None:
    turned = [(b, a) for a, b in (*RIGHT, LOST, INVENTED)]
    found = weighed(turned, langs=("en", "fr"))
    assert found[:3] == [([], [])] * 3
    assert "fontaine" in found[3][1][0]
    assert "brothers" in found[4][0][0]


def test_pairs_are_weighed_alike_whatever_they_stand_beside(reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [*RIGHT, LOST, INVENTED] * 2
    whole = weighed(pairs, reads)
    monkeypatch.setattr(judging, "_AT_ONCE", 3)
    assert weighed(pairs, reads) == whole
    assert [weighed([pair], reads)[0] for pair in pairs] == whole


def test_a_model_is_asked_only_of_what_is_doubtful_and_may_not_be_able_to_read(reads: Reads) -> None:
    asked: list[str] = []

    def blind(
        sources: Sequence[str], targets: Sequence[str], mine: Sequence[Sequence[Span]], theirs: Sequence[Sequence[Span]]
    ) -> list[Reading | None]:
        asked.extend(sources)
        return [None] * len(sources)

    pairs = [*RIGHT, LOST, INVENTED]
    assert weighed(pairs, blind) == weighed(pairs)
    assert {LOST[0], INVENTED[0]} <= set(asked) < {source for source, _ in pairs}


def test_each_word_is_measured(reads: Reads) -> None:
    (unit,) = units([LOST])
    pair = Pair(unit)
    left, right = pair.by_lexicon
    assert left.shape == (len(pair.sides[0].content), len(NAMES))
    assert right.shape == (len(pair.sides[1].content), len(NAMES))
    by_word = {
        item.word.text: dict(zip(NAMES, row, strict=True)) for item, row in zip(pair.sides[0].content, left, strict=True)
    }
    assert (by_word["chien"]["covered"], by_word["fontaine"]["covered"]) == (1, 0)
    assert by_word["fontaine"]["run"] == 3
    assert by_word["fontaine"]["run_rest"] == 1
    assert by_word["village"]["last"] == 1
    assert by_word["chien"]["first"] == 1
    assert by_word["fontaine"]["slot"] == 0
    assert by_word["chien"]["offset"] < 2
    (reading,) = reads([unit.src.text], [unit.tgt.text], [pair.places(0)], [pair.places(1)])
    assert reading is not None
    source, target = pair.laid[0].of_source(reading), pair.laid[1].of_target(reading)
    assert source.shape == (len(left), len(SOURCE_NAMES))
    assert target.shape == (len(right), len(TARGET_NAMES))
    looked = {item.word.text: row[0] for item, row in zip(pair.sides[0].content, source, strict=True)}
    assert looked["chien"] > looked["fontaine"]
    assert np.isfinite(source).all() and np.isfinite(target).all()


def test_what_no_lexicon_knows_is_not_weighed() -> None:
    with pytest.raises(ValueError, match="no lexicon"):
        Pair(units([("Der Hund schläft.", "Pies śpi.")], ("de", "pl"))[0])


WORDS = st.sampled_from("le chien maire a the dog mayor of in deux 12 … « » — Paris l’eau x \u202e \0".split(" "))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join))
def test_any_pair_can_be_weighed(french: str, english: str) -> None:
    a, b = document(french, name="a", lang="fr"), document(english, name="b", lang="en")
    left, right = segments(a, "none"), segments(b, "none")
    if len(left) == len(right):
        for finding in find_in_pair(a, left, b, right, reads=second_witness(attention_reader("fr", "en"))):
            text = a.text if finding.side == "source" else b.text
            assert finding.text == finding.span.of(text) != ""
