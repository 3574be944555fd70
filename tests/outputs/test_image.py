from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.errors import DataError
from latentwalk.outputs.image import ImageSpec


@given(low=st.floats(-5, 5), width=st.floats(0.1, 10), channels=st.sampled_from([1, 2, 3, 4]))
def test_pixels_survive_the_way_to_values_and_back(low: float, width: float, channels: int) -> None:
    spec = ImageSpec(16, 16, channels, low, low + width)
    pixels = np.random.default_rng(0).integers(0, 256, (2, 16, 16, channels), dtype=np.uint8)
    values = spec.to_values(pixels)
    assert values.shape == (2, channels, 16, 16)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(spec.to_pixels(values), pixels)


def test_black_is_low_and_white_is_high() -> None:
    pixels = np.array([[[0, 255]]], dtype=np.uint8)
    assert ImageSpec(1, 2).to_values(pixels).ravel().tolist() == [-1.0, 1.0]


def test_values_beyond_the_range_are_clipped() -> None:
    values = np.array([[[[-9.0, 9.0]]]], dtype=np.float32)
    assert ImageSpec(1, 2).to_pixels(values).ravel().tolist() == [0, 255]


def test_images_of_another_size_are_refused() -> None:
    with pytest.raises(DataError, match=r"28 x 28 grey, these are 8 x 8"):
        ImageSpec(28, 28).to_values(np.zeros((1, 8, 8), np.uint8))


@pytest.mark.parametrize("channels", [2, 4])
def test_images_without_alpha_are_opaque(channels: int) -> None:
    spec = ImageSpec(2, 3, channels, 0.0, 2.0)
    pixels = np.random.default_rng(0).integers(0, 256, (1, 2, 3, channels - 1), np.uint8)
    values = spec.accepted(pixels)
    np.testing.assert_array_equal(values[:, -1], 2)
    np.testing.assert_array_equal(spec.accepted(values[:, :-1]), values)


def test_an_image_has_at_most_four_channels() -> None:
    with pytest.raises(ValueError, match="1 to 4 channels, got 5"):
        ImageSpec.from_json({"height": 2, "width": 2, "channels": 5})
