"""`mtalign check` and `mtalign explain` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CORPUS, Run, one_line_error

SAMPLE = str(CORPUS / "kharkiv.fr.txt")
REFERENCE = str(CORPUS / "kharkiv.en.txt")
BAD = "Le chat vit dans le le jardin.\nIl est parti. les autres dorment.\n"


def codes(output: bytes) -> list[str]:
    return [row["code"] for result in json.loads(output)["results"] for row in result["findings"]]


def test_exit_codes_follow_fail_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "good.txt").write_text("Le chat dort.\n", encoding="utf-8")
    done = run("check", "bad.txt")
    assert done.returncode == 1
    assert done.stdout.decode().startswith("bad.txt:1:18: warning repetition: ")
    assert done.stderr.decode() == "2 findings (1 error, 1 warning) in 1 text\n"
    assert run("check", "bad.txt", "--fail-on", "never").returncode == 0
    assert run("check", "bad.txt", "--only", "repetition").returncode == 0
    assert run("check", "bad.txt", "--only", "repetition", "--fail-on", "warning").returncode == 1
    assert run("check", "good.txt").returncode == 0
    assert run("check", "-", input=BAD.encode()).stdout.startswith(b"stdin:1:18:")


def test_selection(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    for options, wanted in (
        (("--exclude", "repetition"), ["sentence_break"]),
        (("--min-severity", "error"), ["sentence_break"]),
        (("--min-confidence", "1"), []),
        (("--only", "quote,repetition"), ["repetition"]),
    ):
        assert codes(run("check", "bad.txt", "-f", "json", *options).stdout) == wanted


def test_files_are_checked_each_on_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(BAD, encoding="utf-8")
    alone = json.loads(run("check", "a.txt", "-f", "json").stdout)["results"]
    both = json.loads(run("check", "b.txt", "a.txt", "-f", "json").stdout)["results"]
    assert both[1:] == alone


def test_a_baseline_hides_what_is_known_and_nothing_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
    done = run("check", "a.txt", "--write-baseline", "base")
    assert (done.returncode, done.stdout) == (0, b"")
    (tmp_path / "a.txt").write_text("Un titre neuf\n\n" + BAD + "La ville est est calme.\n", encoding="utf-8")
    again = run("check", "a.txt", "--baseline", "base", "--fail-on", "warning")
    assert again.returncode == 1
    assert again.stdout.count(b"repetition:") == 1
    assert b"2 suppressed" in again.stderr
    (tmp_path / ".mtalignignore").write_text("repetition  # refrains\nsentence_break # poetry\n", encoding="utf-8")
    assert run("check", "a.txt").stdout == b""
    (tmp_path / "ignored").write_text("oops\n", encoding="utf-8")
    assert "ignored, line 1" in one_line_error(run("check", "a.txt", "--ignore-file", "ignored"))


def test_a_pair_and_its_bitext_say_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("Le train part à 18 h 30.\nIl ne neige pas.\n", encoding="utf-8")
    (tmp_path / "t.txt").write_text("The train leaves at 8:30 p.m.\nIt is snowing.\n", encoding="utf-8")
    assert codes(run("check", "--pair", "s.txt", "t.txt", "-f", "json").stdout) == ["negation", "number"]
    for form in ("tmx", "xliff", "tsv", "jsonl"):
        name = f"b.{'xlf' if form == 'xliff' else form}"
        assert run("align", "s.txt", "t.txt", "-f", form, "-o", name).returncode == 0
        done = run("check", name, "-f", "json")
        assert codes(done.stdout) == ["negation", "number"], done.stderr


def test_every_format_is_written_whole(run: Run, tmp_path: Path) -> None:
    for name in ("r.json", "r.sarif", "r.xml", "r.html"):
        done = run("check", "--pair", SAMPLE, REFERENCE, "-o", name)
        assert done.returncode == 1
        assert b"finding" in done.stdout
        assert (tmp_path / name).stat().st_size > 1000
    first = (tmp_path / "r.html").read_bytes()
    run("check", "--pair", SAMPLE, REFERENCE, "-o", "r.html")
    assert (tmp_path / "r.html").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("check",), "name FILES to check"),
        (("check", SAMPLE, "--pair", SAMPLE, REFERENCE), "not both"),
        (("check", "nothing.txt"), "does not exist"),
        (("check", SAMPLE, "--only", "typo"), "there is no code or rule 'typo'"),
        (("check", SAMPLE, "--baseline", "nothing"), "does not exist"),
        (("explain", "typo"), "there is no code or rule 'typo'"),
        (("check", SAMPLE, "-o", "x.docx"), "no format has the ending .docx"),
        (("align", SAMPLE, REFERENCE, "-o", "x.docx"), "no format has the ending .docx"),
        (("translate", SAMPLE, "-o", "x.docx"), "no format has the ending .docx"),
    ],
)
def test_mistakes_get_one_line(run: Run, arguments: tuple[str, ...], wanted: str) -> None:
    assert wanted in one_line_error(run(*arguments))


def test_other_languages_get_a_note_and_a_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_text("Der alte Mann geht über die Straße und sieht {{name}} nicht.\n", encoding="utf-8")
    done = run("check", "de.txt", "-f", "json")
    assert codes(done.stdout) == ["placeholder"]
    assert b"neither French nor English" in done.stderr
    assert b"neither" not in run("check", "de.txt", "--lang", "en").stderr


def test_explain_shows_rules_and_examples(run: Run) -> None:
    done = run("explain", "fused_word")
    assert done.returncode == 0
    assert "fused_word/two-words" in done.stdout.decode()
    assert run("explain", "fused-word").stdout == done.stdout
    assert "villeavec" in run("explain", "fused_word/two-words").stdout.decode()


def test_rules_are_selected_like_codes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    for options in (("--only", "repetition/doubled-word"), ("--exclude", "sentence-break/lower-case")):
        assert codes(run("check", "bad.txt", "-f", "json", *options).stdout) == ["repetition"]
