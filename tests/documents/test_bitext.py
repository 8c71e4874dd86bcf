"""Bitexts to files and back, read by others too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.documents import BITEXTS as FORMATS
from mtalign.documents import parse_bitext, read_bitext, render_bitext
from mtalign.errors import InputError
from mtalign.records import Bitext, Pair, Sentence

TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("a <>&\"'\\\t\n\r\x00\x07\x1b\u2028\u241eé"), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=20,
)
SIDE = st.lists(st.builds(lambda text, line: Sentence(text=text, line=line), TEXT, st.integers(0, 999)), max_size=3).map(tuple)
PAIRS = st.lists(
    st.tuples(SIDE, SIDE, st.integers(0, 100))
    .filter(lambda t: bool(t[0] or t[1]))
    .map(lambda t: Pair(src=t[0], tgt=t[1], confidence=t[2] / 100)),
    max_size=5,
)
BITEXTS = PAIRS.map(
    lambda pairs: Bitext(source_lang="fr", target_lang="en", source_name="a.fr", target_name="a.en", pairs=tuple(pairs))
)
EXAMPLE = Bitext(
    source_lang="fr",
    target_lang="en",
    pairs=(
        Pair(src=(Sentence(text="Le chat dort.", line=1), Sentence(text="Il rêve <script>alert(1)</script>.", line=2)), tgt=(Sentence(text="The cat sleeps & dreams.", line=1),), confidence=0.75),
        Pair(src=(), tgt=(Sentence(text="Nobody\x07 said this.", line=2),), confidence=0.5),
        Pair(src=(Sentence(text="Personne.", line=4),), tgt=(), confidence=0.25),
    ),
)  # fmt: skip


@pytest.mark.parametrize("form", ["tsv", "jsonl", "tmx", "xliff"])
@settings(max_examples=60, deadline=None)
@given(bitext=BITEXTS)
def test_what_is_written_is_read_back(form: str, bitext: Bitext) -> None:
    read = parse_bitext(render_bitext(bitext, form, version="1").encode(), name="x")
    assert read.pairs == bitext.pairs
    assert read.alignment() == bitext.alignment()


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_the_same_bitext_gives_the_same_bytes(form: str) -> None:
    assert render_bitext(EXAMPLE, form) == render_bitext(EXAMPLE, form)
    assert "<script>" not in render_bitext(EXAMPLE, form) or form in ("tsv", "jsonl")


def test_the_ladder_is_bare() -> None:
    assert render_bitext(EXAMPLE, "ladder") == "[0,1]:[0]\n[]:[1]\n[2]:[]\n"


def test_another_reader_reads_our_tmx(tmp_path: Path) -> None:
    tmx = pytest.importorskip("translate.storage.tmx")
    (tmp_path / "a.tmx").write_text(render_bitext(EXAMPLE, "tmx", version="1"), encoding="utf-8")
    with (tmp_path / "a.tmx").open("rb") as file:
        store = tmx.tmxfile(file, "fr", "en")
    assert store.units[0].source == "Le chat dort. Il rêve <script>alert(1)</script>."
    assert store.units[0].target == "The cat sleeps & dreams."
    assert len(store.units) == 3


def test_another_reader_reads_our_xliff(tmp_path: Path) -> None:
    xliff2 = pytest.importorskip("translate.storage.xliff2")
    (tmp_path / "a.xlf").write_text(render_bitext(EXAMPLE, "xliff", version="1"), encoding="utf-8")
    with (tmp_path / "a.xlf").open("rb") as file:
        store = xliff2.Xliff2File(file)
    units = [unit for unit in store.units if unit.source or unit.target]
    assert units[0].source == "Le chat dort. Il rêve <script>alert(1)</script>."
    assert units[0].target == "The cat sleeps & dreams."


def test_tmx_of_others_is_read() -> None:
    data = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="FR" segtype="sentence"
    o-tmf="x" adminlang="en" creationtool="x" creationtoolversion="1" datatype="PlainText"/><body><tu><tuv xml:lang="EN"><seg>The
    <bpt i="1">&lt;b></bpt>cat<ept i="1">&lt;/b></ept></seg></tuv><tuv xml:lang="fr"><seg>Le <hi>chat</hi></seg></tuv></tu></body></tmx>"""
    (pair,) = parse_bitext(data.encode(), name="x").pairs
    assert [s.text for s in pair.src] == ["Le chat"]
    assert " ".join(pair.tgt[0].text.split()) == "The cat"


def test_two_columns_are_a_bitext() -> None:
    pairs = parse_bitext(b"Le chat.\tThe cat.\nRien.\t\n", name="x").pairs
    assert [pair.kind for pair in pairs] == ["1-1", "1-0"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<tmx", "no well-formed XML"),
        (b"<html/>", "those are tsv, jsonl, tmx, xliff"),
        (b"a\tb\tc\n", "line 1 has 3 columns"),
        (b"{broken", "is no bitext"),
        (b"{\"type\": \"bead\"}\n", "is no bitext"),
        (b"\xff\xfa", "not in utf-8"),
        (b"1\t2-1\t0.5\t1,2\t1\tonly one\tb\n", "says 2-1"),
    ],
)  # fmt: skip
def test_what_is_no_bitext_says_why(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_bitext(data, name="x")


def test_entities_are_neither_fetched_nor_blown_up(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = f"""<!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]><tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>&x;</seg></tuv></tu></body></tmx>"""
    assert "secret" not in str(parse_bitext(data.encode(), name="x"))
    with pytest.raises(InputError, match="cannot read"):
        read_bitext(str(tmp_path / "missing"))
