"""The number of active latent dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACTIVE_VARIANCE = 0.01


def active_units(mean: NDArray[np.float32]) -> int:
    """The number of dimensions whose posterior means (n, d) have a variance above 0.01.

    Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", 2016, section 5.2.
    """
    return int((mean.astype(np.float64).var(axis=0) > ACTIVE_VARIANCE).sum())
