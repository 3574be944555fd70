"""How a handwritten digit slants, and how thick its strokes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINER = 4
"""How many times finer a digit's grid is where its strokes are measured."""


def slant(image: NDArray[np.uint8]) -> float:
    """How far a digit leans to the right of upright, in degrees.

    Sheared back by the tangent of this angle, its rows and columns have no covariance, with the ink
    as weights.

    Args:
        image: (h, w), 0 where there is no ink; not empty.
    """
    y, x = np.nonzero(image)
    (variance, covariance), _ = np.cov(y, x, aweights=image[y, x])
    return float(np.degrees(np.arctan(-covariance / variance)))


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
