from __future__ import annotations

import numpy as np

from latentwalk.latent.metrics.units import active_units


def test_active_units_by_their_variance() -> None:
    rng = np.random.default_rng(0)
    mean = rng.normal(size=(1000, 4)).astype(np.float32) * np.array([1, 0.2, 0.05, 0], np.float32)
    assert active_units(mean) == 2
