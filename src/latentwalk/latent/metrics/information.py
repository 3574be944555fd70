"""How much a latent point tells of its image: the mutual information, from below and from above.

It cannot be computed, since the aggregate posterior q(z), the mean of all q(z | x), is known
through finitely many images alone; two bounds can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.latent.posterior import Posterior

BLOCK = 128
"""Points whose densities under all posteriors are held at once."""


def information_below(
    posterior: Posterior, z: NDArray[np.float32], others: Posterior | None = None
) -> NDArray[np.float64]:
    """A lower bound on I(x; z), by image, in nats: (n,); the bound is their mean.

    log q(z_i | x_i) - log (1/m sum_j q(z_i | x_j)) for a point z_i of each posterior, j over all
    m images, i among them: the aggregate posterior estimated by a mixture, as in Hoffman and
    Johnson, "ELBO surgery", 2016, which is in expectation never above I(x; z), nor above log m
    (Poole et al., "On variational bounds of mutual information", 2019). Where it is near log m it
    says that the information is at least that, and no more.

    Args:
        posterior: n posteriors.
        z: (n, d), a draw of each.
        others: posteriors of more images of the same kind, which raise m.
    """
    mean, logvar = posterior.mean, posterior.logvar
    if others is not None:
        mean, logvar = np.concatenate([mean, others.mean]), np.concatenate([logvar, others.logvar])
    mean = mean.astype(np.float64)
    logvar = np.clip(logvar, -LOGVAR_BOUND, LOGVAR_BOUND).astype(np.float64)
    precision = np.exp(-logvar)
    # -(z - mean)^2 precision / 2 in products of matrices, and what does not hold z
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
    """An upper bound on I(x; z), in nats: what it were if the aggregate posterior were Gaussian.

    I(x; z) = H(z) - H(z | x), and no density with the aggregate's covariance, C(mean) + E[var],
    has a higher entropy than the Gaussian (Cover and Thomas, "Elements of Information Theory",
    2006, theorem 8.6.5): (log det C - E[sum log var]) / 2. Exact where mean is Gaussian and var
    the same for all images; never above the KL from the prior, which is this with the prior in
    place of that Gaussian.
    """
    mean, logvar = posterior.mean.astype(np.float64), posterior.logvar.astype(np.float64)
    logvar = np.clip(logvar, -LOGVAR_BOUND, LOGVAR_BOUND)
    centred = mean - mean.mean(0)
    covariance = centred.T @ centred / len(mean) + np.diag(np.exp(logvar).mean(0))
    return float(0.5 * (np.linalg.slogdet(covariance)[1] - logvar.sum(1).mean()))
