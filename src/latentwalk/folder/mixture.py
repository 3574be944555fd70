"""A mixture of Gaussians over latent points, as a prior.

It is fitted after training to the posteriors of all training images, so that its samples lie where
the decoder was trained; the standard normal does not have this property, see Tomczak and Welling,
"VAE with a VampPrior", 2018. Fitting a prior afterwards: Ghosh et al., "From Variational to
Deterministic Autoencoders", 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_VALUE, MIN_WEIGHT = 1e30, 1e-30
"""The largest magnitude of a number, so that samples fit float32, and the smallest weight."""
DIGITS = 4
"""Significant digits of the stored numbers."""


@dataclass(frozen=True)
class Mixture:
    """k Gaussians over d dimensions."""

    weight: NDArray[np.float64]
    """(k,), positive, with the sum 1."""
    mean: NDArray[np.float64]
    """(k, d)."""
    factor: NDArray[np.float64]
    """(k, d, d), lower triangular with a positive diagonal: the covariance is factor factor^T."""

    def sample(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw n points, (n, d) float32."""
        chosen = rng.choice(len(self.weight), n, p=self.weight)
        noise = rng.standard_normal((n, self.mean.shape[1]))
        points = self.mean[chosen] + np.einsum("nij,nj->ni", self.factor[chosen], noise)
        return np.asarray(points, np.float32)

    def log_density(self, z: NDArray[np.floating]) -> NDArray[np.float64]:
        """The logarithm of the density at z (n, d), in nats: (n,)."""
        gap = z[:, None].astype(np.float64) - self.mean  # (n, k, d)
        white = np.linalg.solve(self.factor, gap[..., None])[..., 0]
        scale = np.log(np.diagonal(self.factor, axis1=1, axis2=2)).sum(1)
        terms = np.log(self.weight) - scale - 0.5 * (white**2 + np.log(2 * np.pi)).sum(2)
        top = terms.max(axis=1, keepdims=True)
        return np.asarray(top[:, 0] + np.log(np.exp(terms - top).sum(axis=1)))

    def to_json(self) -> list[dict[str, Any]]:
        """The mixture as in the manifest: a list of Gaussians, with the lower triangles' rows."""
        return [
            {
                "weight": _rounded(weight),
                "mean": [_rounded(value) for value in mean],
                "factor": [
                    [_rounded(value) for value in row[: i + 1]] for i, row in enumerate(factor)
                ],
            }
            for weight, mean, factor in zip(self.weight, self.mean, self.factor, strict=True)
        ]

    @classmethod
    def from_json(cls, content: Any, latent_dim: int) -> Mixture:
        """Parse what `to_json` returned.

        Raises:
            ValueError: it is not a mixture over `latent_dim` dimensions.
        """
        try:
            weight = np.array([part["weight"] for part in content], np.float64)
            mean = np.array([part["mean"] for part in content], np.float64)
            rows = [[list(row) for row in part["factor"]] for part in content]
            if not rows or not all(_triangular(part, latent_dim) for part in rows):
                raise ValueError
            padded = [[row + [0.0] * (latent_dim - len(row)) for row in part] for part in rows]
            factor = np.array(padded, np.float64)
        except (KeyError, TypeError, ValueError, OverflowError):
            raise ValueError(_wrong(latent_dim)) from None
        whole = weight.shape == (len(rows),) and mean.shape == (len(rows), latent_dim)
        parts = (weight, mean, factor)
        if not whole or not all((np.abs(part) < MAX_VALUE).all() for part in parts):
            raise ValueError(_wrong(latent_dim))
        if (weight < MIN_WEIGHT).any() or (np.diagonal(factor, axis1=1, axis2=2) <= 0).any():
            raise ValueError("the prior's weights and its factors' diagonals must be positive")
        return cls(weight / weight.sum(), mean, factor)


def _triangular(rows: list[list[float]], latent_dim: int) -> bool:
    return len(rows) == latent_dim and all(len(row) == i for i, row in enumerate(rows, 1))


def _wrong(latent_dim: int) -> str:
    return (
        "the prior must be a list of Gaussians, each with a weight, a mean of "
        f"{latent_dim} numbers and a triangular factor of {latent_dim} rows"
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
