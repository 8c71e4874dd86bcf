"""The command line as a user meets it: results, formats, exit codes, and every kind of bad input."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mtalign.translation.checkpoint import bundled_folder
from tests.conftest import CORPUS, Run, one_line_error

SAMPLE = str(CORPUS / "kharkiv.fr.txt")
REFERENCE = str(CORPUS / "kharkiv.en.txt")


def test_one_run_writes_every_format(run: Run, tmp_path: Path) -> None:
    done = run("translate", SAMPLE, "--ref", REFERENCE, "-f", "html,txt,tsv,jsonl", "-o", "out.html")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert lines[:4] == [f"report: out.{form}" for form in ("html", "txt", "tsv", "jsonl")]
    # The sample is a bad text, and its translation is no better.
    assert [line.split(":")[0] for line in lines[4:]] == ["segments", "flags", "scores", "warning"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.html", "out.jsonl", "out.tsv", "out.txt"]
    assert done.stderr == b""


def test_text_goes_to_stdout_and_talk_to_stderr(run: Run) -> None:
    done = run("translate", "-", input=b"Le chat dort.\n\n[]\n")
    assert done.stdout.count(b"\n") == 3
    assert done.stdout.endswith(b"\n\n[]\n")
    assert done.stderr.decode().startswith("segments: 2")
    assert run("translate", "-q", input=b"Le chat dort.").stderr == b""


def test_the_format_follows_the_ending(run: Run, tmp_path: Path) -> None:
    assert run("translate", SAMPLE, "-q", "-o", "a.tsv").returncode == 0
    assert (tmp_path / "a.tsv").read_text(encoding="utf-8").startswith("unit\tline\tsource")


def test_fail_on_sets_the_exit_code(run: Run, tmp_path: Path) -> None:
    assert run("translate", SAMPLE, "-q", "-o", "a.html", "--fail-on", "error").returncode == 1
    assert (tmp_path / "a.html").exists()
    assert run("translate", "-q", "--fail-on", "warning", input=b"Le chat dort.").returncode == 0


def test_score_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "h").write_text("The cat sleeps.\nIt rains a lot here.\n")
    (tmp_path / "r").write_text("The cat sleeps.\nIt rains a lot there.\n")
    done = run("score", "h", "r")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.decode().splitlines()[:3]] == ["BLEU", "chrF2++", "TER"]
    (tmp_path / "r").write_text("The cat sleeps.\n")
    assert "2 hypotheses against 1 references" in one_line_error(run("score", "h", "r"))


def test_models(run: Run) -> None:
    assert b"tiny-fr-en" in run("models", "list").stdout
    assert b"sha256" in run("models", "info", "tiny-fr-en").stdout
    assert run("models", "verify", "tiny-fr-en").stdout.count(b"ok: ") == 3
    assert "no model 'nope'" in one_line_error(run("models", "info", "nope"))


def test_unsplit_lines_come_back_one_for_one(run: Run) -> None:
    data = "Un. Deux.\n\n[]\n\x00\x1b\nÉté\u2028hiver\r\n   \nFin".encode()
    done = run("translate", "--split", "none", "-q", input=data)
    assert done.returncode == 0
    assert done.stdout.count(b"\n") == data.count(b"\n")


def test_an_encoding_that_was_guessed_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("L’été à la forêt, déjà très tôt.".encode("cp1252"))
    done = run("translate", "a.txt")
    assert done.returncode == 0
    assert "a.txt was read as cp1252" in done.stderr.decode()
    assert run("translate", "a.txt", "-q", "--encoding", "cp1252").stdout == done.stdout
    assert "not in utf-8" in one_line_error(run("translate", "a.txt", "--encoding", "utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n  \n",
        "[]",
        "\x00\x01\x02 un peu de texte",
        "שלום עולם. مرحبا بالعالم",
        "你好。再见。",
        "<script>alert(1)</script>",
        "\ufeff",
        "a" * 5000,
        "🙂" * 50,
    ],
)
def test_any_text_gets_a_result(run: Run, text: str) -> None:
    done = run("translate", "-f", "html", input=text.encode())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"<!doctype html>")


def test_a_megabyte_without_a_line_break(run: Run) -> None:
    done = run(
        "translate",
        "-q",
        "-f",
        "txt",
        "--beam",
        "1",
        input=("Le chat dort sur le toit de la maison. " * 26_000).encode(),
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b".") >= 26_000


def test_a_megabyte_without_a_single_space(run: Run) -> None:
    done = run("translate", "-q", "-f", "txt", "--beam", "1", input=b"1234567890" * 100_000, timeout=300)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) == 1_000_000


def test_twenty_thousand_short_lines(run: Run) -> None:
    lines = [f"Bonjour {('Anne', 'Paul', 'Marc')[i % 3]}." if i % 5 else "" for i in range(20_000)]
    done = run("translate", "-q", "-f", "txt", input="\n".join(lines).encode(), timeout=300)
    assert done.returncode == 0, done.stderr
    out = done.stdout.decode().split("\n")
    assert [bool(line) for line in out] == [bool(line) for line in lines]
    assert out[1] == out[16] == out[31]


# Arguments, and a part of the one line that must come of them. "{dir}" is a folder of the test's own.
BAD = [
    (["translate", "missing.txt"], "missing.txt does not exist"),
    (["translate", "{dir}"], "is a folder"),
    (["translate", "{dir}/binary"], "is a binary file"),
    (["translate", SAMPLE, "--ref", "missing.txt"], "missing.txt does not exist"),
    (["translate", SAMPLE, "--encoding", "klingon"], "no encoding 'klingon'"),
    (["translate", SAMPLE, "--encoding", "utf-16"], "is not in utf-16"),
    (["translate", SAMPLE, "-o", "no/such/folder/x.html"], "No such file"),
    (["translate", SAMPLE, "-o", "{dir}"], "is a folder"),
    (["translate", SAMPLE, "-o", SAMPLE], "is an input too"),
    (["translate", SAMPLE, "-f", "pdf"], "no format 'pdf'"),
    (["translate", SAMPLE, "-f", "txt,tsv"], "need -o FILE"),
    (["translate", SAMPLE, "--model", "nope"], "no model 'nope'"),
    (["translate", SAMPLE, "--model", "{dir}"], "has no config.json"),
    (["translate", SAMPLE, "--model", "a/b", "--offline"], "--offline forbids the network"),
    (["translate", SAMPLE, "--beam", "0"], "beam"),
    (["translate", SAMPLE, "--split", "none", "--ref", "{dir}/short"], "needs a line for each"),
    (["translate", SAMPLE, "--bogus"], "No such option"),
    (["translate", SAMPLE, "-o", "/dev/full"], "No space left"),
    (["nonsense"], "No such command"),
    (["score", SAMPLE], "Missing argument"),
    (["score", "{dir}/empty", "{dir}/empty"], "both sides are empty"),
]


@pytest.mark.parametrize(("args", "said"), BAD, ids=[" ".join(a[1:])[-40:] + "|" + s[:20] for a, s in BAD])
def test_bad_input_is_one_line_and_exit_code_2(run: Run, args: list[str], said: str, tmp_path: Path) -> None:
    folder = tmp_path / "dir"
    folder.mkdir()
    (folder / "binary").write_bytes(bytes(range(256)) * 20)
    (folder / "short").write_text("One line.\n")
    (folder / "empty").write_text("")
    before = Path(SAMPLE).read_bytes()
    done = run(*[arg.replace("{dir}", str(folder)) for arg in args])
    assert said in one_line_error(done)
    assert Path(SAMPLE).read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dir"]


@pytest.mark.skipif(sys.platform == "win32", reason="paths there are not bytes")
@pytest.mark.parametrize(
    "args", [[b"translate", b"\xff\xfe.txt"], [b"translate", b"-", b"--model", b"\xed\xa0\x80"], [b"score", b"\xff", b"x"]]
)
def test_bytes_that_are_no_text_on_the_command_line(run: Run, args: list[bytes]) -> None:
    one_line_error(run(*args, input=b"Bonjour."))


def test_a_file_may_have_any_name(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.html")
    done = run("translate", "-", "-o", name, input=b"Bonjour.")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).exists()


def test_an_unreadable_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bonjour.")
    (tmp_path / "a.txt").chmod(0)
    if os.access(tmp_path / "a.txt", os.R_OK):
        # Root reads everything; a loop of links nobody does.
        (tmp_path / "a.txt").unlink()
        (tmp_path / "a.txt").symlink_to("a.txt")
    assert "cannot read a.txt" in one_line_error(run("translate", "a.txt"))


def test_an_output_that_may_not_be_written(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    target = "locked/x.html" if not os.access(folder, os.W_OK) else "/proc/x.html"
    if target.startswith("/proc") and not Path("/proc").is_dir():
        pytest.skip("neither a locked folder nor /proc")
    assert "cannot write" in one_line_error(run("translate", SAMPLE, "-o", target))


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root may mount a small file system")
    return folder


def test_a_full_disk_leaves_the_old_file(run: Run, small_disk: Path) -> None:
    try:
        (small_disk / "out.html").write_text("old")
        done = run("translate", SAMPLE, "-o", str(small_disk / "out.html"))
        assert "No space left" in one_line_error(done)
        assert (small_disk / "out.html").read_text() == "old"
        assert [p.name for p in small_disk.iterdir()] == ["out.html"]
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)


def test_a_failed_run_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.html").write_text("old")
    one_line_error(run("translate", "missing.txt", "-o", "out.html"))
    assert (tmp_path / "out.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_an_interrupt_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    import pty

    text = "".join(f"La ville numéro {i} est belle, et la ville numéro {i * 7} l’est aussi.\n" for i in range(20_000))
    (tmp_path / "in.txt").write_text(text, encoding="utf-8")
    (tmp_path / "out.txt").write_text("old")
    command = [sys.executable, "-m", "mtalign", "translate", "in.txt", "-o", "out.txt"]
    master, slave = pty.openpty()
    # A background job ignores interrupts, and so would its children: here they are heard whoever runs the tests.
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=slave,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    os.close(slave)
    said = b""
    # The bar on the terminal says that it is at work: reading waits for it.
    while b"translating" not in said:
        said += os.read(master, 4096)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(OSError):
        # A terminal whose other end has left is an error, and the end.
        while piece := os.read(master, 4096):
            said += piece
    os.close(master)
    assert process.wait() == 2
    assert said.endswith(b"mtalign: interrupted; nothing was written\r\n")
    assert b"Traceback" not in said
    assert (tmp_path / "out.txt").read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.txt", "out.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(("redirect", "said"), [("<&-", "on stdin"), (">&- <<< Bonjour.", "stdout is closed")])
def test_closed_streams_are_one_line(tmp_path: Path, redirect: str, said: str) -> None:
    command = f'"{sys.executable}" -m mtalign translate -q - {redirect}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=tmp_path, check=False)
    assert said in one_line_error(done)


def test_a_dash_for_the_output_is_stdout(run: Run, tmp_path: Path) -> None:
    done = run("translate", "-", "-q", "-o", "-", input=b"Bonjour.")
    assert done.stdout.strip()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m mtalign translate -q -f html "{SAMPLE}" | head -c 10'
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=tmp_path, check=False)
    assert done.stdout == b"<!doctype "
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: (d / "model.safetensors").write_bytes(b"x" * 100), "damaged"),
        (lambda d: (d / "config.json").write_text('{"model_type": "t5"}'), "is a 't5' model"),
        (lambda d: (d / "model.safetensors").rename(d / "pytorch_model.bin").write_bytes(b"x"), "pytorch_model.bin of model is"),
    ],
)  # fmt: skip
def test_models_that_cannot_be_used(run: Run, damage: object, said: str, tmp_path: Path) -> None:
    shutil.copytree(bundled_folder() / "tiny-fr-en", tmp_path / "model")
    damage(tmp_path / "model")  # type: ignore[operator]
    assert said in one_line_error(run("translate", SAMPLE, "--model", "model", "-o", "x.html"))
    assert not (tmp_path / "x.html").exists()


def test_align_writes_every_format_and_convert_reads_them_back(run: Run, tmp_path: Path) -> None:
    for form in ("tsv", "jsonl", "tmx", "xliff"):
        done = run("align", SAMPLE, REFERENCE, "-f", form, "-o", f"a.{form}")
        assert done.returncode == 0, done.stderr
        assert done.stdout.decode().splitlines()[1].startswith("beads: 31 (1-1 30, 2-1 1)")
    wanted = run("align", SAMPLE, REFERENCE, "-f", "ladder").stdout
    assert wanted.splitlines()[10] == b"[10,11]:[10]"
    for form in ("tsv", "jsonl", "tmx", "xliff"):
        assert run("convert", f"a.{form}", "-f", "ladder").stdout == wanted
    assert "is no bitext" in one_line_error(run("convert", str(CORPUS / "kharkiv.annotations.jsonl"), "-f", "tmx"))


def test_presplit_lines_keep_their_numbers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s").write_text("Le chat dort. Il rêve.\n\nLe maire a parlé hier.\n", encoding="utf-8")
    (tmp_path / "t").write_text("The cat sleeps. It dreams.\nThe mayor spoke yesterday.\n", encoding="utf-8")
    assert run("align", "s", "t", "--presplit", "-f", "ladder").stdout == b"[0]:[0]\n[2]:[1]\n"


def test_unsure_beads_can_be_left_unaligned(run: Run) -> None:
    done = run("align", SAMPLE, REFERENCE, "-f", "ladder", "--min-confidence", "1")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert sum("[]" in line for line in lines) > 30
    assert all("[]" in line for line in lines)


@pytest.mark.parametrize(("src", "tgt"), [("", ""), ("", "One.\n"), ("Un.\n", ""), ("Un.\n", "One. " * 1000)])
def test_any_two_texts_can_be_aligned(run: Run, tmp_path: Path, src: str, tgt: str) -> None:
    (tmp_path / "s").write_text(src, encoding="utf-8")
    (tmp_path / "t").write_text(tgt, encoding="utf-8")
    for form in ("tsv", "tmx", "xliff", "jsonl", "ladder"):
        done = run("align", "s", "t", "-f", form)
        assert done.returncode == 0, done.stderr
        assert done.stdout or not (src or tgt)
