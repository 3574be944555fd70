"""Latent points that come from outside: checked once, then trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import LatentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def latent_points(values: ArrayLike, latent_dim: int) -> NDArray[np.float32]:
    """Check that `values` are latent points of `latent_dim` finite numbers each.

    Args:
        values: (..., d), anything that NumPy makes an array of.
        latent_dim: the d expected.

    Returns:
        (..., d) float32.

    Raises:
        LatentError: they are not numbers, not finite, or of another length.
    """
    try:
        with np.errstate(over="ignore"):  # beyond float32 is infinity, and refused below
            z = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise LatentError(f"A latent point is {latent_dim} numbers: {error}.") from error
    if z.ndim == 0 or z.shape[-1] != latent_dim:
        came = "a single number" if z.ndim == 0 else f"one of {z.shape[-1]}"
        raise LatentError(f"A latent point of this model has {latent_dim} numbers, got {came}.")
    if not np.isfinite(z).all():
        raise LatentError("A latent point must be finite, got NaN or infinity.")
    return z
