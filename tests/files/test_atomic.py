from __future__ import annotations

import errno
import re
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from latentwalk.errors import OutputError
from latentwalk.files.atomic import (
    make_folder,
    move_in,
    newest,
    replacing,
    replacing_folder,
    settle,
    staging,
    write_bytes,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_writes_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.bin", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"new"


def test_the_old_file_survives_a_full_disk(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(OutputError, match="No space left"), replacing(target) as temporary:
        temporary.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_any_failure_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as temporary:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("where", ["missing/a.bin", "file/a.bin", "folder"])
def test_an_unwritable_path(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=where):
        write_bytes(tmp_path / where, b"")


def test_links_and_modes_are_preserved(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o600


def test_files_have_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_bytes(tmp_path / "ours", b"")
    plain, ours = ((tmp_path / name).stat().st_mode for name in ("plain", "ours"))
    assert stat.S_IMODE(ours) == stat.S_IMODE(plain)


def test_the_temporary_name_keeps_the_ending(tmp_path: Path) -> None:
    with replacing(tmp_path / "walk.gif") as temporary:
        assert temporary.suffix == ".gif"


def test_a_folder_cannot_be_made_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        make_folder(tmp_path / "file" / "below")


OURS = re.compile(r"\d\.txt")


@pytest.mark.parametrize("before", [None, (), ("1.txt", "2.txt")])
def test_a_folder_replaces_one_with_the_same_kind_of_files(
    tmp_path: Path, before: tuple[str, ...] | None
) -> None:
    target = tmp_path / "out"
    if before is not None:
        target.mkdir()
        for name in before:
            (target / name).touch()
    with replacing_folder(target, OURS) as temporary:
        (temporary / "1.txt").write_text("new")
        assert target.exists() == (before is not None)
    assert [(path.name, path.read_text()) for path in target.iterdir()] == [("1.txt", "new")]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    (tmp_path / "ordinary").mkdir()
    assert target.stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "1.txt").write_text("old")
    for failure, raised in ((KeyboardInterrupt, KeyboardInterrupt), (OSError, OutputError)):
        with pytest.raises(raised), replacing_folder(tmp_path / "out", OURS) as temporary:
            (temporary / "1.txt").write_text("half")
            raise failure
    assert (tmp_path / "out" / "1.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("where", ["missing/out", "file", "full"])
def test_a_folder_that_cannot_be_replaced(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.doc").touch()
    with pytest.raises(OutputError, match=where), replacing_folder(tmp_path / where, OURS):
        pass
    assert (tmp_path / "full" / "letter.doc").exists()


def test_leftovers_of_killed_writers_are_removed_and_live_ones_kept(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom latentwalk.files.atomic import replacing, replacing_folder\n"
        "import re\n"
        f"with replacing({str(tmp_path / 'a.bin')!r}) as file,"
        f" replacing_folder({str(tmp_path / 'out')!r}, re.compile('x')) as folder:\n"
        "    file.write_bytes(b'half')\n    print('writing', flush=True)\n    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    (tmp_path / ".mine-abcdefgh.bin").touch()
    write_bytes(tmp_path / "a.bin", b"other")
    with replacing_folder(tmp_path / "out", OURS):
        pass
    living = {path.name for path in tmp_path.iterdir()}
    assert len(living) == 5  # both files, both temporary ones, and what is none of ours
    process.kill()
    process.communicate()
    write_bytes(tmp_path / "a.bin", b"new")
    with replacing_folder(tmp_path / "out", OURS):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"a.bin", "out", ".mine-abcdefgh.bin"}


def test_an_interrupted_replacement_is_undone(tmp_path: Path) -> None:
    (tmp_path / ".out.latentwalk-before").mkdir()
    (tmp_path / ".out.latentwalk-before" / "1.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing_folder(tmp_path / "out", OURS):
        raise KeyboardInterrupt
    assert (tmp_path / "out" / "1.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def moved_in(folder: Path, staged: Path) -> None:
    """Files that are declared to be a folder's, by a process that then ended."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("latentwalk.files.atomic.settle", lambda folder: None)
        move_in(staged, folder, ["old.txt"])


def test_committed_files_are_moved_later(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "old.txt").touch()
    with staging(tmp_path, "model") as staged:
        (staged / "sub").mkdir()
        (staged / "a.txt").write_text("new")
        (staged / "sub" / "b.txt").write_text("new")
        moved_in(tmp_path, staged)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert newest(tmp_path, "a.txt").read_text() == "new"
    settle(tmp_path)
    assert (tmp_path / "a.txt").read_text() == (tmp_path / "sub" / "b.txt").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "sub"]
    settle(tmp_path)


def test_files_that_lead_out_of_their_folder_are_not_moved(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    folder = tmp_path / "strange"
    (folder / ".latentwalk-decided").mkdir(parents=True)
    (folder / ".latentwalk-decided" / ".gone").write_text("../precious.txt")
    with pytest.raises(PermissionError, match="leads out"):
        settle(folder)
    assert (tmp_path / "precious.txt").read_text() == "mine"
