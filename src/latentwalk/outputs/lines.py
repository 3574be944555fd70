"""Draws lines and bars into small pictures, with Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLACK = (0, 0, 0)
INK = (236, 235, 230)
FAINT = (64, 64, 66)
COLOURS = (INK, (255, 180, 84), (86, 180, 233), (0, 158, 115), (204, 121, 167), (240, 228, 66))
"""Of the lines of one picture; the order is that of Okabe and Ito's palette."""
FINER = 3
"""Pictures are drawn this many times larger and then reduced, which smooths their edges."""
MARGIN = 0.08
"""The free space at each edge, as a share of the shorter side."""

Pen: TypeAlias = "ImageDraw.ImageDraw"


def drawn(width: int, height: int, paint: Callable[[Pen, int, int], None]) -> NDArray[np.uint8]:
    """A picture (h, w, 3) uint8 that `paint` draws with a pen, given its larger size."""
    large = Image.new("RGB", (width * FINER, height * FINER), BLACK)
    paint(ImageDraw.Draw(large), *large.size)
    return np.asarray(large.resize((width, height), Image.Resampling.BOX), np.uint8)


def placed(
    values: NDArray[np.floating], low: float, high: float, start: float, end: float
) -> NDArray[np.float64]:
    """Positions of values: `low` is at `start` and `high` at `end`; others are clipped."""
    share = (np.clip(values.astype(np.float64), low, high) - low) / (high - low)
    return start + share * (end - start)


def margin(width: int, height: int) -> float:
    """The free space at each edge, in pixels."""
    return MARGIN * min(width, height)


def stroke(height: int) -> int:
    """The width of a line in a picture of that height, in pixels."""
    return max(FINER, round(height / 80))
