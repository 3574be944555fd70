from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.data.dataset import Dataset, Images, padded, split
from latentwalk.data.framing import scaled
from latentwalk.errors import DataError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_split_is_always_the_same_and_loses_nothing(images: Images) -> None:
    first, second = (split("d", images, ("a", "b", "c")) for _ in range(2))
    np.testing.assert_array_equal(first.train.pixels, second.train.pixels)
    assert (len(first.train), len(first.held_out)) == (36, 4)
    joined = Images.join(first.train, first.held_out)
    assert sorted(map(bytes, joined.pixels)) == sorted(map(bytes, images.pixels))


def test_one_image_cannot_be_split(images: Images) -> None:
    with pytest.raises(DataError, match="at least two"):
        split("d", images.take(slice(1)), ())


@pytest.mark.parametrize(
    ("side", "fitted"), [(8, 8), (9, 12), (10, 12), (11, 12), (1, 4), (33, 40), (65, 80)]
)
def test_padding_to_a_multiple_repeats_the_border(side: int, fitted: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, side, side, 3), dtype=np.uint8)
    out = padded(pixels)
    assert out.shape == (2, fitted, fitted, 3)
    assert set(out.ravel().tolist()) == set(pixels.ravel().tolist())
    offset = (fitted - side) // 2
    np.testing.assert_array_equal(out[:, offset : offset + side, offset : offset + side], pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_scaling_keeps_a_plain_image_plain(channels: int) -> None:
    pixels = np.full((2, 8, 8, channels), 77, np.uint8)
    assert (scaled(pixels, 28, 20) == 77).all()
    assert scaled(pixels, 28, 20).shape == (2, 28, 20, channels)


@pytest.mark.parametrize(("size", "step"), [(0, 4), (-4, 4), (30, 4), (36, 8), (72, 16)])
def test_an_unsupported_size_is_refused(images: Images, size: int, step: int) -> None:
    with pytest.raises(SettingsError, match=f"multiple of {step}, got {size}"):
        split("d", images, ()).fitted(size)


def test_merging_holds_nothing_back(images: Images) -> None:
    merged = split("d", images, ("a", "b", "c")).merged()
    assert (len(merged.train), len(merged.held_out)) == (40, 0)
    assert merged.classes == ("a", "b", "c")


@pytest.mark.parametrize("change", [lambda d: d.fitted(), lambda d: d.fitted(16)])
def test_fitting_keeps_labels_and_names(
    images: Images, change: Callable[[Dataset], Dataset]
) -> None:
    before = split("d", images, ("a", "b", "c"))
    after = change(before)
    np.testing.assert_array_equal(after.held_out.labels, before.held_out.labels)
    assert (after.name, after.classes) == ("d", ("a", "b", "c"))


def test_factors_go_with_their_images(images: Images) -> None:
    """Each image's factors are made of its pixels, so that they tell whose they are."""
    factors = images.pixels[:, :2, 0, 0].astype(np.int32)
    known = Images(images.pixels, images.labels, factors)
    data = split("d", known, ("a", "b", "c"), ("one", "two"))
    some = data.train.take(np.array([3, 1]))
    for part in (data.train, data.held_out, some, Images.join(some, some), data.merged().train):
        np.testing.assert_array_equal(part.factors, part.pixels[:, :2, 0, 0])
    assert data.fitted(16).factors == data.merged().factors == ("one", "two")
    np.testing.assert_array_equal(data.fitted(16).train.factors, data.train.factors)


def test_images_without_factors_leave_none_when_joined(images: Images) -> None:
    known = Images(images.pixels, images.labels, np.zeros((len(images), 1), np.int32))
    assert Images.join(images, known).factors is None
