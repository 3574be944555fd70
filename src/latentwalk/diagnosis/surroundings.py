"""The nearest neighbours of encoded items, from which most of a diagnosis follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEIGHBOURS = 10
"""The tenth neighbour says how dense the data is around an item."""
NEAR = 0.1
"""Duplicates are at most this far apart, as a share of the distance to the tenth neighbour."""
BY_CHANCE = 0.5
"""How many pairs that near independent items would have."""


@dataclass(frozen=True)
class Surroundings:
    """n items with their k nearest neighbours, themselves not counted."""

    means: NDArray[np.float64]
    """(n, d)."""
    neighbours: NDArray[np.intp]
    """(n, k): rows, nearest first."""
    distances: NDArray[np.float64]
    """(n, k), in latent units."""

    @classmethod
    def of(cls, means: NDArray[np.floating]) -> Surroundings:
        """Find the neighbours of items (n, d), at least two."""
        wide = means.astype(np.float64)
        k = min(NEIGHBOURS, len(wide) - 1)
        found, distances = nearest(wide, wide, k + 1)
        # an item is its own nearest, unless others lie at the same point
        own = found == np.arange(len(wide))[:, None]
        own[~own.any(axis=1), -1] = True
        shape = len(wide), k
        return cls(wide, found[~own].reshape(shape), distances[~own].reshape(shape))

    @property
    def gap(self) -> float:
        """The median distance to the nearest neighbour."""
        return float(np.median(self.distances[:, 0]))

    def in_gaps(self, distance: float) -> float:
        """A distance in gaps; as it is if half of the items lie where others do."""
        return float(distance) / (self.gap or 1.0)

    def loneliness(self) -> NDArray[np.float64]:
        """(n,): the distance to the farthest of the k neighbours."""
        return self.distances[:, -1]

    def duplicates(self) -> NDArray[np.intp]:
        """Pairs of rows (m, 2), the nearest first, that lie closer together than chance explains.

        Of independent items whose density is even around each, a share of 9 q^d is nearer to its
        nearest neighbour than q times the distance to the tenth one, for small q. Pairs are listed
        below the q for which that is half an item of all; and below a tenth, since encoded data
        varies in fewer directions than d.
        """
        n, d = self.means.shape
        k = self.distances.shape[1]
        if k < 2:
            return np.empty((0, 2), np.intp)
        share = min(NEAR, (BY_CHANCE / ((k - 1) * n)) ** (1 / d))
        nearest_ones, reach = self.distances[:, 0], self.distances[:, -1]
        close = np.flatnonzero(nearest_ones <= share * reach)
        pairs = np.sort(np.stack([close, self.neighbours[close, 0]], axis=1), axis=1)
        unique, first = np.unique(pairs, axis=0, return_index=True)
        return unique[np.argsort(nearest_ones[close[first]], kind="stable")]


def parts(means: NDArray[np.float64], k: int) -> list[NDArray[np.intp]]:
    """Rows of points (n, d) that hang together, the largest part first.

    Two points are connected if each is among the k nearest of the other.
    """
    n = len(means)
    around = Surroundings.of(means).neighbours[:, :k]
    first, second = np.repeat(np.arange(n), around.shape[1]), around.ravel()
    mutual = np.isin(second * n + first, first * n + second)
    first, second = first[mutual], second[mutual]
    part = np.arange(n)
    while True:  # each point takes the lowest number of those that it is connected with
        lowest = part.copy()
        np.minimum.at(lowest, first, part[second])
        lowest = lowest[lowest]
        if (lowest == part).all():
            break
        part = lowest
    found = [np.flatnonzero(part == one) for one in np.unique(part)]
    return sorted(found, key=len, reverse=True)
