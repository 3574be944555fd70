"""Precision and recall of samples: the overlap of their manifold with that of images.

Kynkaanniemi, Karras, Laine, Lehtinen and Aila, "Improved precision and recall metric for
assessing generative models", 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEIGHBOURS = 3
"""k, as in the paper."""
BLOCK = 256


class Manifold:
    """The manifold of features: a ball around each of them, which reaches its k-th neighbour."""

    def __init__(self, features: NDArray[np.float32], k: int = NEIGHBOURS) -> None:
        """Take features (n, d), n > k."""
        self._points = features.astype(np.float64)
        self._squares = (self._points**2).sum(1)
        self._radii = np.empty(len(features))  # squared
        for start in range(0, len(features), BLOCK):
            gaps = self._gaps(self._points[start : start + BLOCK])
            own = np.arange(len(gaps))
            gaps[own, start + own] = np.inf
            self._radii[start : start + BLOCK] = np.partition(gaps, k - 1, axis=1)[:, k - 1]

    def holds(self, features: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which features (m, d) lie in any of the balls: (m,).

        Precision is the share of samples on the images' manifold, recall the share of images on the
        samples' manifold.
        """
        held = np.empty(len(features), np.bool_)
        for start in range(0, len(features), BLOCK):
            gaps = self._gaps(features[start : start + BLOCK].astype(np.float64))
            held[start : start + BLOCK] = (gaps <= self._radii).any(1)
        return held

    def _gaps(self, queries: NDArray[np.float64]) -> NDArray[np.float64]:
        """Squared distances of queries (b, d) to all points: (b, n)."""
        gaps = queries @ (-2 * self._points.T)
        gaps += self._squares
        gaps += (queries**2).sum(1)[:, None]
        return np.maximum(gaps, 0, out=gaps)
