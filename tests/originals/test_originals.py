"""Originals are read back, and hostile files are refused with a sentence."""

from __future__ import annotations

import contextlib
import json
import struct
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from latentwalk import CurveSpec, ImageSpec, ValuesSpec
from latentwalk.errors import FolderError
from latentwalk.originals.index import HEAD, MAGIC, MAX_COUNT
from latentwalk.originals.originals import Originals
from tests.originals.files import index_of, smooth, with_index, written

GREY = ImageSpec(5, 7)
PIXELS = np.random.default_rng(0).integers(0, 256, (300, 5, 7, 1), np.uint8)
FILE = written(GREY, PIXELS)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 300), st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.integers(0)
)
def test_images_of_any_size_are_read_back(n: int, h: int, w: int, c: int, seed: int) -> None:
    spec = ImageSpec(h, w, c)
    pixels = np.random.default_rng(seed).integers(0, 256, (n, 1, w, c), np.uint8)
    pixels = np.repeat(pixels, h, 1)  # compress well
    read = Originals(written(spec, pixels), n, spec)
    assert read.shape == pixels.shape
    np.testing.assert_array_equal(read[:], pixels)


def test_images_under_a_transparent_alpha_keep_their_colours() -> None:
    spec = ImageSpec(5, 7, 4)
    pixels = np.random.default_rng(1).integers(0, 4, (9, 5, 7, 4), np.uint8)
    pixels[..., 3] = 0
    np.testing.assert_array_equal(Originals(written(spec, pixels), 9, spec)[:], pixels)


def test_the_sheets_are_pictures_that_pillow_reads() -> None:
    index = index_of(FILE)
    start = len(FILE) - sum(index["sheets"])
    picture = Image.open(BytesIO(FILE[start : start + index["sheets"][0]]))
    across, down = index["grid"]
    assert picture.size == (7 * across, 5 * down)
    row, column = divmod(19, across)
    cell = np.asarray(picture)[5 * row : 5 * row + 5, 7 * column : 7 * column + 7, :1]
    np.testing.assert_array_equal(cell, PIXELS[19])


def test_items_are_taken_like_an_array() -> None:
    read = Originals(FILE, 300, GREY)
    for at in (0, -1, slice(250, 270, 3), [5, 299, 5], np.array([[1, 2], [3, 4]])):
        np.testing.assert_array_equal(read[at], PIXELS[at])
    assert len(list(read)) == len(read) == 300
    assert read[[]].shape == (0, 5, 7, 1)
    with pytest.raises(IndexError):
        read[300]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.floats(width=32, allow_nan=False), min_size=3, max_size=3), max_size=9))
def test_numbers_are_read_back(rows: list[list[float]]) -> None:
    spec = ValuesSpec(("a", "b", "c"))
    values = np.array(rows, np.float32).reshape(-1, 3)
    read = Originals(written(spec, values), len(values), spec)[:]
    np.testing.assert_array_equal(read, values)


def test_numbers_that_fit_are_half_as_large() -> None:
    spec = CurveSpec(length=6, channels=("",))
    values = np.arange(120, dtype=np.float32).reshape(20, 1, 6)
    content = written(spec, values)
    assert index_of(content)["encoding"] == "float16"
    assert len(content) < 20 * 6 * 2 + 200
    np.testing.assert_array_equal(Originals(content, 20, spec)[:], values)


def test_photographs_stay_small() -> None:
    spec = ImageSpec(128, 128, 3)
    pixels = smooth(64, 128, 3)
    read = Originals(written(spec, pixels), 64, spec)
    assert read.nbytes < 64 * 6000
    assert read.index.quality == 90
    assert np.abs(read[:].astype(int) - pixels).mean() < 3


def hostile() -> dict[str, bytes]:
    """Files that are wrong in one way each."""
    sheets = index_of(FILE)["sheets"]
    payload = FILE[-sum(sheets) :]
    other = BytesIO()
    Image.new("RGB", (64, 64)).save(other, "WEBP", lossless=True)
    wrong = other.getvalue()
    png = BytesIO()
    Image.new("RGB", (112, 80)).save(png, "PNG")
    return {
        "empty": b"",
        "magic alone": MAGIC,
        "another magic": b"X" + FILE[1:],
        "an index beyond the end": MAGIC + struct.pack("<I", 2**32 - 1) + FILE[HEAD:],
        "no JSON": MAGIC + struct.pack("<I", 4) + b"\xff\xfe[[",
        "a list": MAGIC + struct.pack("<I", 2) + b"[]",
        "deep": MAGIC + struct.pack("<I", 200_000) + b"[" * 200_000,
        "10^9 items": with_index(FILE, count=10**9),
        "a count too high": with_index(FILE, count=MAX_COUNT),
        "a count of nothing": with_index(FILE, count=None),
        "a negative count": with_index(FILE, count=-1),
        "another count": with_index(FILE, count=299),
        "another shape": with_index(FILE, shape=[7, 5, 1]),
        "a flat shape": with_index(FILE, shape=[35]),
        "a shape of zero": with_index(FILE, shape=[0, 7, 1]),
        "unknown encoding": with_index(FILE, encoding="png"),
        "numbers for images": with_index(FILE, encoding="float32"),
        "a quality of 101": with_index(FILE, quality=101),
        "a quality of true": with_index(FILE, quality=True),
        "a huge grid": with_index(FILE, grid=[10**6, 10**6]),
        "a grid of zero": with_index(FILE, grid=[0, 16]),
        "one sheet less": with_index(FILE, sheets=sheets[:-1]),
        "no sheets": with_index(FILE, sheets=None),
        "a negative sheet": with_index(FILE, sheets=[-5, sum(sheets) + 5]),
        "a sheet beyond the end": with_index(FILE, sheets=[sheets[0], 10**12]),
        "bytes after the end": FILE + b"x",
        "cut": FILE[:-1],
        "a sheet of another size": with_index(FILE, sheets=[len(wrong), len(payload)])[
            : -len(payload)
        ]
        + wrong
        + payload,
        "a sheet that is a PNG": with_index(FILE, sheets=[len(png.getvalue()), len(payload)])[
            : -len(payload)
        ]
        + png.getvalue()
        + payload,
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_files_are_refused(name: str) -> None:
    with pytest.raises(FolderError, match="originals cannot be read"):
        Originals(hostile()[name], 300, GREY)[0]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_damage_gives_images_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(FILE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FolderError):
        assert Originals(bytes(content), 300, GREY)[[0, 299]].shape == (2, 5, 7, 1)


def test_a_model_of_numbers_does_not_take_pictures() -> None:
    index: dict[str, Any] = {"count": 0, "shape": [3], "encoding": "webp"}
    text = json.dumps(index | {"quality": "lossless", "grid": [1, 1], "sheets": []}).encode()
    with pytest.raises(FolderError, match="cannot be read"):
        Originals(MAGIC + struct.pack("<I", len(text)) + text, 0, ValuesSpec(("a", "b", "c")))
