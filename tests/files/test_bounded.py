from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from latentwalk.files.bounded import SMALL, check_regular_file, max_unpacked, read_bounded

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert read_bounded(tmp_path / "a", 3) == b"abc"
    assert check_regular_file(tmp_path / "a") == 3


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(2**40)  # nothing of it is on the disk
    with pytest.raises(OSError, match="larger than 2,048 MB"):
        read_bounded(tmp_path / "a")


@pytest.mark.parametrize("name", ["gone", "."])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="not a regular file|No such file"):
        read_bounded(tmp_path / name)


@pytest.mark.parametrize(("packed", "most"), [(0, SMALL), (1000, SMALL), (SMALL, 200 * SMALL)])
def test_small_files_unpack_to_a_little(packed: int, most: int) -> None:
    assert max_unpacked(packed) == most
