"""Draws coloured shapes from their factors, with smooth edges.

A shape is the set of places where a signed distance is negative. How much of a pixel lies inside is
read off the distance of its middle: none of it half a pixel outside, all of it half a pixel inside.
"""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIDE = 64
BACKGROUND = (18, 19, 24)
SATURATION, VALUE = 0.72, 0.96
SIZES = (10.0, 18.0)
"""The least and the greatest radius of a shape, in pixels."""
HUES = (0.0, 0.75)
"""From red to violet: a whole circle of hues would be no line."""
ANGLES = (-40.0, 40.0)
"""Degrees, anticlockwise: no shape looks the same at two of these angles."""
MARGIN = 20.0
"""The least distance of a shape's middle from the border, in pixels."""


class Factors(NamedTuple):
    """What is known about n images."""

    shape: NDArray[np.int32]
    """(n,), indices into `SHAPES`."""
    hue: NDArray[np.float64]
    """(n,), in `HUES`; 0 is red, 1/3 green, 2/3 blue."""
    size: NDArray[np.float64]
    """(n,), the radius in pixels."""
    angle: NDArray[np.float64]
    """(n,), in degrees."""
    x: NDArray[np.float64]
    """(n,), pixels from the left."""
    y: NDArray[np.float64]
    """(n,), pixels from the top."""


def drawn(n: int, seed: int) -> Factors:
    """Independent factors of n images, each uniform in its range."""
    rng = np.random.default_rng(seed)
    return Factors(
        rng.integers(0, len(SHAPES), n).astype(np.int32),
        rng.uniform(*HUES, n),
        rng.uniform(*SIZES, n),
        rng.uniform(*ANGLES, n),
        rng.uniform(MARGIN, SIDE - MARGIN, n),
        rng.uniform(MARGIN, SIDE - MARGIN, n),
    )


def rendered(factors: Factors) -> NDArray[np.uint8]:
    """The images of n factors, (n, 64, 64, 3)."""
    return np.stack([_one(*row) for row in zip(*factors, strict=True)])


def _one(
    shape: int, hue: float, size: float, angle: float, x: float, y: float
) -> NDArray[np.uint8]:
    middles = np.arange(SIDE) + 0.5
    right, up = np.meshgrid(middles - x, y - middles)
    turn = np.deg2rad(angle)
    u = (np.cos(turn) * right + np.sin(turn) * up) / size
    v = (np.cos(turn) * up - np.sin(turn) * right) / size
    distance = size * list(SHAPES.values())[shape](u, v)
    covered = np.clip(0.5 - distance, 0, 1)[..., None]
    colour = 255 * np.array(colorsys.hsv_to_rgb(hue, SATURATION, VALUE))
    return np.asarray(np.rint(covered * colour + (1 - covered) * np.array(BACKGROUND)), np.uint8)


def _square(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.maximum(abs(x), abs(y)) - 0.78)


def _ellipse(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half as high as wide. The value over its slope is the distance, near the edge."""
    wide, high = 1.0, 0.5
    value = np.hypot(x / wide, y / high)
    slope = np.hypot(x / wide**2, y / high**2) / np.maximum(value, 1e-9)
    return np.asarray((value - 1) / np.maximum(slope, 1e-9))


def _triangle(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equilateral, with a tip at (0, 1)."""
    sides = abs(x) * np.sqrt(3) / 2 + y / 2 - 0.5
    return np.asarray(np.maximum(sides, -y - 0.5))


SHAPES: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]] = {
    "square": _square,
    "ellipse": _ellipse,
    "triangle": _triangle,
}
"""Signed distances from the edges of shapes of radius 1, by name."""
