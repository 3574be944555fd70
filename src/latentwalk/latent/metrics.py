"""Measures of a latent space and of its model. Each states its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest, vote
from latentwalk.latent.posterior import Posterior, prior_log_density

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACTIVE_VARIANCE = 0.01


def active_units(mean: NDArray[np.float32]) -> int:
    """How many dimensions of the posterior means (n, d) vary over the data by more than 0.01.

    Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", 2016, section 5.2.
    """
    return int((mean.astype(np.float64).var(axis=0) > ACTIVE_VARIANCE).sum())


def importance_bound(
    squared_error: NDArray[np.float64], posterior: Posterior, z: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The importance-weighted bound on -log p(x), by image, in nats: (n,).

    -log (1/k sum_j p(x | z_j) p(z_j) / q(z_j | x)) for k points z_j of each posterior, with
    p(x | z) proportional to exp(-|x - decode(z)|^2), as the loss of the VAE has it. The
    constant of that Gaussian, D/2 log pi for D values, is left out, so that the bound compares
    directly with the loss; it is never above it in expectation. Burda et al., 2016, equation 8.

    Args:
        squared_error: (n, k), summed over the image's values.
        posterior: n posteriors.
        z: (n, k, d), drawn from them.
    """
    log_weight = -squared_error + prior_log_density(z) - posterior.log_density(z)
    top = log_weight.max(axis=1, keepdims=True)
    return np.asarray(-(top[:, 0] + np.log(np.exp(log_weight - top).mean(axis=1))))


def knn_accuracy(
    queries: NDArray[np.float32],
    query_labels: NDArray[np.int32],
    points: NDArray[np.float32],
    point_labels: NDArray[np.int32],
    k: int = 5,
) -> float:
    """The share of queries (m, d) whose label the k nearest points (n, d) vote for."""
    indices, _ = nearest(queries, points, min(k, len(points)))
    return float((vote(point_labels[indices]) == query_labels).mean())
