from __future__ import annotations

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import ModelError
from latentwalk.paths import geodesic
from tests.geometry.decoders import decoding, sphere


@pytest.mark.parametrize(("m", "d"), [(1, 3), (2, 1), (6, 4)])
def test_the_block_system_is_solved_as_a_dense_one(m: int, d: int) -> None:
    rng = np.random.default_rng(m)
    beside = rng.normal(size=(m - 1, d, d))
    diagonal = rng.normal(size=(m, d, d))
    diagonal = diagonal @ diagonal.transpose(0, 2, 1) + 8 * np.eye(d)
    right = rng.normal(size=(m, d))
    dense = np.zeros((m, d, m, d))
    for i in range(m):
        dense[i, :, i] = diagonal[i]
        if i < m - 1:
            dense[i, :, i + 1], dense[i + 1, :, i] = beside[i], beside[i].T
    expected = np.linalg.solve(dense.reshape(m * d, -1), right.ravel()).reshape(m, d)
    np.testing.assert_allclose(geodesic._solve(diagonal, beside, right), expected)


def test_dimensions_that_change_nothing_stay_on_the_line() -> None:
    model = decoding(lambda z: np.exp(z[:, :1]), 2, 1)
    line = np.linspace([0, 0], [1, 1], 9)
    np.testing.assert_allclose(geodesic.settle(model, line)[:, 1], line[:, 1], atol=1e-9)


def test_a_path_that_has_not_settled_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geodesic, "MOST_STEPS", 1)
    with pytest.raises(ModelError, match=r"not settled after 1 steps.*falls by \d"):
        geodesic.settle(decoding(sphere, 2, 3), np.linspace([0, 1], [2, 1], 9))


def test_its_energy_is_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moving any point on, in any dimension, costs energy."""
    monkeypatch.setattr(geodesic, "SETTLED", 1e-9)
    model = latentwalk.open("mnist-2d")
    path = geodesic.settle(model, np.linspace(model.presets["1"], model.presets["0"], 7))
    least = energy(model, path)
    for i in range(1, 6):
        for dimension in range(2):
            for step in (-0.05, 0.05):
                moved = path.copy()
                moved[i, dimension] += step
                assert energy(model, moved) > least


def energy(model: latentwalk.Model, path: np.ndarray) -> float:
    samples = model.decode(path).reshape(len(path), -1).astype(float)
    return float((np.diff(samples, axis=0) ** 2).sum())
