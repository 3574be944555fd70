"""Draws the characters of a font on squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from recipes.typefaces.characters import CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIDE = 40
"""Rows and columns of an image."""
BASELINE = 30
"""Rows above the baseline, the same for all fonts."""
MARGIN = 1
"""Rows and columns at the border without ink."""
FINE = 6
"""Characters are drawn this many times as large, and averaged."""
MEASURED = 1000
"""Pixels per em at which a font is measured."""


def draw_font(path: Path) -> NDArray[np.uint8] | None:
    """The characters in white on black, (62, SIDE, SIDE); None if one is empty or huge.

    All have the font's baseline in the same row. The font is scaled so that the highest, the
    lowest and the widest of them fit. Each is centred between its left and its right end.
    """
    try:
        font = ImageFont.truetype(path, MEASURED, layout_engine=ImageFont.Layout.BASIC)
        boxes = np.array([font.getbbox(one, anchor="ls") for one in CHARACTERS], float)
        left, top, right, bottom = boxes.T
        if (
            min((right - left).min(), (bottom - top).min()) < 1
            or np.abs(boxes).max() > 3 * MEASURED
        ):
            return None
        scale = min(
            (BASELINE - MARGIN) / -top.min(),
            (SIDE - BASELINE - MARGIN) / max(bottom.max(), 1.0),
            (SIDE - 2 * MARGIN) / (right - left).max(),
        )
        font = font.font_variant(size=MEASURED * scale * FINE)
        return np.stack([_draw(font, one) for one in CHARACTERS])
    except (OSError, ValueError):
        return None


def _draw(font: ImageFont.FreeTypeFont, character: str) -> NDArray[np.uint8]:
    side = SIDE * FINE
    left, _, right, _ = font.getbbox(character, anchor="ls")
    image = Image.new("L", (side, side))
    corner = (round((side - right - left) / 2), BASELINE * FINE)
    ImageDraw.Draw(image).text(corner, character, fill=255, font=font, anchor="ls")
    return np.asarray(image.reduce(FINE))
