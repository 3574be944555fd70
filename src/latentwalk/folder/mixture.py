"""A mixture of Gaussians over latent points: where a model's data lie, in a few numbers.

Fitted to the posteriors of all training images together, after training, it is a prior whose
samples lie where the decoder was taught. Tomczak and Welling, "VAE with a VampPrior", 2018, say why
the standard normal is not; fitting afterwards, Ghosh et al., "From Variational to Deterministic
Autoencoders", 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST, LEAST = 1e30, 1e-30
"""The greatest number of a mixture, so that points are finite in half as many bits, and the least
weight."""
DIGITS = 4
"""Significant digits of the stored numbers."""


@dataclass(frozen=True)
class Mixture:
    """k Gaussians over d dimensions."""

    weight: NDArray[np.float64]
    """(k,), positive, their sum 1."""
    mean: NDArray[np.float64]
    """(k, d)."""
    factor: NDArray[np.float64]
    """(k, d, d), lower triangular with a positive diagonal: each covariance is factor factor^T."""

    def sample(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """N points, (n, d) float32."""
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
        """As a manifest has it: one Gaussian after the other, factors' rows up to the diagonal."""
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
        """Read what `to_json` gave.

        Raises:
            ValueError: it is no mixture over so many dimensions.
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
        if not whole or not all((np.abs(part) < MOST).all() for part in parts):
            raise ValueError(_wrong(latent_dim))
        if (weight < LEAST).any() or (np.diagonal(factor, axis1=1, axis2=2) <= 0).any():
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
