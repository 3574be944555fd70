"""The importance-weighted bound on the likelihood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.posterior import Posterior, prior_log_density

if TYPE_CHECKING:
    from numpy.typing import NDArray


def importance_bound(
    squared_error: NDArray[np.float64], posterior: Posterior, z: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The importance-weighted bound on -log p(x), by image, in nats: (n,).

    -log (1/k sum_j p(x | z_j) p(z_j) / q(z_j | x)) for k points z_j of each posterior, with p(x |
    z) proportional to exp(-|x - decode(z)|^2), as in the VAE's loss. The constant of that Gaussian,
    D/2 log pi for D values, is left out, so that the bound can be compared with the loss; in
    expectation it is never above the loss. Burda et al., 2016, equation 8.

    Args:
        squared_error: (n, k), summed over the image's values.
        posterior: n posteriors.
        z: (n, k, d), points drawn from them.
    """
    log_weight = -squared_error + prior_log_density(z) - posterior.log_density(z)
    top = log_weight.max(axis=1, keepdims=True)
    return np.asarray(-(top[:, 0] + np.log(np.exp(log_weight - top).mean(axis=1))))
