"""The preview image of an exported page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from latentwalk.latent.path import walk
from latentwalk.outputs.checkerboard import opaque
from latentwalk.render.sheet import picture, png, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

SIZE = (1200, 630)
"""Width and height of a preview, as sites that show links expect."""
BACKGROUND = (14, 15, 17)
COUNT = 32
"""Images in a preview."""
FILLED = 0.94
"""The share of its cell that an image fills."""


def preview(model: Model) -> bytes:
    """A PNG of 1200 by 630 pixels: decoded images along a walk, in rows."""
    images = opaque(model.pixels(_walk(model, COUNT)))
    height, width = images.shape[1:3]
    columns = max(1, min(COUNT, round(math.sqrt(COUNT * SIZE[0] / width * height / SIZE[1]))))
    rows = COUNT // columns
    cell = (SIZE[0] / columns, SIZE[1] / rows)
    fit = FILLED * min(cell[0] / width, cell[1] / height)
    canvas = Image.new("RGB", SIZE, BACKGROUND)
    for number, pixels in enumerate(images[: rows * columns]):
        image = picture(pixels, max(1, int(fit))).convert("RGB")
        if fit < 1:
            image.thumbnail((int(cell[0]), int(cell[1])))
        row, column = divmod(number, columns)
        left = (column + 0.5) * cell[0] - image.width / 2
        canvas.paste(image, (round(left), round((row + 0.5) * cell[1] - image.height / 2)))
    return png(canvas)


def thumbnail(model: Model) -> bytes:
    """A small PNG: five decoded images in a row."""
    small = picture(sheet(opaque(model.pixels(_walk(model, 5))), 5, 1))
    small.thumbnail((320, 64))
    return png(small)


def _walk(model: Model, n: int) -> NDArray[np.float32]:
    """Points (n, d) on a walk through the presets or, without presets, draws from the prior."""
    presets = list(model.presets.values())
    if len(presets) < 2:
        presets = list(np.random.default_rng(0).normal(size=(8, model.latent_dim)))
    return walk(np.stack(presets).astype(np.float32), n, "slerp")
