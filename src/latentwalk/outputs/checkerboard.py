"""The checkerboard that stands for transparency where a picture has no alpha: films, windows.

The page draws the same one (`frontend/src/outputs/alpha.ts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DARK, LIGHT = 114, 130
"""The greys of the squares: both black and white ink stand out from them."""
SQUARES = 8
"""Squares along the shorter side of an image."""


def checkerboard(height: int, width: int) -> NDArray[np.uint8]:
    """Squares of two greys: (h, w) uint8, a light one at the top left."""
    side = max(1, round(min(height, width) / SQUARES))
    odd = (np.arange(height)[:, None] // side + np.arange(width) // side) % 2
    return np.where(odd, DARK, LIGHT).astype(np.uint8)


def opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures (..., h, w, c) without alpha: those with it (c = 2 or 4) over a checkerboard."""
    if pixels.shape[-1] % 2:
        return pixels
    height, width = pixels.shape[-3:-1]
    share = pixels[..., -1:].astype(np.float32) / 255
    ground = checkerboard(height, width)[..., None]
    over = pixels[..., :-1] * share + ground * (1 - share)
    return np.rint(over).astype(np.uint8)
