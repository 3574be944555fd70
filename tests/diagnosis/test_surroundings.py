"""Neighbours, near duplicates and connected parts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from latentwalk.diagnosis.surroundings import Surroundings, parts


def normal(n: int, d: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, d))


def test_an_item_is_not_its_own_neighbour_even_among_equal_ones() -> None:
    means = np.repeat(normal(5, 2), 12, axis=0)
    found = Surroundings.of(means)
    assert found.neighbours.shape == (60, 10)
    assert (found.neighbours != np.arange(60)[:, None]).all()
    np.testing.assert_array_equal(found.distances, 0)


def test_distances_are_those_of_scipy() -> None:
    means = normal(300, 4)
    found = Surroundings.of(means)
    expected = cKDTree(means).query(means, 11)[0][:, 1:]
    np.testing.assert_allclose(found.distances, expected, atol=1e-7)
    assert found.gap == pytest.approx(np.median(expected[:, 0]))


@pytest.mark.parametrize("d", [2, 6])
def test_planted_duplicates_are_found_and_no_others(d: int) -> None:
    means = normal(1500, d)
    means[[10, 700]] = means[[900, 701]] + 1e-6
    assert sorted(map(tuple, Surroundings.of(means).duplicates().tolist())) == [
        (10, 900), (700, 701),
    ]  # fmt: skip


def test_few_pairs_are_duplicates_by_chance() -> None:
    found = [len(Surroundings.of(normal(500, 2, seed)).duplicates()) for seed in range(40)]
    # half an item of each sample was expected, and an item of a pair nearly always lists the other
    assert np.mean(found) < 0.5


def test_parts_are_the_connected_components_of_mutual_neighbours() -> None:
    means = np.concatenate([normal(60, 3), normal(40, 3, 1) + 20, normal(25, 3, 2) - 20])
    chosen = cKDTree(means).query(means, 6)[1][:, 1:]
    first = np.repeat(np.arange(125), 5)
    edges = coo_array((np.ones(625), (first, chosen.ravel())), (125, 125)).tocsr()
    count, of = connected_components(edges.multiply(edges.T), directed=False)
    expected = {frozenset(np.flatnonzero(of == one).tolist()) for one in range(count)}
    found = parts(means, 5)
    assert {frozenset(part.tolist()) for part in found} == expected
    sizes = [len(part) for part in found]
    assert sizes == sorted(sizes, reverse=True)
