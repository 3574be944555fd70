from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.layouts.placing import NEIGHBOURS, placed
from tests.layouts.swiss import function, sheet


def test_it_is_the_mean_weighted_by_franke_and_nielson() -> None:
    places, means = sheet()
    point = function(np.array([[0.2, -0.4]])).astype(np.float32)
    distances = np.linalg.norm(means - point, axis=1)
    order = np.argsort(distances)[: NEIGHBOURS + 1]
    near, reach = distances[order[:-1]], distances[order[-1]]
    weights = ((reach - near) / (reach * near)) ** 2
    expected = weights @ places[order[:-1]] / weights.sum()
    np.testing.assert_allclose(placed(point, means, places)[0], expected, rtol=1e-4)


def test_the_items_lie_at_their_places() -> None:
    places, means = sheet()
    np.testing.assert_allclose(placed(means, means, places), places, atol=1e-5)


def test_points_of_a_sheet_lie_where_they_belong() -> None:
    places, means = sheet(3000)
    new = np.random.default_rng(1).uniform(-1.8, 1.8, (50, 2))
    np.testing.assert_allclose(placed(function(new), means, places), new, atol=0.1)


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_places_lie_among_those_of_the_items(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    means, places = rng.integers(0, 2, (n, 3)).astype(float), rng.normal(size=(n, 2))
    found = placed(rng.normal(size=(20, 3)), means, places)
    assert (found >= places.min(0) - 1e-6).all()
    assert (found <= places.max(0) + 1e-6).all()
