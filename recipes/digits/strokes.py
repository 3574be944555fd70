"""How a handwritten digit slants, and how thick its strokes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINER = 4
"""How many times finer a digit's grid is where its strokes are measured."""


def slant(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How far digits lean to the right of upright, in degrees.

    Sheared back by the tangent of this angle, a digit's rows and columns have no covariance, with
    the ink as weights.

    Args:
        images: (n, h, w), 0 where there is no ink; no image is empty.
    """
    ink = images.astype(np.float64)
    y, x = np.mgrid[: ink.shape[1], : ink.shape[2]]
    down, along = y - _mean(ink, y), x - _mean(ink, x)
    covariance, variance = _mean(ink, down * along), _mean(ink, down**2)
    angles: NDArray[np.float64] = np.degrees(np.arctan(-covariance / variance))
    return angles[:, 0, 0]


def _mean(ink: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of a pixel's values in each image, with the ink as weights, (n, 1, 1)."""
    mean: NDArray[np.float64] = (ink * values).sum((1, 2), keepdims=True)
    mean /= ink.sum((1, 2), keepdims=True)
    return mean


def thickness(image: NDArray[np.uint8]) -> float:
    """The mean thickness of a digit's strokes, in pixels.

    In the middle of a stroke, the distance to its edge is half the thickness. The middle is where
    no neighbour is farther from an edge, on a finer grid; the edge is where ink is half dark.

    Args:
        image: (h, w), with at least one pixel from 128 on.
    """
    dark = ndimage.zoom(image.astype(np.float64), FINER, order=1) > 127.5
    # digits may reach the border of the image, which is an edge, too
    far = ndimage.distance_transform_edt(np.pad(dark, 1))
    middle = (far > 0) & (far >= ndimage.maximum_filter(far, 3))
    return float(2 * far[middle].mean() / FINER)
