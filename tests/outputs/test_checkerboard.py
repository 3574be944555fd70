from __future__ import annotations

import numpy as np

from latentwalk.outputs.checkerboard import DARK, LIGHT, checkerboard, opaque


def test_squares_alternate() -> None:
    board = checkerboard(16, 24)
    assert [board[0, 0], board[0, 2], board[2, 0], board[2, 2]] == [LIGHT, DARK, DARK, LIGHT]


def test_opaque_pixels_keep_their_colours_and_transparent_ones_show_the_ground() -> None:
    pixels = np.array([[[[10, 20, 30, 255], [10, 20, 30, 0], [0, 255, 0, 51]]]], np.uint8)
    (row,) = opaque(pixels)[0]
    ground = checkerboard(1, 3)[0].astype(float)
    assert row[0].tolist() == [10, 20, 30]
    assert row[1].tolist() == [ground[1]] * 3
    np.testing.assert_allclose(
        row[2], [0.8 * ground[2], 51 + 0.8 * ground[2], 0.8 * ground[2]], atol=0.5
    )


def test_grey_pixels_with_alpha_stay_grey() -> None:
    assert opaque(np.array([[[200, 255]]], np.uint8)).tolist() == [[[200]]]


def test_pictures_without_alpha_are_as_they_were() -> None:
    pixels = np.zeros((2, 3, 4, 3), np.uint8)
    assert opaque(pixels) is pixels
