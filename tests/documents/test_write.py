from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mtalign.documents import Output, check_distinct
from mtalign.errors import OutputError


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with Output(str(path)) as out:
        assert not path.exists()
        out.write("é\n")
    assert path.read_bytes() == "é\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_a_run_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), Output(str(path)):
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_permissions_and_links_survive(tmp_path: Path) -> None:
    path, link = tmp_path / "out.txt", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    with Output(str(link)) as out:
        out.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "no" / "such" / "x", "No such file")):
        with pytest.raises(OutputError, match=said), Output(str(path)):
            pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_device_is_an_error() -> None:
    with pytest.raises(OutputError, match="No space left"), Output("/dev/full") as out:
        out.write("x" * 100_000)


def test_an_output_may_not_be_an_input(tmp_path: Path) -> None:
    check_distinct(["a", "-"], ["b", "c"])
    with pytest.raises(OutputError, match="is an input too"):
        check_distinct(["a"], [str(Path("a").resolve())])
    with pytest.raises(OutputError, match="is an output too"):
        check_distinct([], ["b", "./b"])
