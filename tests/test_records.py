from __future__ import annotations

import math
from typing import Any

import pytest

from mtalign.errors import AlignmentError
from mtalign.records import Alignment, Bead, Document, Evidence, Finding, Hypothesis, Provenance, Segment, Span


def beads(*shapes: tuple[int, int]) -> tuple[Bead, ...]:
    out, i, j = [], 0, 0
    for a, b in shapes:
        out.append(Bead(src=Span(i, i + a), tgt=Span(j, j + b)))
        i, j = i + a, j + b
    return tuple(out)


def test_an_alignment_covers_both_sides() -> None:
    alignment = Alignment(beads=beads((1, 1), (2, 1), (0, 1), (1, 0)), n_src=4, n_tgt=3)
    assert [bead.kind for bead in alignment.beads] == ["1-1", "2-1", "0-1", "1-0"]


@pytest.mark.parametrize(
    ("chain", "n_src", "n_tgt", "said"),
    [
        ((Bead(src=Span(1, 2), tgt=Span(0, 1)),), 2, 1, "bead 0 starts at source 1, expected 0"),
        ((Bead(src=Span(0, 1), tgt=Span(1, 2)),), 1, 2, "bead 0 starts at target 1, expected 0"),
        ((Bead(src=Span(0, 0), tgt=Span(0, 0)),), 0, 0, "bead 0 is 0-0"),
        ((Bead(src=Span(0, 1), tgt=Span(0, 1)),), 2, 1, "beads cover 1 source and 1 target segments of 2 and 1"),
        ((), 0, 1, "beads cover 0 source"),
    ],
)
def test_a_broken_alignment_names_the_place(chain: tuple[Bead, ...], n_src: int, n_tgt: int, said: str) -> None:
    with pytest.raises(AlignmentError, match=said):
        Alignment(beads=chain, n_src=n_src, n_tgt=n_tgt)


def test_paragraphs_lie_in_order_inside_the_text() -> None:
    with pytest.raises(ValueError, match="paragraph 1"):
        Document(name="x", lang="fr", text="ab cd", paragraphs=(Span(0, 3), Span(2, 5)))


def test_a_segment_fits_its_span() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Segment(paragraph=0, span=Span(0, 3), text="ab")


def test_a_finding_has_a_place() -> None:
    with pytest.raises(ValueError, match="span"):
        Finding(
            rule="quote/unclosed", code="quote", severity="error", side="source", segment=0, span=Span(1, 1), text="", message="",
            evidence=Evidence(measure="x", value=1.0, threshold=1.0),
        )  # fmt: skip


def test_confidence_is_the_geometric_mean() -> None:
    hypothesis = Hypothesis(text="a b", logprob=math.log(0.5) + math.log(0.125), n_target_tokens=2)
    assert hypothesis.confidence == pytest.approx(0.25)
    assert Hypothesis(text="[]", n_parts=0).confidence == 1.0


def test_the_signature_changes_with_every_setting() -> None:
    base: dict[str, Any] = {
        "version": "1",
        "model": "m",
        "revision": "r",
        "engine": "e",
        "compute_type": "c",
        "segmenter": "s",
        "aligner": "a",
        "retry": False,
    }
    signatures = {Provenance(beam=4, **base).signature(), Provenance(beam=5, **base).signature()}
    signatures |= {Provenance(beam=4, **{**base, key: "other"}).signature() for key in base}
    assert len(signatures) == 2 + len(base)
