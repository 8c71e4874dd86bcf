"""The learning of the aligner's weights, on a made-up alignment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtalign.alignment.signs import ALONE_SIGNS, BEAD_SIGNS, END_SIGNS, SHAPES, shape_class, weights, weights_of
from tests.alignment.test_alignment import news
from tests.conftest import ROOT

STORED = json.loads((ROOT / "mtalign" / "alignment" / "weights.json").read_text(encoding="utf-8"))


def test_the_stored_weights_name_every_sign_once() -> None:
    assert list(STORED["bead"]) == list(BEAD_SIGNS)
    assert list(STORED["ends"]) == list(END_SIGNS)
    assert list(STORED["alone"]) == list(ALONE_SIGNS)
    assert set(STORED["shapes"]) == {shape_class(a, b) for a, b in SHAPES}
    assert weights().bead.shape == weights().by_closeness.shape == (len(BEAD_SIGNS),)


def test_shapes_are_the_same_from_either_side() -> None:
    assert all(shape_class(a, b) == shape_class(b, a) for a, b in SHAPES)
    assert shape_class(1, 1) == "1-1"


def test_weights_are_learnt_from_known_alignments(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from learning import alignment as learn_alignment
    from mtalign.alignment.programme import Programme

    src, tgt = news(120)
    folder = tmp_path / "made"
    folder.mkdir()
    # Every tenth sentence is missing, every tenth but one joined to the next.
    lines: list[str] = []
    gold: list[str] = []
    i = 0
    while i < len(src):
        if i % 10 == 3:
            gold.append(f"[{i}]:[]")
        elif i % 10 == 6:
            gold.append(f"[{i},{i + 1}]:[{len(lines)}]")
            lines.append(f"{tgt[i]} {tgt[i + 1]}")
            i += 1
        else:
            gold.append(f"[{i}]:[{len(lines)}]")
            lines.append(tgt[i])
        i += 1
    for name, rows in (("fr", src), ("en", lines), ("gold", gold)):
        (folder / f"news.{name}").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (text,) = learn_alignment.read(tmp_path)
    data = learn_alignment.Stretches([text], {})
    known = weights_of(learn_alignment.learn(data))
    evidence = text.evidence.weighed(known)
    found = {(tuple(range(*a)), tuple(range(*b))) for a, b in Programme(evidence, *evidence.alone()).chain()}
    assert len(found & set(text.gold)) >= 0.97 * len(text.gold)
    # Weights of nothing find less.
    nothing = json.loads(json.dumps(STORED))
    for group in ("bead", "ends", "alone"):
        nothing[group] = {name: [0.0, 0.0] if isinstance(value, list) else 0.0 for name, value in nothing[group].items()}
    evidence = text.evidence.weighed(weights_of(nothing))
    blind = {(tuple(range(*a)), tuple(range(*b))) for a, b in Programme(evidence, *evidence.alone()).chain()}
    assert len(blind & set(text.gold)) < 0.8 * len(text.gold)
