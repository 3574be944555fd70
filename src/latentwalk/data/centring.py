"""Centres a drawing like MNIST's digits.

MNIST's digits were scaled, with their proportions, into a box of 20 x 20 and placed in 28 x 28 with
their centre of mass at pixel (14, 14). A drawing that is treated in the same way is what the
encoder expects; other sizes keep the proportion of 20 to 28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOX_SHARE = 20 / 28
INK = 16
"""The minimum brightness of a pixel of the drawing."""


def centred(drawing: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Scale and centre a drawing, bright on black.

    Args:
        drawing: (h, w) uint8, any size.
        height: rows of the result.
        width: columns of the result.

    Returns:
        (height, width) uint8; all black for an empty drawing.
    """
    rows, columns = np.flatnonzero(drawing.max(1) >= INK), np.flatnonzero(drawing.max(0) >= INK)
    canvas = np.zeros((height, width), dtype=np.uint8)
    if not len(rows):
        return canvas
    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = min(BOX_SHARE * height / ink.shape[0], BOX_SHARE * width / ink.shape[1])
    size = (max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    mass = small.astype(np.float64) + 1e-9
    top = _offset(mass.sum(1), height)
    left = _offset(mass.sum(0), width)
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    return canvas


def _offset(mass: NDArray[np.float64], side: int) -> int:
    """The start of a profile whose centre of mass is to be at pixel side / 2, as in MNIST."""
    centre = (mass * np.arange(len(mass))).sum() / mass.sum()
    return int(np.clip(round(side / 2 - centre), 0, side - len(mass)))
