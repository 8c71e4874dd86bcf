"""The review page of an alignment: safe, complete, and worked on in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtalign.documents import document, parse_bitext
from mtalign.errors import InputError
from mtalign.pipeline import align_documents
from mtalign.records import Bitext, Pair, Sentence
from mtalign.report import render_review
from tests.conftest import Run, one_line_error
from tests.report.test_browser import CHROMIUM, browser
from tests.report.test_html import HOSTILE, Reader

__all__ = ["browser"]

SENTENCES = [
    ("Un é.", "One é."),
    ("Deux\x07.", "Two <b>&.</b>"),
    ("Trois.", "Three."),
    (HOSTILE, HOSTILE),
    ("Cinq \\ \t.", "Five."),
]


def bitext() -> Bitext:
    pairs = tuple(
        Pair(src=(Sentence(text=fr, line=i),), tgt=(Sentence(text=en, line=i),), confidence=0.5 if i in (2, 4) else 0.97)
        for i, (fr, en) in enumerate(SENTENCES, 1)
    )
    return Bitext(source_lang="fr", target_lang="en", source_name="a.fr.txt", target_name="a.en.txt", pairs=pairs)


def test_the_page_is_complete_and_safe() -> None:
    html = render_review(bitext())
    reader = Reader(html)
    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in reader.tags]
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)
    assert "\x07" not in html
    for text in ("Un é.", "Deux␇.", "Two <b>&.</b>"):
        assert text in reader.text
    assert render_review(bitext()) == html


def test_unaligned_sentences_stay_on_their_side() -> None:
    one = Bitext(source_lang="fr", target_lang="en", pairs=(Pair(src=(), tgt=(Sentence(text="Alone."),)),))
    assert "unaligned" in Reader(render_review(one)).text
    assert "Alone." in Reader(render_review(one)).text
    assert "Neither text" in Reader(render_review(Bitext(source_lang="fr", target_lang="en", pairs=()))).text


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path (Debian package: chromium)")
def test_beads_are_joined_split_moved_and_saved(browser: object, tmp_path: Path) -> None:
    file = tmp_path / "review.html"
    file.write_text(render_review(bitext(), version="1"), encoding="utf-8")
    page = browser.new_page(accept_downloads=True)  # type: ignore[attr-defined]
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(file.as_uri())

    def kinds() -> list[str]:
        return list(page.locator(".bead .kind").all_text_contents())

    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.querySelector('.n').textContent") == "2"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.querySelector('.n').textContent") == "4"
    page.keyboard.press("p")
    page.keyboard.press("j")
    assert kinds() == ["1-1", "2-2", "1-1", "1-1"]
    assert page.inner_text("#n-changed") == "1"
    page.keyboard.press("s")
    assert kinds() == ["1-1"] * 5
    page.keyboard.press("u")
    assert kinds() == ["1-1", "2-2", "1-1", "1-1"]
    page.keyboard.press("t")
    assert kinds() == ["1-1", "2-1", "1-2", "1-1"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("s")
    assert kinds() == ["1-0", "0-1", "2-1", "1-2", "1-1"]
    for button, ending in (("#save-tsv", "tsv"), ("#save-tmx", "tmx")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.suggested_filename == f"a.fr.{ending}"
        download.value.save_as(tmp_path / f"saved.{ending}")
        saved = parse_bitext((tmp_path / f"saved.{ending}").read_bytes(), name="saved")
        assert [pair.kind for pair in saved.pairs] == kinds()
        assert [s.text for pair in saved.pairs for s in pair.src] == [fr for fr, _ in SENTENCES]
        assert [t.text for pair in saved.pairs for t in pair.tgt] == [en for _, en in SENTENCES]
    assert problems == []
    page.close()


def test_edits_are_taken_as_they_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Le chat dort. Le chien court.\n", encoding="utf-8")
    (tmp_path / "b").write_text("The cat sleeps. The dog runs.\n", encoding="utf-8")
    assert run("align", "a", "b", "-f", "ladder").stdout == b"[0]:[0]\n[1]:[1]\n"
    assert run("align", "a", "b", "-o", "edits.tsv").returncode == 0
    rows = (tmp_path / "edits.tsv").read_text(encoding="utf-8").split("\n")
    joined = "1\t2-2\t1.0000\t1,1\t1,1\tLe chat dort.␞Le chien court.\tThe cat sleeps.␞The dog runs."
    (tmp_path / "edits.tsv").write_text("\n".join([*rows[:3], joined, ""]), encoding="utf-8")
    assert run("align", "a", "b", "--edits", "edits.tsv", "-f", "ladder").stdout == b"[0,1]:[0,1]\n"
    (tmp_path / "a").write_text("Le chat dort. Le chien aboie.\n", encoding="utf-8")
    assert "differ from sentence 2 on" in one_line_error(run("align", "a", "b", "--edits", "edits.tsv"))


def test_edits_of_other_texts_are_refused() -> None:
    texts = [document("Un.", name="a", lang="fr"), document("One.", name="b", lang="en")]
    with pytest.raises(InputError, match="do not fit the source text"):
        align_documents(texts[0], texts[1], edits=bitext())
