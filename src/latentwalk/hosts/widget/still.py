"""A picture of a widget, for places that show a notebook without running scripts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from latentwalk.latent.plane import prior_quantiles
from latentwalk.outputs.checkerboard import opaque
from latentwalk.render.sheet import picture, png, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

DIMENSIONS = 6
"""The most dimensions that are shown."""
FRAMES = 9
"""Images along each dimension."""
SIDE = 288
"""Pixels of the large image's longer side."""
GAP = 8
PATIENCE = 2.0
"""Seconds of decoding above which the rows are left out: they would delay the cell."""


def still(model: Model, z: NDArray[np.float32], given: NDArray[np.float32] | None = None) -> bytes:
    """A PNG: the image of a point, and rows of images along the first dimensions.

    Args:
        model: the model to decode with.
        z: (d,), the point.
        given: (w,), the numbers of the model's conditions; their defaults by default.
    """
    numbers = model.conditions.default if given is None else given

    def pixels(points: NDArray[np.float32], *size: int) -> NDArray[np.uint8]:
        rows = np.concatenate([points, np.repeat(numbers[None], len(points), axis=0)], axis=1)
        width, height = size or (2 * side for side in model.output.cell)
        return opaque(model.output.draw(model.decode_rows(rows), width, height))

    size = (SIDE, round(SIDE * model.output.cell[1] / model.output.cell[0]))
    (image,) = pixels(z[None], *size)  # the first call may load the network, and is not timed
    began = time.perf_counter()
    pixels(z[None], *size)
    seconds = time.perf_counter() - began
    large = _enlarged(picture(image))
    count = min(DIMENSIONS, model.latent_dim)
    if seconds * count * FRAMES > PATIENCE:
        return png(large)
    points = np.repeat(z[None], count * FRAMES, axis=0)
    for dimension in range(count):
        points[dimension * FRAMES : (dimension + 1) * FRAMES, dimension] = prior_quantiles(FRAMES)
    rows = picture(sheet(pixels(points), FRAMES, 1))
    rows = rows.resize((max(1, round(rows.width * large.height / rows.height)), large.height))
    size = (large.width + GAP + rows.width, large.height)
    both = Image.new(large.mode, size, "white")
    both.paste(large, (0, 0))
    both.paste(rows, (large.width + GAP, 0))
    return png(both)


def _enlarged(image: Image.Image) -> Image.Image:
    """The image, `SIDE` pixels wide or high."""
    factor = SIDE / max(image.size)
    width, height = (max(1, round(length * factor)) for length in image.size)
    resampling = Image.Resampling.NEAREST if factor > 1 else Image.Resampling.LANCZOS
    return image.resize((width, height), resampling)
