from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from latentwalk.latent.metrics.probe import LinearProbe


def clusters(spread: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 900).astype(np.int32)
    middles = rng.normal(size=(4, 3))
    points = middles[labels] + spread * rng.normal(size=(900, 3))
    return (points * [1, 0.01, 30] + [0, 5, -80]).astype(np.float32), labels


@pytest.mark.parametrize("spread", [0.3, 1.0])
def test_it_is_scikit_learn_s_logistic_regression(spread: float) -> None:
    points, labels = clusters(spread)
    probe = LinearProbe.fitted(points, labels, 4)
    scale = points.std(0, dtype=np.float64)
    reference = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    reference.fit((points - points.mean(0, dtype=np.float64)) / scale, labels)
    np.testing.assert_allclose(probe.weight * scale[:, None], reference.coef_.T, atol=3e-3)
    expected = reference.predict((points - points.mean(0, dtype=np.float64)) / scale)
    assert (probe.labels(points) == expected).mean() > 0.998


def test_a_dimension_that_does_not_vary_and_a_class_that_is_not_there() -> None:
    points = np.array([[0, 1], [0, 2], [0, 8], [0, 9]], np.float32)
    labels = np.array([0, 0, 2, 2], np.int32)
    assert LinearProbe.fitted(points, labels, 3).labels(points).tolist() == [0, 0, 2, 2]
