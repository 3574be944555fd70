from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA

from latentwalk.errors import LatentError
from latentwalk.figures.planes import plane_of
from tests.figures.models import known

MEANS = np.random.default_rng(1).normal(size=(200, 4)) * [1, 3, 2, 0.5]


def test_components_are_those_of_scikit_learn() -> None:
    plane = plane_of(known(MEANS))
    reference = PCA(2).fit(MEANS)
    signs = np.sign([row[np.abs(row).argmax()] for row in reference.components_])
    places = reference.transform(MEANS) * signs
    np.testing.assert_allclose(plane.places, places, atol=1e-5)
    back = reference.inverse_transform(places * signs)
    np.testing.assert_allclose(plane.points(plane.places), back, atol=1e-5)


def test_dimensions_keep_the_others_at_home() -> None:
    plane = plane_of(known(MEANS), "3,1")
    assert plane.names == ("z3", "z1")
    np.testing.assert_allclose(plane.places, MEANS[:, [2, 0]], rtol=1e-6)
    np.testing.assert_array_equal(plane.points(np.array([[7.0, 8.0]])), [[8, 0.5, 7, 0.5]])


def test_a_layout_comes_first() -> None:
    layout = np.arange(400, dtype=np.float32).reshape(200, 2)
    plane = plane_of(known(MEANS, layout=layout))
    np.testing.assert_array_equal(plane.places, layout)
    middle = np.abs(plane.points(plane.places[100:101]) - MEANS[100])
    assert middle.max() < 5
    assert plane.trust(np.array([[0.0, 1e6]])) == 0


@pytest.mark.parametrize("plane", ["1", "1,1", "0,1", "1,5", "a,b", "1,2,3", "", (2, 2), "-1,2"])
def test_what_is_no_plane_is_refused(plane: Any) -> None:
    with pytest.raises(LatentError, match="two different dimensions from 1 to 4"):
        plane_of(known(MEANS), plane)


@pytest.mark.parametrize(
    ("means", "plane", "message"),
    [
        (MEANS, "layout", "has no layout"),
        (MEANS[:2], "components", "at least 3"),
        (MEANS[:, :1], "components", "of 1"),
    ],
)
def test_a_plane_that_needs_more_data_is_refused(means: Any, plane: str, message: str) -> None:
    with pytest.raises(LatentError, match=message):
        plane_of(known(means), plane)
