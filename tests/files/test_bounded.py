from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from latentwalk.files.bounded import SMALL, check_ordinary, content_of, most_unpacked

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert content_of(tmp_path / "a", 3) == b"abc"
    assert check_ordinary(tmp_path / "a") == 3


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(2**40)  # nothing of it is on the disk
    with pytest.raises(OSError, match="larger than 2,048 MB"):
        content_of(tmp_path / "a")


@pytest.mark.parametrize("name", ["gone", "."])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="no ordinary file|No such file"):
        content_of(tmp_path / name)


@pytest.mark.parametrize(("packed", "most"), [(0, SMALL), (1000, SMALL), (SMALL, 200 * SMALL)])
def test_small_files_unpack_to_a_little(packed: int, most: int) -> None:
    assert most_unpacked(packed) == most
