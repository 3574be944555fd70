"""Planes: two-dimensional slices of a latent space, as regular grids of points."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import LatentError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def prior_quantiles(n: int) -> NDArray[np.float32]:
    """The n coordinates, ascending, at the middle of n equal shares of N(0, 1): (n,) float32.

    The coordinate of share i is the quantile (i + 1/2) / n, so that every point of a grid stands
    for the same probability.
    """
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / n) for i in range(n)], dtype=np.float32)


def grid(origin: NDArray[np.float32], dims: tuple[int, int], n: int) -> NDArray[np.float32]:
    """An n x n grid on the plane of two dimensions, at the prior's quantiles.

    Args:
        origin: (d,), the values of the other dimensions.
        dims: the dimensions that vary, counted from 1: (to the right, upwards).
        n: points per side.

    Returns:
        (n, n, d) float32; row 0 is the top, where the second dimension is largest.

    Raises:
        LatentError: a dimension out of range, or the same one twice.
    """
    d = len(origin)
    for dim in dims:
        if not 1 <= dim <= d:
            raise LatentError(f"The dimensions of this model are 1 to {d}, got {dim}.")
    if dims[0] == dims[1]:
        raise LatentError(f"A plane needs two different dimensions, got {dims[0]} twice.")
    z = np.tile(np.asarray(origin, dtype=np.float32), (n, n, 1))
    coordinates = prior_quantiles(n)
    z[:, :, dims[0] - 1] = coordinates
    z[:, :, dims[1] - 1] = coordinates[::-1, None]
    return z
