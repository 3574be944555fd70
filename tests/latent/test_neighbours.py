from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import KDTree

from latentwalk.latent.neighbours import nearest, vote


@pytest.mark.parametrize(("m", "n", "d", "k"), [(700, 1500, 6, 5), (3, 4, 2, 4), (10, 10, 1, 1)])
def test_they_are_those_of_a_kd_tree(m: int, n: int, d: int, k: int) -> None:
    rng = np.random.default_rng(0)
    queries, points = (rng.normal(size=(count, d)).astype(np.float32) for count in (m, n))
    indices, distances = nearest(queries, points, k)
    reference, _ = KDTree(points.astype(float)).query(queries.astype(float), k=np.arange(1, k + 1))
    np.testing.assert_allclose(distances, reference, rtol=1e-6)
    np.testing.assert_allclose(
        np.linalg.norm(queries[:, None].astype(float) - points[indices], axis=2),
        reference,
        rtol=1e-6,
    )


def test_the_nearest_decides_between_equals() -> None:
    labels = np.array([[2, 1, 1, 2], [3, 1, 1, 0], [5, 4, 4, 5]], np.int32)
    assert vote(labels).tolist() == [2, 1, 5]
