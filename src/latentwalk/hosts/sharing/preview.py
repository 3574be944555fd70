"""The picture that stands for a page where it is linked."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from latentwalk.render.sheet import picture, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

SIZE = (1200, 630)
"""Of a preview, as those who show links want it."""
GROUND = (14, 15, 17)
MARGIN = 45


def preview(model: Model) -> bytes:
    """A PNG of 1200 by 630 pixels: what the model decodes, in rows."""
    images = _images(model, 28)
    height, width = images.shape[1:3]
    columns = _columns(len(images), width, height)
    whole = sheet(images[: len(images) // columns * columns], columns, max(1, width // 14))
    room = (SIZE[0] - 2 * MARGIN, SIZE[1] - 2 * MARGIN)
    fit = min(room[0] / whole.shape[1], room[1] / whole.shape[0])
    shown = picture(whole, max(1, int(fit))).convert("RGB")
    if fit < 1:
        shown.thumbnail(room)
    ground = Image.new("RGB", SIZE, GROUND)
    ground.paste(shown, ((SIZE[0] - shown.width) // 2, (SIZE[1] - shown.height) // 2))
    return _png(ground)


def thumbnail(model: Model) -> bytes:
    """A small PNG: a row of what the model decodes."""
    small = picture(sheet(_images(model, 5), 5, 1))
    small.thumbnail((320, 64))
    return _png(small)


def _images(model: Model, n: int) -> NDArray[np.uint8]:
    """N decoded images: the presets, then draws of the prior."""
    rng = np.random.default_rng(0)
    presets = list(model.presets.values())[:n]
    draws = rng.normal(size=(n - len(presets), model.latent_dim)).astype(np.float32)
    return model.pixels(np.concatenate([np.reshape(presets, (-1, model.latent_dim)), draws]))


def _columns(n: int, width: int, height: int) -> int:
    """How many to a row, so that the rows fill a preview."""
    shape = (SIZE[0] / width) / (SIZE[1] / height)
    return max(1, min(n, round(math.sqrt(n * shape))))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
