"""Planters change one place of a sentence, say which, and leave the rest alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from learning.judge import planters
from learning.judge.dictionary import Reading, forms
from learning.judge.material import Material
from learning.judge.plant import PLANTERS, plant
from learning.judge.planted import LABELS, labels
from mtalign.detect.judge.tokens import tokens

AFFIXES = """SET UTF-8
SFX S. Y 2
SFX S. 0 0/L'D'Q' [^sxz] is:sg
SFX S. 0 s/D'Q' [^sxz] is:pl
SFX F. Y 4
SFX F. 0 0 [^s] is:mas is:sg
SFX F. 0 s [^s] is:mas is:pl
SFX F. 0 e [^s] is:fem is:sg
SFX F. 0 es [^s] is:fem is:pl
SFX a0 Y 6
SFX a0 er er er po:infi
SFX a0 er e er po:ipre po:1sg po:3sg
SFX a0 er ent er po:ipre po:3pl
SFX a0 er ait er po:iimp po:3sg
SFX a0 er é er po:ppas is:mas is:sg
SFX a0 er ées er po:ppas is:fem is:pl
"""
WORDS = """9
pont/S. po:nom is:mas
maison/S. po:nom is:fem
grand/F.() po:adj
fermer/a0 po:v1_it____a
le/-- po:det is:mas is:sg
la/-- po:det is:fem is:sg
"""
TEXT = "Le maire de la ville a fermé les grands ponts de la vieille maison, et il n’exclut pas qu’il ferme aussi la petite route du port."
ENGLISH = (
    "The mayor of the town has closed the great bridges of the old house, however, and he may also close the harbour road."
)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = tmp_path_factory.mktemp("dictionary")
    (folder / "fr.aff").write_text(AFFIXES, encoding="utf-8")
    (folder / "fr.dic").write_text(WORDS, encoding="utf-8")
    dictionary = forms(folder)
    counts = dict.fromkeys(dictionary, 10)
    return Material(
        dictionary,
        counts,
        ["however", "which"],
        ["Le présent règlement entre en vigueur."],
        ["en vertu de la loi"],
        random.Random(1),
    )


def test_forms_are_made_with_their_features(tmp_path: Path) -> None:
    (tmp_path / "fr.aff").write_text(AFFIXES, encoding="utf-8")
    (tmp_path / "fr.dic").write_text(WORDS, encoding="utf-8")
    found = forms(tmp_path)
    assert found["ponts"] == {Reading("pont", "N", "mp")}
    assert found["grandes"] == {Reading("grand", "A", "fp")}
    assert found["fermées"] == {Reading("fermer", "P", "fp")}
    assert found["ferme"] == {Reading("fermer", "V", "pres1s"), Reading("fermer", "V", "pres3s")}
    assert found["fermer"] == {Reading("fermer", "V", "inf")}


@pytest.mark.parametrize(
    ("code", "planter"), [(code, planter) for code, planter, _ in PLANTERS], ids=lambda x: getattr(x, "__name__", x)
)
def test_every_planter_finds_a_place_and_changes_only_that(material: Material, code: str, planter: object) -> None:
    found = tokens(TEXT)
    edits = []
    for seed in range(60):
        material.rng.seed(seed)
        more = {planters.untranslated: (ENGLISH,), planters.restart: (TEXT,)}.get(planter, ())  # type: ignore[call-overload]
        edit = planter(material, TEXT, found, *more)  # type: ignore[operator]
        if edit is not None:
            edits.append(edit)
    assert len(edits) >= 5
    new = {TEXT[: e.start] + e.new + TEXT[e.end :] for e in edits}
    assert TEXT not in new
    assert len(new) >= 2


def test_what_was_planted_is_where_it_is_said_to_be(material: Material) -> None:
    codes = set()
    for seed in range(400):
        material.rng.seed(seed)
        planted = plant(material, TEXT, ENGLISH, TEXT)
        if planted is None:
            continue
        ((start, end, code),) = planted.marks
        codes.add(code)
        assert 0 <= start < end <= len(planted.text)
        assert planted.text[:start].rstrip(" ,") == TEXT[: len(planted.text[:start].rstrip(" ,"))]
        assert any(labels(tokens(planted.text), planted.marks))
    assert codes == set(LABELS) - {""}


def test_nothing_is_planted_in_what_is_too_short(material: Material) -> None:
    assert plant(material, "Il dort.") is None


def test_labels_mark_the_tokens_that_a_span_touches() -> None:
    text = "Deux les départs"
    assert labels(tokens(text), [(0, 8, "grammar")]) == [LABELS.index("grammar")] * 2 + [0]
