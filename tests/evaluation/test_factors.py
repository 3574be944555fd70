from __future__ import annotations

import numpy as np
import pytest

from latentwalk.evaluation.factors import Coded, disentangled
from latentwalk.latent.metrics.disentanglement import mutual_information_gap


def coded(n: int, seed: int, noise: float) -> Coded:
    """Two factors, each in a dimension of its own, and a dimension of noise."""
    rng = np.random.default_rng(seed)
    factors = rng.integers(0, 4, (n, 2)).astype(np.int32)
    codes = np.column_stack([factors, np.zeros(n)]) + noise * rng.normal(size=(n, 3))
    return Coded(codes.astype(np.float32), factors)


def test_a_disentangled_model_gets_high_scores() -> None:
    rng = np.random.default_rng(0)
    found = disentangled(("one", "two"), coded(900, 0, 0.05), coded(300, 1, 0.05), rng)
    for value in (found.mig, found.disentanglement, found.completeness, found.informativeness):
        assert value > 0.9
    assert found.sap == pytest.approx(0.75, abs=0.1)  # another factor's dimension guesses one of 4
    assert np.argmax(found.importance, axis=0).tolist() == [0, 1]
    assert np.sum(found.importance, axis=0) == pytest.approx([1, 1])


def test_errors_are_as_large_as_what_other_images_would_change() -> None:
    found = disentangled(
        ("one", "two"), coded(400, 0, 0.4), coded(100, 1, 0.4), np.random.default_rng(0)
    )
    others = [mutual_information_gap(*coded(500, seed, 0.4)).mean() for seed in range(2, 42)]
    assert found.mig == pytest.approx(np.mean(others), abs=3 * np.std(others))
    assert np.std(others) / 3 < found.mig_error < 3 * np.std(others)
