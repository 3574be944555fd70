"""Palettes: the colours of values in a range.

The page has the same (`frontend/src/outputs/palette.ts`). Both are even to the eye. The one for
ranges with 0 inside is dark there, and lighter with distance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEQUENTIAL = (
    "440154", "482475", "414487", "355f8d", "2a788e", "21918c", "22a884", "44bf70", "7ad151",
    "bddf26", "fde725",
)  # fmt: skip
"""Viridis, in equal steps."""
DIVERGING = (
    "c1edff", "5cc4f7", "0695da", "1167a6", "223e61", "1b1b1b", "5a301a", "954e01", "c47805",
    "e4ac58", "f6e3bc",
)  # fmt: skip
"""Blue below 0 and orange above, in equal steps of lightness in OKLCH."""
INSIDE = 0.1
"""0 lies inside a range if its shorter side is more than this share of the longer one."""
MISSING = 119
"""The grey of values that are no numbers."""


def diverges(low: float, high: float) -> bool:
    """Whether 0 lies well inside a range, so that it is drawn with the diverging palette."""
    return min(-low, high) > INSIDE * max(-low, high)


def ends(low: float, high: float) -> tuple[float, float]:
    """The ends of the palette for a range: of the diverging one, both are equally far from 0."""
    most = max(-low, high)
    return (-most, most) if diverges(low, high) else (low, high)


def coloured(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """The colours of values drawn in a range: (..., 3) uint8 for values (...)."""
    stops = np.array([list(bytes.fromhex(one)) for one in _stops(low, high)], np.float64)
    start, end = ends(low, high)
    number = np.isnan(values)
    inside = np.clip(np.where(number, start, values).astype(np.float64), start, end)
    at = (inside - start) / (end - start) * (len(stops) - 1)
    places = np.arange(len(stops))
    channels = [np.interp(at, places, stops[:, channel]) for channel in range(3)]
    colours = np.rint(np.stack(channels, -1)).astype(np.uint8)
    colours[number] = MISSING
    return colours


def _stops(low: float, high: float) -> tuple[str, ...]:
    return DIVERGING if diverges(low, high) else SEQUENTIAL
