"""Layouts of a model's arrays: of images, channels first or last, without channels, or flat."""

from __future__ import annotations

from dataclasses import replace
from math import isqrt, prod
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from latentwalk.adoption.fitting import hints
from latentwalk.adoption.fitting.sequences import Numbers
from latentwalk.adoption.foreign.arrangements import Arrangement, arrangements_of
from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.errors import ModelError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.outputs.output import Output

ImageLayout: TypeAlias = Literal["nchw", "nhwc", "nhw", "flat"]
Layout: TypeAlias = ImageLayout | Arrangement
"""How a model arranges its images, or its samples of another kind."""


def layout_of(
    given: NDArray[Any], image: tuple[int, int, int] | None
) -> tuple[ImageLayout, tuple[int, int, int]]:
    """The layout of decoded images, and their shape (c, h, w).

    Args:
        given: the decoded images, (n, ...).
        image: their shape, if known.

    Raises:
        ModelError: they are not images, or not of that shape.
    """
    sides = tuple(map(int, given.shape[1:]))
    found = _with_alpha(sides, image)
    if found is not None:
        return found
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
    raise ModelError(hints.for_images(sides))


def _with_alpha(
    sides: tuple[int, ...], image: tuple[int, int, int] | None
) -> tuple[ImageLayout, tuple[int, int, int]] | None:
    """The layout and shape of images with alpha, even where those of the data have none."""
    if len(sides) != 3:
        return None
    known = None if image is None else image[0]
    for channels, fitting in ((4, {None, 3, 4}), (2, {None, 1, 2})):
        rows = None if image is None else image[1:]
        if known not in fitting or (channels == 2 and {sides[0], sides[2]} & {1, 3, 4}):
            continue
        if sides[0] == channels and sides[2] not in {1, 3} and rows in {None, sides[1:]}:
            return "nchw", (channels, sides[1], sides[2])
        if sides[2] == channels and sides[0] not in {1, 3} and rows in {None, sides[:2]}:
            return "nhwc", (channels, sides[0], sides[1])
    return None


def layouts_of(spec: Output) -> list[Layout]:
    """The usual layouts of samples, the most usual first."""
    if isinstance(spec, ImageSpec):
        return ["nchw", "flat", "nhwc", "nhw"]
    numbers = [Numbers(spec.shape[:1])] if isinstance(spec, CategoriesSpec) else []
    if isinstance(spec, CurveSpec) and spec.spread:  # an encoder takes the lines alone
        lines = len(spec.channels)
        alone = arrangements_of((lines, spec.length))
        return [replace(one, first=lines) for one in alone]
    return [*arrangements_of(spec.shape), *numbers]


def as_samples(given: Any, layout: Layout, shape: tuple[int, ...]) -> Any:
    """A model's arrays, in its layout, as samples (n, *shape)."""
    if isinstance(layout, Arrangement):
        return layout.read(given, shape)
    channels, height, width = shape
    return to_channels_first(given, layout, (channels, height, width))


def as_taken(samples: Any, layout: Layout) -> Any:
    """Samples (n, *shape) in a model's layout."""
    if isinstance(layout, Arrangement):
        return layout.given(samples)
    return from_channels_first(samples, layout)


def to_channels_first(given: Any, layout: ImageLayout, shape: tuple[int, int, int]) -> Any:
    """Images in any layout as (n, c, h, w)."""
    if layout == "nhwc":
        return _permuted(given, (0, 3, 1, 2))
    return given if layout == "nchw" else reshaped(given, (-1, *shape))


def from_channels_first(images: Any, layout: ImageLayout) -> Any:
    """Images (n, c, h, w) in another layout."""
    if layout == "nhwc":
        return _permuted(images, (0, 2, 3, 1))
    if layout == "nhw":
        return images[:, 0]
    if layout == "flat":
        return reshaped(images, (-1, prod(map(int, images.shape[1:]))))
    return images


def encoded(foreign: ForeignModel, samples: NDArray[np.float32], layout: Layout) -> Any:
    """The encoder's result for samples (n, *shape), passed in a layout."""
    assert foreign.encode is not None
    value = as_taken(foreign.framework.native(samples), layout)
    return foreign.framework.call(foreign.encode, value)


def reshaped(array: Any, shape: tuple[int, ...]) -> Any:
    """An array of any framework in another shape."""
    return array.reshape(shape) if hasattr(array, "reshape") else as_numpy(array).reshape(shape)


def _permuted(array: Any, order: tuple[int, ...]) -> Any:
    return (
        array.permute(*order) if hasattr(array, "permute") else np.transpose(as_numpy(array), order)
    )
