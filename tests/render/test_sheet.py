from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latentwalk.errors import OutputError
from latentwalk.render.sheet import check_picture, picture, sheet, write_picture


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_every_image_is_in_its_cell(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(1, 256, (7, 4, 5, channels), dtype=np.uint8)
    whole = sheet(pixels, columns=3, gap=2)
    assert whole.shape == (3 * 4 + 2 * 2, 3 * 5 + 2 * 2, channels)
    for index, image in enumerate(pixels):
        row, column = divmod(index, 3)
        top, left = row * 6, column * 7
        np.testing.assert_array_equal(whole[top : top + 4, left : left + 5], image)
    assert whole[4:6].max() == 0
    assert whole[12:, 7:].max() == 0


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (64, 8), (65, 9)])
def test_a_sheet_is_nearly_square(n: int, columns: int) -> None:
    assert sheet(np.zeros((n, 3, 3, 1), np.uint8), gap=0).shape[1] == 3 * columns


def test_a_grid_without_gap_has_no_seam() -> None:
    assert sheet(np.full((4, 3, 3, 1), 9, np.uint8), gap=0).min() == 9


def test_enlarging_pixel_exactly_or_smoothly() -> None:
    pixels = np.array([[[0], [255]]], np.uint8)
    exact = np.asarray(picture(pixels, 3))
    assert exact.tolist() == [[0, 0, 0, 255, 255, 255]] * 3
    assert len(np.unique(np.asarray(picture(pixels, 3, smooth=True)))) > 2
    assert picture(np.zeros((2, 2, 3), np.uint8)).mode == "RGB"


def test_the_ending_must_name_a_picture_format() -> None:
    check_picture(Path("a.PNG"))
    with pytest.raises(OutputError, match=r"\.png"):
        check_picture(Path("a.txt"))


@pytest.mark.parametrize(("ending", "mode"), [("png", "RGBA"), ("webp", "RGBA"), ("jpg", "RGB")])
def test_alpha_is_kept_where_the_format_has_it(tmp_path: Path, ending: str, mode: str) -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:4] = 255
    path = tmp_path / f"a.{ending}"
    write_picture(path, picture(pixels, 2))
    with Image.open(path) as written:
        assert (written.mode, written.size) == (mode, (16, 16))
        below = written.convert("RGBA").getpixel((8, 12))
    assert below[3] == (0 if mode == "RGBA" else 255)  # type: ignore[index]


def test_grey_images_may_have_alpha() -> None:
    assert picture(np.zeros((4, 5, 2), np.uint8)).mode == "LA"
