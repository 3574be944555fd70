"""Layouts of image arrays: channels first or last, without channels, or flat."""

from __future__ import annotations

from math import isqrt, prod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from latentwalk.adoption.results import as_numpy
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign_model import ForeignModel

Layout = Literal["nchw", "nhwc", "nhw", "flat"]


def layout_of(
    given: NDArray[Any], image: tuple[int, int, int] | None
) -> tuple[Layout, tuple[int, int, int]]:
    """The layout of decoded images, and their shape (c, h, w).

    Args:
        given: the decoded images, (n, ...).
        image: their shape, if known.

    Raises:
        ModelError: they are not images, or not of that shape.
    """
    sides = tuple(map(int, given.shape[1:]))
    if image is not None and prod(sides) != prod(image):
        raise ModelError(
            f"The decoder returns images of shape {sides}, which do not fit the shape {image} "
            "(channels, rows, columns) that was given or that the data has."
        )
    if len(sides) == 3:
        if sides[0] in {1, 3} and not (image is not None and sides != image):
            return "nchw", (sides[0], sides[1], sides[2])
        if sides[2] in {1, 3}:
            return "nhwc", (sides[2], sides[0], sides[1])
    elif len(sides) == 2:
        return "nhw", (1, sides[0], sides[1])
    elif len(sides) == 1:
        if image is not None:
            return "flat", image
        for channels in (1, 3):
            side = isqrt(sides[0] // channels)
            if channels * side * side == sides[0] and side > 1:
                return "flat", (channels, side, side)
    raise ModelError(
        f"A decoder must return grey or RGB images, (n, 1 or 3, h, w), this one returns (n, "
        f"{', '.join(map(str, sides))}); if these are images, give their shape as image=(c, h, w) "
        "(--image)."
    )


def to_channels_first(given: Any, layout: Layout, shape: tuple[int, int, int]) -> Any:
    """Images in any layout as (n, c, h, w)."""
    if layout == "nhwc":
        return _permuted(given, (0, 3, 1, 2))
    return given if layout == "nchw" else reshaped(given, (-1, *shape))


def from_channels_first(images: Any, layout: Layout) -> Any:
    """Images (n, c, h, w) in another layout."""
    if layout == "nhwc":
        return _permuted(images, (0, 2, 3, 1))
    if layout == "nhw":
        return images[:, 0]
    if layout == "flat":
        return reshaped(images, (-1, prod(map(int, images.shape[1:]))))
    return images


def encoded(foreign: ForeignModel, images: NDArray[np.float32], layout: Layout) -> Any:
    """The encoder's result for images (n, c, h, w), passed in a layout."""
    assert foreign.encode is not None
    value = foreign.framework.native(np.ascontiguousarray(from_channels_first(images, layout)))
    return foreign.framework.call(foreign.encode, value)


def reshaped(array: Any, shape: tuple[int, ...]) -> Any:
    """An array of any framework in another shape."""
    return array.reshape(shape) if hasattr(array, "reshape") else as_numpy(array).reshape(shape)


def _permuted(array: Any, order: tuple[int, ...]) -> Any:
    return (
        array.permute(*order) if hasattr(array, "permute") else np.transpose(as_numpy(array), order)
    )
