"""The judge on whole documents: any text, the same however it is cut up, and less patient where much is wrong."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.detect import find
from mtalign.detect.judge import judge as judging
from mtalign.detect.judge.judge import MOST_LEAN, Verdict, french_judge
from mtalign.documents import document
from mtalign.records import Span
from mtalign.segment import segments

BAD = (
    "Le préfet a promis que toute la lumière serait Toute la lumière sera faite sur les causes du drame.",
    "Les autorités ont levé les dernière restrictions.",
    "Le grand-duc, however, n’a pas souhaité commenter.",
    "Le voyage durera six ans, soit un an de moins que la.",
)
CLEAN = (
    "Les habitants du village ont été réveillés par la pluie dans la nuit de mardi à mercredi.",
    "Le conseil municipal se réunira jeudi pour voter le budget de la nouvelle école.",
    "Elle a longtemps vécu dans une petite maison au bord du lac, avec sa sœur et leurs deux chiens.",
)


def codes(found: list[Verdict]) -> list[tuple[int, Span, str]]:
    return [(v.segment, v.span, v.code) for v in found]


def test_what_is_wrong_is_found_and_what_is_right_is_left_alone() -> None:
    found = french_judge().verdicts([*CLEAN, *BAD, *CLEAN])
    assert {v.segment for v in found} == {3, 4, 5, 6}
    by_segment = {v.segment: v for v in found}
    assert [by_segment[i].code for i in (3, 4, 5, 6)] == ["restart", "agreement", "untranslated", "truncation"]
    assert french_judge().verdicts(CLEAN) == []


def test_a_likelier_word_is_suggested() -> None:
    text = document("Il a acheté un maison avec sa femme. Les deux suspect ont été remis en liberté.", name="t", lang="fr")
    found = find(text, segments(text))
    assert [(f.rule, f.text, f.suggestion) for f in found] == [
        ("agreement/learnt", "un maison", "une maison"),
        ("agreement/learnt", "suspect", "suspects"),
    ]


@pytest.mark.parametrize("texts", [[], [""], ["", "  ", "\n"], ["…"], ["12"], ["\0\x07"], ["日本 語"], ["إلى"]])
def test_nothing_is_said_of_nothing(texts: list[str]) -> None:
    assert french_judge().verdicts(texts) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=80), st.sampled_from(BAD + CLEAN)), max_size=6))
def test_any_text_gets_verdicts_inside_it(texts: list[str]) -> None:
    found = french_judge().verdicts(texts)
    assert found == sorted(found, key=lambda v: (v.segment, v.span))
    for verdict in found:
        assert 0 <= verdict.span.start < verdict.span.end <= len(texts[verdict.segment])
        assert 0.4 < verdict.probability < 1
    for before, behind in pairwise(found):
        assert before.segment < behind.segment or before.span.end <= behind.span.start


def test_a_document_is_judged_alike_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = list(CLEAN + BAD) * 3
    whole = french_judge().verdicts(texts)
    monkeypatch.setattr(judging, "_AT_ONCE", 20)
    parts = french_judge().verdicts(texts)
    assert codes(parts) == codes(whole)
    assert [v.probability for v in parts] == pytest.approx([v.probability for v in whole], abs=1e-3)


def test_a_line_without_an_end_is_judged_in_parts() -> None:
    line = " ".join([*CLEAN * 60, "Les analystes sont worried par la dette.", *CLEAN * 20])
    found = french_judge().verdicts([line])
    assert [line[v.span.start : v.span.end] for v in found if v.code == "untranslated"] == ["worried"]


def test_a_bad_document_is_doubted_more() -> None:
    judge = french_judge()
    doubtful = "Le gouvernement annonce la nouvelle mesure sur le emploi des jeune."
    alone = judge.verdicts([*CLEAN * 8, doubtful])
    among = judge.verdicts([*BAD * 3, doubtful])
    known = judge.verdicts([*CLEAN * 8, doubtful], [(i, Span(0, 3)) for i in range(24)])

    def odds(found: list[Verdict], last: int) -> list[float]:
        return [math.log(v.probability / (1 - v.probability)) for v in found if v.segment == last]

    assert len(odds(alone, 24)) <= len(odds(among, 12))
    assert len(odds(alone, 24)) <= len(odds(known, 24))
    assert max(odds(known, 24)) == pytest.approx(max(odds(among, 12)), abs=MOST_LEAN)
    assert max(odds(alone, 24), default=-math.inf) < max(odds(known, 24))


def test_what_another_rule_has_found_is_counted_once() -> None:
    judge = french_judge()
    (segment, span, _), *_ = codes(judge.verdicts(BAD))
    # The same place, and as many places beside it.
    same = judge.verdicts(BAD, [(segment, span)])
    more = judge.verdicts([*BAD, CLEAN[0]], [(len(BAD), Span(0, 3))])
    assert [v.probability for v in same] == [v.probability for v in judge.verdicts(BAD)]
    assert more[0].probability >= same[0].probability
