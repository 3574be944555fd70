"""The Frechet distance between two sets of features, each modelled as a Gaussian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frechet_distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """|m - n|^2 + tr(A + B - 2 (A B)^(1/2)) for features (n, d) and (m, d), n, m >= 2.

    m, n are their means and A, B their covariances: the squared Frechet distance between two
    Gaussians (Dowson and Landau, 1982), used on a classifier's features by Heusel et al., "GANs
    trained by a two time-scale update rule", 2017. It is biased upwards for finite samples, more so
    for small ones: compare distances only for equal numbers of images.
    """
    a, b = one.astype(np.float64), other.astype(np.float64)
    gap = a.mean(0) - b.mean(0)
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    first, second = np.atleast_2d(first), np.atleast_2d(second)
    # the trace of (A B)^(1/2) is that of (R B R)^(1/2) with R = A^(1/2), and R B R is symmetric
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return float(gap @ gap + np.trace(first) + np.trace(second) - 2 * shared)
