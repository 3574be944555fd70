"""The Frechet distance between two sets of features, each taken for a Gaussian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frechet_distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """|m - n|^2 + tr(A + B - 2 (A B)^(1/2)) for features (n, d) and (m, d), n, m >= 2.

    m, n are their means and A, B their covariances: the squared distance of Frechet between two
    Gaussians (Dowson and Landau, 1982), used on a classifier's features by Heusel et al., "GANs
    trained by a two time-scale update rule", 2017. With finitely many images it is too large,
    and the more so the fewer there are: compare only distances of as many images.
    """
    a, b = one.astype(np.float64), other.astype(np.float64)
    gap = a.mean(0) - b.mean(0)
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    first, second = np.atleast_2d(first), np.atleast_2d(second)
    # the trace of (A B)^(1/2) is that of (R B R)^(1/2) with R = A^(1/2), which is symmetric
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return float(gap @ gap + np.trace(first) + np.trace(second) - 2 * shared)
