"""The picture that stands for a page where it is linked."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from latentwalk.latent.path import walk
from latentwalk.render.sheet import picture, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

SIZE = (1200, 630)
"""Of a preview, as those who show links want it."""
GROUND = (14, 15, 17)
COUNT = 32
"""Images on it."""
FILLED = 0.94
"""How much of its place an image takes."""


def preview(model: Model) -> bytes:
    """A PNG of 1200 by 630 pixels: a walk through what the model decodes, in rows."""
    images = model.pixels(_walk(model, COUNT))
    height, width = images.shape[1:3]
    columns = max(1, min(COUNT, round(math.sqrt(COUNT * SIZE[0] / width * height / SIZE[1]))))
    rows = COUNT // columns
    place = (SIZE[0] / columns, SIZE[1] / rows)
    fit = FILLED * min(place[0] / width, place[1] / height)
    ground = Image.new("RGB", SIZE, GROUND)
    for number, pixels in enumerate(images[: rows * columns]):
        shown = picture(pixels, max(1, int(fit))).convert("RGB")
        if fit < 1:
            shown.thumbnail((int(place[0]), int(place[1])))
        row, column = divmod(number, columns)
        left = (column + 0.5) * place[0] - shown.width / 2
        ground.paste(shown, (round(left), round((row + 0.5) * place[1] - shown.height / 2)))
    return _png(ground)


def thumbnail(model: Model) -> bytes:
    """A small PNG: a row of what the model decodes."""
    small = picture(sheet(model.pixels(_walk(model, 5)), 5, 1))
    small.thumbnail((320, 64))
    return _png(small)


def _walk(model: Model, n: int) -> NDArray[np.float32]:
    """Points (n, d) on a way through the presets; without those, through draws of the prior."""
    presets = list(model.presets.values())
    if len(presets) < 2:
        presets = list(np.random.default_rng(0).normal(size=(8, model.latent_dim)))
    return walk(np.stack(presets).astype(np.float32), n, "slerp")


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
