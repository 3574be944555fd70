"""A smooth local inverse of a layout: for a place in the plane, a point of latent space.

A layout puts each encoded item, with the point z_i, at a place y_i. For any other place p, let r_1
<= r_2 <= ... be the distances to the items' places, and k the number of neighbours. The k nearest
items have the weights

    w_i = (1 - (r_i / r_{k+1})^2)^2,

which fall to zero at the next item, so that the inverse is continuous. They fit a plane in latent
space (Cleveland and Devlin, "Locally weighted regression", 1988), with a ridge that holds it level
where the places lie along a line:

    z(p) = mean_w(z) + C S^-1 (p - mean_w(y)),
    C = mean_w((z - mean_w(z)) (y - mean_w(y))'),
    S = mean_w((y - mean_w(y)) (y - mean_w(y))') + ridge * trace / 2 * I,

where mean_w is the weighted mean and the trace is that of the first term of S. The step p -
mean_w(y) is shortened to at most OUTSIDE standard deviations, its length under S^-1, so that z
stays near the data where p does not. This is one weighted sum of the z_i.

The trust says whether there is data: with the distance r_m to the m-th nearest item, and the mean s
of the three nearest items' own distances to their m-th nearest,

    trust = clamp((FAR - r_m / s) / (FAR - NEAR)) from 0 to 1.

The page has the same in `frontend/src/math/inverse.ts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 20_000
"""The most items that are searched; of more, evenly spaced ones."""
NEIGHBOURS = 15
"""k, the number of neighbours of a place."""
RIDGE = 0.1
"""The ridge, as a share of the mean variance of the neighbours' places."""
OUTSIDE = 1.5
"""How far the plane is followed from the neighbours' middle, in standard deviations of theirs."""
SPACING = 8
"""m, the neighbour whose distance is the spacing."""
AROUND = 3
"""The nearest items whose spacing counts."""
NEAR, FAR = 2.0, 4.0
"""Distances, in spacings, up to which a place is trusted fully, and from which not at all."""
LEAST = 1e-30
"""The least distance that is divided by."""
CHECKED = 2_000
"""The most items whose error is measured."""


class Inverse:
    """From places in a layout to points in latent space."""

    def __init__(
        self,
        places: NDArray[np.float32],
        means: NDArray[np.float32],
        neighbours: int = NEIGHBOURS,
        ridge: float = RIDGE,
    ) -> None:
        """Take the items of an atlas.

        Args:
            places: (n, 2), the layout; n is at least 2.
            means: (n, d), the items' latent points.
            neighbours: k, the number of neighbours of a place.
            ridge: the ridge, see above.
        """
        some = evenly(len(places), MOST)
        self.places = places[some].astype(np.float64)
        """(m, 2): the places that are searched."""
        self.means = means[some].astype(np.float64)
        """(m, d): their latent points."""
        self.neighbours = min(neighbours, len(some) - 1)
        self.ridge = ridge
        self._spacing: NDArray[np.float64] | None = None

    def __call__(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """The points (m, d) at places (m, 2)."""
        found, distances = self._near(places, self.neighbours + 1)
        return self._points(places, found, distances)

    def trust(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near the data places (m, 2) are: (m,), from 1, as near as the data, to 0."""
        found, distances = self._near(places, self.neighbours + 1)
        rank = min(SPACING, distances.shape[1])
        own = self.spacing[found[:, :AROUND]].mean(1)
        ratio = distances[:, rank - 1] / np.maximum(own, LEAST)
        return np.asarray(np.clip((FAR - ratio) / (FAR - NEAR), 0, 1), np.float32)

    @property
    def spacing(self) -> NDArray[np.float64]:
        """(m,): each item's distance to its m-th nearest neighbour."""
        if self._spacing is None:
            rank = min(SPACING, len(self.places) - 1)
            self._spacing = self._near(self.places, rank + 1)[1][:, rank]
        return self._spacing

    def error(self) -> float:
        """How far off the points are, as a share of the data's spread.

        For up to 2,000 items, each is left out and found again from its place: the root of the mean
        squared distance from its point, divided by that of all points from their mean. 0 if all
        points are equal.
        """
        rows = evenly(len(self.places), CHECKED)
        found, distances = self._near(self.places[rows], self.neighbours + 2)
        own = found == rows[:, None]
        own[~own.any(1), -1] = True  # others lie at the same place
        shape = len(rows), found.shape[1] - 1
        found, distances = found[~own].reshape(shape), distances[~own].reshape(shape)
        off = self._points(self.places[rows], found, distances) - self.means[rows]
        spread = np.square(self.means - self.means.mean(0)).sum(1).mean()
        return float(np.sqrt(np.square(off).sum(1).mean() / spread)) if spread else 0.0

    def _near(
        self, places: NDArray[np.floating], k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        return nearest(np.asarray(places, np.float64), self.places, min(k, len(self.places)))

    def _points(
        self,
        places: NDArray[np.floating],
        found: NDArray[np.intp],
        distances: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """The points (m, d) at places (m, 2) with the neighbours (m, k + 1) and their distances."""
        shares = self._shares(np.asarray(places, np.float64), found, distances)
        return np.asarray(np.einsum("mk,mkd->md", shares, self.means[found]), np.float32)

    def _shares(
        self,
        places: NDArray[np.float64],
        found: NDArray[np.intp],
        distances: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """The share of each neighbour (m, k + 1) in the point; they sum to 1."""
        reach = np.maximum(distances[:, -1:], LEAST)
        weights = np.square(1 - np.square(distances / reach))
        weights[weights.sum(1) == 0] = 1  # all at the same distance
        weights /= weights.sum(1, keepdims=True)
        near = self.places[found]
        middle = np.einsum("mk,mkc->mc", weights, near)
        from_middle = near - middle[:, None]
        square = np.einsum("mk,mki,mkj->mij", weights, from_middle, from_middle)
        level = self.ridge * np.trace(square, axis1=1, axis2=2) / 2
        square += np.where(level > 0, level, 1)[:, None, None] * np.eye(2)
        off = places - middle
        slope = np.linalg.solve(square, off[:, :, None])[:, :, 0]
        beyond = np.sqrt(np.einsum("mc,mc->m", off, slope)) / OUTSIDE
        slope /= np.maximum(1, beyond)[:, None]
        return np.asarray(weights * (1 + np.einsum("mkc,mc->mk", from_middle, slope)))


def evenly(n: int, most: int) -> NDArray[np.intp]:
    """At most `most` of n rows, evenly spaced; the page chooses the same."""
    return np.arange(0, n, max(1, -(-n // most)))
