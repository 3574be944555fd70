"""Places points of latent space in a layout, by their nearest encoded items.

With the distances R_1 <= R_2 <= ... of a point from the items' points, the k nearest have the
weights

    w_i = ((R_{k+1} - R_i) / (R_{k+1} R_i))^2

(Franke and Nielson, "Smooth interpolation of large sets of scattered data", 1980), and the point's
place is the weighted mean of theirs. So an item's own point lies exactly at its place, and the
place moves continuously with the point. The page has the same in `frontend/src/math/placement.ts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import BLOCK, nearest
from latentwalk.layouts.inverse import MOST, evenly
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEIGHBOURS = 5
"""k, the number of neighbours of a point."""
SAME = 1e-6
"""A nearer item, as a share of the distance of the last neighbour, is at the same point."""


def placed(
    points: NDArray[np.float32],
    means: NDArray[np.float32],
    places: NDArray[np.float32],
    neighbours: int = NEIGHBOURS,
) -> NDArray[np.float32]:
    """The places (m, 2) of points (m, d) among items with the points (n, d) and places (n, 2).

    Of more than 20,000 items, evenly spaced ones are searched. A progress bar shows long work.
    """
    some = evenly(len(means), MOST)
    means, places = means[some], places[some].astype(np.float64)
    result = np.empty((len(points), 2), np.float32)
    starts = range(0, len(points), BLOCK)
    for start in track(starts, "placing points", len(starts)):
        block = points[start : start + BLOCK]
        found, distances = nearest(block, means, min(neighbours + 1, len(means)))
        shares = _shares(distances)
        result[start : start + BLOCK] = np.einsum("mk,mkc->mc", shares, places[found])
    return result


def _shares(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each neighbour, from ascending distances (m, k + 1); they sum to 1."""
    reach = distances[:, -1:]
    least = np.maximum(SAME * reach, np.finfo(np.float32).tiny)
    near = np.maximum(distances, least)
    weights = np.square((reach - distances) / near)
    weights[(weights.sum(1) == 0)] = 1  # all at the same distance
    return np.asarray(weights / weights.sum(1, keepdims=True))
