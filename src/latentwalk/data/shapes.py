"""Small shapes with known factors, which a disentangled model should find by itself.

The data set has every combination of kind, size, angle, column and row once, like dSprites
(Matthey, Higgins, Hassabis and Lerchner, 2017), but smaller: 6,144 grey images of 28 x 28 instead
of 737,280 of 64 x 64. No kind looks the same at two angles, so every factor can be read off the
image.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.dataset import Dataset, Images, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 28
KINDS = ("triangle", "drop", "heart")
RADII = (3.4, 4.4, 5.5, 6.7)
"""The distance from a shape's middle to its tip, in pixels."""
ANGLES = 8
PLACES = 8
"""The number of columns, and of rows."""
STEP = 2
"""Pixels between two neighbouring places."""
PATCH = SIDE - (PLACES - 1) * STEP
"""The side of the square in which a shape is drawn."""
FINER = 8
"""Each pixel is the mean of this many points in each direction."""
FACTORS = ("kind", "size", "angle", "column", "row")


def load_shapes() -> Dataset:
    """6,144 images of 28 x 28, a tenth held out; the classes are the kinds of shape."""
    patches = np.array([[_turned(kind, radius) for radius in RADII] for kind in KINDS])
    sizes = (*patches.shape[:3], PLACES, PLACES)
    pixels = np.zeros((*sizes, SIDE, SIDE), np.uint8)
    for column, row in itertools.product(range(PLACES), repeat=2):
        across = slice(STEP * column, STEP * column + PATCH)
        down = slice(STEP * row, STEP * row + PATCH)
        pixels[..., column, row, down, across] = patches
    factors = np.stack(np.unravel_index(np.arange(np.prod(sizes)), sizes), 1).astype(np.int32)
    images = Images(pixels.reshape(-1, SIDE, SIDE, 1), factors[:, 0].copy(), factors)
    return split("shapes", images, KINDS, FACTORS)


def drawn(kind: str, radius: float, angle: float) -> NDArray[np.uint8]:
    """One shape in the middle of a patch: (14, 14) uint8, antialiased.

    Args:
        kind: one of `KINDS`.
        radius: in pixels.
        angle: in radians, anticlockwise; 0 is upright.
    """
    side = PATCH * FINER
    places = ((np.arange(side) + 0.5) / FINER - PATCH / 2) / radius
    right, up = np.meshgrid(places, -places)
    x = np.cos(angle) * right + np.sin(angle) * up
    y = np.cos(angle) * up - np.sin(angle) * right
    inside = _INSIDE[kind](x, y)
    shares = inside.reshape(PATCH, FINER, PATCH, FINER).mean((1, 3))
    return np.asarray(np.rint(255 * shares), np.uint8)


def _turned(kind: str, radius: float) -> list[NDArray[np.uint8]]:
    return [drawn(kind, radius, 2 * np.pi * angle / ANGLES) for angle in range(ANGLES)]


def _triangle(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """A slender triangle, from its tip at (0, 1) to a base from -0.6 to 0.6 at y = -0.8."""
    return np.asarray((y > -0.8) & (np.abs(x) < (1 - y) / 3))


def _drop(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """A disc of radius 0.6 at the bottom, and its two tangents from (0, 1)."""
    low, radius = -0.4, 0.6
    disc = x**2 + (y - low) ** 2 < radius**2
    sine = radius / (1 - low)  # of half the angle at the tip
    touching = low + radius * sine
    between = np.abs(x) < (1 - y) * sine / np.sqrt(1 - sine**2)
    return np.asarray(disc | (between & (y > touching)))


def _heart(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Two discs at the top, and the area between their tangents, which meet at (0, -1)."""
    across, high, radius = 0.42, 0.33, 0.5
    discs = (np.abs(x) - across) ** 2 + (y - high) ** 2 < radius**2
    # the outer tangent from the tip to the right disc touches it at this angle from its middle
    far = np.hypot(across, high + 1)
    slope = np.arctan2(across, high + 1) + np.arcsin(radius / far)
    reach = np.sqrt(far**2 - radius**2)
    touching = -1 + reach * np.cos(slope)
    below = (np.abs(x) < (y + 1) * np.tan(slope)) & (y < touching)
    between = (np.abs(x) < across) & (y >= touching) & (y < high)
    return np.asarray(discs | below | between)


_INSIDE = {"triangle": _triangle, "drop": _drop, "heart": _heart}
