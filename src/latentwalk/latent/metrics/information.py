"""Bounds on the mutual information of image and latent point.

It cannot be computed, because the aggregate posterior q(z), the mean of all q(z | x), is known
only through finitely many images; two bounds can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.latent.posterior import Posterior

BLOCK = 128
"""Points whose densities under all posteriors are in memory together."""


def information_below(
    posterior: Posterior, z: NDArray[np.float32], others: Posterior | None = None
) -> NDArray[np.float64]:
    """A lower bound on I(x; z), by image, in nats: (n,); the bound is their mean.

    log q(z_i | x_i) - log (1/m sum_j q(z_i | x_j)) for a point z_i of each posterior, with j over
    all m images, including i: the aggregate posterior is estimated by a mixture, as in Hoffman and
    Johnson, "ELBO surgery", 2016. In expectation it is never above I(x; z), nor above log m (Poole
    et al., "On variational bounds of mutual information", 2019). Near log m it says only that the
    information is at least that.

    Args:
        posterior: n posteriors.
        z: (n, d), a draw of each.
        others: posteriors of more images of the same kind, which increase m.
    """
    mean, logvar = posterior.mean, posterior.logvar
    if others is not None:
        mean, logvar = np.concatenate([mean, others.mean]), np.concatenate([logvar, others.logvar])
    mean = mean.astype(np.float64)
    logvar = np.clip(logvar, -LOGVAR_BOUND, LOGVAR_BOUND).astype(np.float64)
    precision = np.exp(-logvar)
    # -(z - mean)^2 precision / 2 as matrix products, and the terms without z
    square, linear = -0.5 * precision.T, (precision * mean).T
    rest = -0.5 * (precision * mean**2 + logvar).sum(1)
    found = np.empty(len(z))
    for start in range(0, len(z), BLOCK):
        points = z[start : start + BLOCK].astype(np.float64)
        density = points**2 @ square + points @ linear + rest  # (b, m), in logarithms
        own = density[np.arange(len(points)), start + np.arange(len(points))].copy()
        top = density.max(1)
        density -= top[:, None]
        np.exp(density, out=density)
        found[start : start + BLOCK] = own - (top + np.log(density.mean(1)))
    return found


def information_above(posterior: Posterior) -> float:
    """An upper bound on I(x; z), in nats: its value if the aggregate posterior were Gaussian.

    I(x; z) = H(z) - H(z | x), and among densities with the aggregate's covariance, C(mean) +
    E[var], the Gaussian has the highest entropy (Cover and Thomas, "Elements of Information
    Theory", 2006, theorem 8.6.5): (log det C - E[sum log var]) / 2. It is exact if the means are
    Gaussian and all images have the same variances, and never above the KL from the prior, which is
    the same expression with the prior instead of that Gaussian.
    """
    mean, logvar = posterior.mean.astype(np.float64), posterior.logvar.astype(np.float64)
    logvar = np.clip(logvar, -LOGVAR_BOUND, LOGVAR_BOUND)
    centred = mean - mean.mean(0)
    covariance = centred.T @ centred / len(mean) + np.diag(np.exp(logvar).mean(0))
    return float(0.5 * (np.linalg.slogdet(covariance)[1] - logvar.sum(1).mean()))
