"""Arrays of images as pixels: any whole numbers, booleans or floats, also flat ones."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.depth import WHOLE
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CHANNELS = {1, 3, 4}
CHUNK = 4096
"""Images to convert at a time: an archive may be large."""
DIGITS = 16
"""White in the 8 x 8 digits of scikit-learn, which have 17 shades."""
SEEN = 256
"""Images by which the order of the values in flat ones is chosen."""


def as_pixels(
    what: str,
    array: NDArray[Any],
    say: Callable[[str], None],
    white: float | None = None,
) -> NDArray[np.uint8]:
    """An array of images as pixels (n, h, w, c) uint8.

    Args:
        what: the array's name, for messages.
        array: (n, h, w), (n, h, w, c), (n, c, h, w), or flat (n, k) with square images.
        say: receives assumptions, as sentences.
        white: the value of white; black is 0. By default it is found from the values.

    Raises:
        DataError: another shape or type, or values with NaN or infinity.
    """
    array = shaped(what, array, say)
    if array.dtype.kind not in "biuf":
        raise DataError(f"{what} must be numbers, it is {array.dtype}.")
    if not array.size:
        return array.astype(np.uint8)
    low, high = float(array.min()), float(array.max())
    if not np.isfinite([low, high]).all():
        raise DataError(f"{what} has NaN or infinity: its values must be finite.")
    black, white = (0.0, white) if white else levels_of(what, array.dtype, low, high, say)
    if (black, white) == (0, 255) and array.dtype.kind in "biu":
        return array.astype(np.uint8, copy=False) if high <= 255 else _clipped(array)
    pixels = np.empty(array.shape, np.uint8)
    for start in range(0, len(array), CHUNK):
        part = array[start : start + CHUNK].astype(np.float32)
        scaled = (part - np.float32(black)) * np.float32(255 / (white - black))
        pixels[start : start + CHUNK] = np.rint(np.clip(scaled, 0, 255))
    return pixels


def levels_of(
    what: str, dtype: np.dtype[Any], low: float, high: float, say: Callable[[str], None]
) -> tuple[float, float]:
    """The values of black and white in an array, from its type and its least and greatest value.

    Raises:
        DataError: values of no usual range.
    """
    hint = "--white overrides this"
    if dtype.kind == "b":
        return 0.0, 1.0
    if dtype.kind in "iu":
        if low < 0:
            raise DataError(
                f"{what} must not be negative, its values are from {low:g} to {high:g}: scale them "
                "to whole numbers from 0 to 255."
            )
        if high <= 1:
            if high:
                say(f"{what} has only the values 0 and 1: 1 is white ({hint}).")
            return 0.0, 1.0
        if high == DIGITS:
            say(f"{what} has whole numbers up to {DIGITS}: that is white ({hint}).")
            return 0.0, float(DIGITS)
        white = next((end for end in WHOLE if high <= end), None)
        if white is None:
            say(f"{what} has values up to {high:,.0f}: that is white ({hint}).")
            return 0.0, high
        if white > 255:
            say(f"{what} has values up to {high:,.0f}: {white:,} is white ({hint}).")
        return 0.0, float(white)
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    if low >= -1 and high <= 1:
        say(f"{what} has values from {low:.2g} to {high:.2g}: -1 is black and 1 is white ({hint}).")
        return -1.0, 1.0
    if low >= 0 and high <= 255:
        say(f"{what} has values up to {high:.3g}: 0 is black and 255 is white ({hint}).")
        return 0.0, 255.0
    raise DataError(
        f"{what} is floating, so its values must be within [0, 1], [-1, 1] or [0, 255]; they are "
        f"from {low:.3g} to {high:.3g}."
    )


def shaped(what: str, array: NDArray[Any], say: Callable[[str], None]) -> NDArray[Any]:
    """Images with channels last: (n, h, w, c).

    Raises:
        DataError: another shape.
    """
    if array.ndim == 2 and array.shape[1] > 1:
        array = _unflattened(what, array, say)
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim == 4 and array.shape[3] not in CHANNELS and array.shape[1] in CHANNELS:
        array = array.transpose(0, 2, 3, 1)  # channels first
    if array.ndim != 4 or array.shape[3] not in CHANNELS or 0 in array.shape[1:]:
        raise DataError(
            f"{what} must be (n, h, w), (n, h, w, 1, 3 or 4), (n, 1, 3 or 4, h, w), or flat and "
            f"square, it is {array.shape}."
        )
    return array


def _unflattened(what: str, array: NDArray[Any], say: Callable[[str], None]) -> NDArray[Any]:
    n, values = array.shape
    side = isqrt(values)
    if side * side == values:
        say(f"{what} is flat: its images are {side} x {side} grey.")
        return array.reshape(n, side, side)
    side = isqrt(values // 3)
    if 3 * side * side != values:
        return array
    planes = array.reshape(n, 3, side, side)
    mixed = array.reshape(n, side, side, 3)
    smooth = _steps(planes[:SEEN].transpose(0, 2, 3, 1)) <= _steps(mixed[:SEEN])
    order = "channel after channel, as in CIFAR-10" if smooth else "pixel after pixel"
    say(
        f"{what} is flat: its images are {side} x {side} RGB, {order}, which gives smoother images "
        "(reshape them to choose)."
    )
    return planes.transpose(0, 2, 3, 1) if smooth else mixed


def _steps(images: NDArray[Any]) -> float:
    """The mean difference between neighbouring pixels of images (n, h, w, c)."""
    values = images.astype(np.float32)
    return float(np.abs(np.diff(values, axis=1)).mean() + np.abs(np.diff(values, axis=2)).mean())


def _clipped(array: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(array, 0, 255), np.uint8)
