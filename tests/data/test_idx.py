from __future__ import annotations

import gzip
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.data.idx import read_idx, read_pair
from latentwalk.errors import DataError
from tests.data.idx import idx

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_gzipped_or_not(tmp_path: Path, pack: type[bytes]) -> None:
    (tmp_path / "a").write_bytes(pack(idx(PIXELS)))
    np.testing.assert_array_equal(read_idx(tmp_path / "a", axes=3), PIXELS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not an IDX file"),
        (b"\x89PNG....", "not an IDX file"),
        (idx(PIXELS)[:-1], "must have 24 values, it has 23"),
        (idx(PIXELS) + b"!", "must have 24 values, it has 25"),
        (idx(PIXELS)[:9], "truncated within its header"),
        (idx(PIXELS, kind=0x0D), "0x0d"),
        (idx(PIXELS[0]), "2 axes, expected 3"),
        (gzip.compress(idx(PIXELS), mtime=0)[:-9], "damaged gzip"),
        (gzip.compress(idx(PIXELS), mtime=0)[:12] + b"xxxxxxxx", "damaged gzip"),
        (
            struct.pack(">BBBB3I", 0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1),
            "must have 79228162458924105385300197375 values, it has 0",
        ),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(DataError, match=reason):
        read_idx(tmp_path / "a", axes=3)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone does not exist"):
        read_idx(tmp_path / "gone", axes=3)


def test_images_and_labels_must_have_equal_numbers(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(idx(PIXELS))
    (tmp_path / "labels").write_bytes(idx(np.zeros(3, np.uint8)))
    with pytest.raises(DataError, match="2 images, .* 3 labels"):
        read_pair(tmp_path / "images", tmp_path / "labels")
