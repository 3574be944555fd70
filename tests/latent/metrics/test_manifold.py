from __future__ import annotations

import numpy as np
import pytest

from latentwalk.latent.metrics.manifold import Manifold


def by_hand(points: np.ndarray, queries: np.ndarray, k: int) -> list[bool]:
    held = []
    for query in queries:
        inside = False
        for i, point in enumerate(points):
            gaps = sorted(np.linalg.norm(point - o) for j, o in enumerate(points) if j != i)
            inside = inside or bool(np.linalg.norm(query - point) <= gaps[k - 1])
        held.append(inside)
    return held


@pytest.mark.parametrize("k", [1, 3])
def test_it_is_the_paper_s_definition_in_a_loop(k: int) -> None:
    rng = np.random.default_rng(0)
    points, queries = rng.normal(size=(40, 3)), 2 * rng.normal(size=(60, 3))
    held = Manifold(points.astype("f4"), k).holds(queries.astype("f4"))
    assert held.tolist() == by_hand(points.astype("f4"), queries.astype("f4"), k)
    assert 5 < held.sum() < 55


def test_more_than_a_block_is_held_as_a_few_are() -> None:
    rng = np.random.default_rng(0)
    points, queries = (rng.normal(size=(700, 2)).astype("f4") for _ in range(2))
    manifold = Manifold(points)
    parts = [manifold.holds(queries[i : i + 7]) for i in range(0, 700, 7)]
    np.testing.assert_array_equal(manifold.holds(queries), np.concatenate(parts))
    assert manifold.holds(points).all()


def test_samples_that_miss_a_half_have_precision_but_half_the_recall() -> None:
    rng = np.random.default_rng(0)
    images = rng.normal(size=(1000, 2)).astype("f4")
    images[500:] += 50
    samples = rng.normal(size=(1000, 2)).astype("f4")
    assert Manifold(images).holds(samples).mean() > 0.95
    assert Manifold(samples).holds(images).mean() == pytest.approx(0.5, abs=0.03)
