"""Draws emoji from the bitmaps of a colour font."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont, features

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SIDE = 48
STRIKE = 109
"""The size of the font's only bitmaps, which are 136 x 128."""
BOX = (136, 136)
GROUND = (255, 255, 255)


def rendered(texts: Sequence[str], font: Path) -> NDArray[np.uint8]:
    """Emoji as images (n, 48, 48, 3) on white.

    Raises:
        RuntimeError: Pillow cannot join the characters of an emoji to one picture.
    """
    if not features.check("raqm"):
        raise RuntimeError("Pillow has no Raqm, which draws emoji of several characters as one.")
    face = ImageFont.truetype(str(font), STRIKE, layout_engine=ImageFont.Layout.RAQM)
    return np.stack([_one(text, face) for text in texts])


def _one(text: str, face: ImageFont.FreeTypeFont) -> NDArray[np.uint8]:
    picture = Image.new("RGB", BOX, GROUND)
    ImageDraw.Draw(picture).text((0, 4), text, font=face, embedded_color=True)
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX), np.uint8)
