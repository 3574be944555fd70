"""How many latent dimensions the data make use of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACTIVE_VARIANCE = 0.01


def active_units(mean: NDArray[np.float32]) -> int:
    """How many dimensions of the posterior means (n, d) vary over the data by more than 0.01.

    Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", 2016, section 5.2.
    """
    return int((mean.astype(np.float64).var(axis=0) > ACTIVE_VARIANCE).sum())
