"""A curved sheet in space, whose flat coordinates are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sheet(n: int = 400, d: int = 5, seed: int = 0) -> tuple[NDArray[np.float32], ...]:
    """Places (n, 2), and the points (n, d) of a smooth function of them."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(-2, 2, (n, 2))
    return places.astype(np.float32), function(places, d).astype(np.float32)


def function(places: NDArray[np.floating], d: int = 5) -> NDArray[np.float64]:
    """A smooth function from (n, 2) to (n, d)."""
    x, y = places.T.astype(np.float64)
    parts = (np.sin(x), np.cos(y), x * y / 4, x, y)
    return np.stack([parts[i % len(parts)] * (1 + i // len(parts)) for i in range(d)], axis=1)
