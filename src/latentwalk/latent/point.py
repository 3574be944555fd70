"""Validation of latent points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import LatentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def latent_points(values: ArrayLike, latent_dim: int) -> NDArray[np.float32]:
    """Check that `values` are latent points of `latent_dim` finite numbers each.

    Args:
        values: (..., d), anything that NumPy converts to an array.
        latent_dim: the expected d.

    Returns:
        (..., d) float32.

    Raises:
            LatentError: they are not numbers, not finite, or of another length.
    """
    try:
        with np.errstate(over="ignore"):  # numbers beyond float32 become infinite, see below
            z = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise LatentError(f"A latent point must be {latent_dim} numbers: {error}.") from error
    if z.ndim == 0 or z.shape[-1] != latent_dim:
        got = "a single number" if z.ndim == 0 else f"one of {z.shape[-1]}"
        raise LatentError(f"A latent point of this model has {latent_dim} numbers, got {got}.")
    if not np.isfinite(z).all():
        raise LatentError("A latent point must be finite, got NaN or infinity.")
    return z
