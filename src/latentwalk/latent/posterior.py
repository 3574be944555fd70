"""Diagonal Gaussian posteriors q(z | x) and their divergence from the prior N(0, I).

Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, appendix B.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINT = -19.0
"""Log-variances at or below this mean that the encoder gives points only."""
LOGVAR_BOUND = 20.0
"""Log-variances are clamped to [-20, 20] before sampling, as in training."""


@dataclass(frozen=True)
class Posterior:
    """n posteriors over d dimensions."""

    mean: NDArray[np.float32]
    """(n, d)."""
    logvar: NDArray[np.float32]
    """(n, d): natural logarithms of the variances."""

    def __len__(self) -> int:
        return len(self.mean)

    def sample(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """One point of each posterior: mean + exp(logvar / 2) eps, (n, d) float32."""
        deviation = np.exp(0.5 * np.clip(self.logvar, -LOGVAR_BOUND, LOGVAR_BOUND))
        noise = rng.standard_normal(self.mean.shape, dtype=np.float32)
        return np.asarray(self.mean + deviation * noise, dtype=np.float32)

    def kl(self) -> NDArray[np.float64]:
        """KL(q || N(0, I)) in nats, by image and dimension: (n, d).

        (mean^2 + var - 1 - log var) / 2.
        """
        mean, logvar = self.mean.astype(np.float64), self.logvar.astype(np.float64)
        return np.asarray(0.5 * (mean**2 + np.exp(logvar) - 1.0 - logvar))

    def of_groups(self, group: NDArray[np.integer]) -> Posterior:
        """The posteriors of g groups of items that share a point, from those of the items.

        They are the products of experts that `vae.product` explains.

        Args:
            group: (n,), the group of each item, from 0 to g - 1; each group has an item.
        """
        clipped = np.clip(self.logvar.astype(np.float64), -LOGVAR_BOUND, LOGVAR_BOUND)
        precision = np.exp(-clipped)
        shape = (int(group.max(initial=-1)) + 1, precision.shape[1])
        most, total, weighted = np.zeros(shape), np.ones(shape), np.zeros(shape)
        np.maximum.at(most, group, precision)
        np.add.at(total, group, precision - 1)
        np.add.at(weighted, group, precision * self.mean)
        sharper = np.maximum(total, most)
        mean, logvar = weighted / sharper, -np.log(sharper)
        return Posterior(mean.astype(np.float32), logvar.astype(np.float32))

    def log_density(self, z: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log q(z | x) in nats at z (n, k, d), k points for each posterior: (n, k)."""
        mean = self.mean[:, None].astype(np.float64)
        logvar = np.clip(self.logvar, -LOGVAR_BOUND, LOGVAR_BOUND)[:, None].astype(np.float64)
        terms = (z - mean) ** 2 * np.exp(-logvar) + logvar + np.log(2 * np.pi)
        return np.asarray(-0.5 * terms.sum(-1))


def prior_log_density(z: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log N(z; 0, I) in nats for z (..., d)."""
    wide = z.astype(np.float64)
    return np.asarray(-0.5 * (wide**2 + np.log(2 * np.pi)).sum(-1))


def sample_prior(n: int, latent_dim: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw n points of N(0, I): (n, d) float32."""
    return rng.standard_normal((n, latent_dim), dtype=np.float32)
