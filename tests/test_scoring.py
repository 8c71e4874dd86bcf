from __future__ import annotations

import pytest

from mtalign.errors import ScoreError
from mtalign.scoring import lines_of, score, segment_scores

REFERENCES = ["The cat sat on the mat.", "It rained all day in the north.", "Nobody came."]


def test_a_perfect_corpus() -> None:
    found = {s.metric: s for s in score(REFERENCES, REFERENCES)}
    assert found["BLEU"].value == pytest.approx(100)
    assert found["chrF2++"].value == pytest.approx(100)
    assert found["TER"].value == 0


def test_scores_are_sacrebleus_own() -> None:
    import sacrebleu

    hypotheses = ["The cat sat on a mat.", "It rained the whole day up north.", "No one came."]
    found = {s.metric: s for s in score(hypotheses, REFERENCES)}
    assert found["BLEU"].value == round(sacrebleu.corpus_bleu(hypotheses, [REFERENCES]).score, 2)
    assert found["chrF2++"].value == round(sacrebleu.corpus_chrf(hypotheses, [REFERENCES], word_order=2).score, 2)
    assert found["TER"].value == round(sacrebleu.corpus_ter(hypotheses, [REFERENCES]).score, 2)
    for s in found.values():
        assert "nrefs:1" in s.signature
        assert "bs:1000|seed:12345" in s.signature
        assert s.low is not None and s.high is not None
        assert s.low <= s.high


def test_intervals_can_be_left_out() -> None:
    assert all(s.low is None and "bs:" not in s.signature for s in score(REFERENCES, REFERENCES, intervals=False))


@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_sides_of_different_length_are_never_zipped(n: int) -> None:
    with pytest.raises(ScoreError, match=f"{n} hypotheses against 3 references"):
        score(["x"] * n, REFERENCES)
    with pytest.raises(ScoreError, match=f"{n} hypotheses against 3 references"):
        segment_scores(["x"] * n, REFERENCES)


def test_nothing_is_not_a_corpus() -> None:
    with pytest.raises(ScoreError, match="both sides are empty"):
        score([], [])


def test_each_segment_is_scored_alone() -> None:
    rows = segment_scores(["The cat sat on the mat.", "x"], REFERENCES[:2])
    assert [s.metric for s in rows[0]] == ["BLEU", "chrF2++", "TER"]
    assert rows[0][0].value == pytest.approx(100)
    assert rows[1][0].value < 5
    assert "eff:yes" in rows[0][0].signature


def test_ter_is_left_out_where_it_would_take_minutes() -> None:
    long = " ".join(f"word{i}" for i in range(2000))
    assert [s.metric for s in score([long, "a"], [long, "b"])] == ["BLEU", "chrF2++"]
    assert [[s.metric for s in row] for row in segment_scores([long], [long])] == [["BLEU", "chrF2++"]]


def test_lines_are_counted_as_in_a_file() -> None:
    assert lines_of("a\n\nb\r\n") == ["a", "", "b"]
    assert lines_of("a\nb") == ["a", "b"]
    assert lines_of("") == []
