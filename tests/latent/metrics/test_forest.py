from __future__ import annotations

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from latentwalk.latent.metrics.forest import Forest


def problem(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Dimension 0 tells much, in no linear way, dimension 1 something, the others nothing."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 5)).astype(np.float32)
    labels = (np.abs(points[:, 0]) > 0.7) + 2 * (points[:, 1] + 0.7 * rng.normal(size=n) > 1)
    return points, labels.astype(np.int32)


def test_it_is_as_good_and_weighs_dimensions_as_scikit_learn_s() -> None:
    points, labels = problem(3000, 0)
    others, asked = problem(3000, 1)
    forest = Forest.grown(points, labels, np.random.default_rng(0), trees=20)
    reference = RandomForestClassifier(20, max_depth=10, max_features=None, random_state=0)
    reference.fit(points, labels)
    np.testing.assert_allclose(forest.importance, reference.feature_importances_, atol=0.03)
    ours = float((forest.labels(others) == asked).mean())
    assert abs(ours - reference.score(others, asked)) < 0.015
    assert ours > 0.82


def test_one_split_takes_all_the_impurity() -> None:
    points = np.linspace(0, 1, 64, dtype=np.float32)[:, None] * np.array([[0.0, 1.0]], np.float32)
    labels = (points[:, 1] > 0.5).astype(np.int32)
    forest = Forest.grown(points, labels, np.random.default_rng(0))
    assert forest.importance.tolist() == [0, 1]
    assert (forest.labels(points) == labels).mean() > 0.95


def test_a_single_class_has_no_importance() -> None:
    points, labels = problem(50, 0)
    forest = Forest.grown(points, 0 * labels, np.random.default_rng(0))
    assert forest.importance.tolist() == [0] * 5
    assert forest.labels(points).tolist() == [0] * 50
