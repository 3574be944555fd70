"""Places that are likely under the prior, and far from all data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.diagnosis.result import Hole
from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.diagnosis.surroundings import Surroundings

DRAWS = 4096
USUAL = 0.99
"""A hole is farther from the data than this share of the items from their own neighbours."""


def empty_places(
    data: Surroundings, draws: NDArray[np.floating], used: NDArray[np.int_], most: int
) -> tuple[float, tuple[Hole, ...]]:
    """The share of draws of the prior (m, d) that lie in holes, and a place in each hole.

    Distances are those along the dimensions `used`; along the others, the places are at 0.

    The places are the draws that are farthest from the data. A draw that is nearer to a listed
    place than that is to the data lies in the same hole.
    """
    wide = draws[:, used].astype(np.float64)
    distances = nearest(wide, data.means, 1)[1][:, 0]
    usual = float(np.quantile(data.distances[:, 0], USUAL))
    outside = distances > usual
    share = float(outside.mean())
    holes: list[Hole] = []
    while len(holes) < most and outside.any():
        i = int(np.argmax(np.where(outside, distances, -1)))
        z = np.zeros(draws.shape[1])
        z[used] = wide[i]
        holes.append(Hole(tuple(z.tolist()), data.in_gaps(distances[i])))
        outside &= np.linalg.norm(wide - wide[i], axis=1) >= distances[i]
    return share, tuple(holes)
