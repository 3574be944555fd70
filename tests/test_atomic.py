from __future__ import annotations

import errno
import re
import stat
from typing import TYPE_CHECKING

import pytest

from latentwalk.atomic import make_folder, replacing, replacing_folder, write_bytes
from latentwalk.errors import OutputError

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


def test_another_failure_leaves_the_old_file_too(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as temporary:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("where", ["missing/a.bin", "file/a.bin", "folder"])
def test_a_place_that_cannot_be_written(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=where):
        write_bytes(tmp_path / where, b"")


def test_a_link_stays_one_and_a_mode_stays(tmp_path: Path) -> None:
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
def test_a_folder_takes_the_place_of_one_like_it(
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
    for failure, told in ((KeyboardInterrupt, KeyboardInterrupt), (OSError, OutputError)):
        with pytest.raises(told), replacing_folder(tmp_path / "out", OURS) as temporary:
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
