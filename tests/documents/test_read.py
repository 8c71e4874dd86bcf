from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtalign.documents import decode, document, read_document
from mtalign.errors import InputError

FRENCH = "Été à Kharkiv : « œuvre » et “déjà”, 3 800 €…\nDeuxième ligne.\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (FRENCH.encode(), FRENCH),
        (b"\xef\xbb\xbf" + FRENCH.encode(), FRENCH),
        (FRENCH.encode("utf-16"), FRENCH),
        (FRENCH.encode("utf-32"), FRENCH),
        (FRENCH.encode("utf-16-le"), FRENCH),
        (FRENCH.encode("utf-16-be"), FRENCH),
        (FRENCH.encode("cp1252"), FRENCH),
        (
            "élève, forêt, où, ça, Noël : déjà vu, très tôt.".encode("latin-1"),
            "élève, forêt, où, ça, Noël : déjà vu, très tôt.",
        ),
        (b"", ""),
        (b"\x00 et \x07" + b" du texte autour", "\x00 et \x07 du texte autour"),
    ],
)
def test_encodings_are_recognised(data: bytes, text: str) -> None:
    assert decode(data, name="x")[0] == text


def test_a_named_encoding_is_taken_at_its_word() -> None:
    assert decode("é".encode("cp850"), name="x", encoding="cp850") == ("é", "cp850")


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (b"\xff\xfe\xfd", "utf-8", "x is not in utf-8"),
        (b"abc", "klingon", "there is no encoding 'klingon'"),
        (b"abc", "base64", "not an encoding of text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, None, "x is a binary file"),
        (b"\0" * 100, None, "x is a binary file"),
        (bytes(range(256)) * 16, None, "x is a binary file"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, encoding: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        decode(data, name="x", encoding=encoding)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_document(str(tmp_path / "nowhere"), lang="fr")
    with pytest.raises(InputError, match="is a folder"):
        read_document(str(tmp_path), lang="fr")
    with pytest.raises(InputError, match="cannot read"):
        read_document("nul\0byte", lang="fr")


def test_paragraphs_are_the_lines_that_say_something() -> None:
    doc = document("Un\r\n\r\n  \n deux \n[]\n\n", name="x", lang="fr")
    assert [span.of(doc.text) for span in doc.paragraphs] == ["Un", " deux ", "[]"]


@given(st.text())
def test_the_text_is_kept(text: str) -> None:
    doc = document(text, name="x", lang="fr")
    assert len(doc.text) == len(text)
    lines = [line for line in doc.text.split("\n") if line.strip()]
    assert len(doc.paragraphs) == len(lines)


def test_lone_surrogates_become_replacement_characters() -> None:
    assert document("a\ud800b", name="x", lang="fr").text == "a\ufffdb"
