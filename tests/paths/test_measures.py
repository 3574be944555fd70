from __future__ import annotations

import numpy as np
import pytest

from latentwalk.errors import LatentError
from latentwalk.paths import measure
from tests.geometry.decoders import constant, decoding


def test_the_measures_of_a_known_path() -> None:
    model = decoding(lambda z: z * [3, 1], 2, 2, data=[[0, 1], [9, 9]])
    found = measure(model, [[0, 0], [1, 0], [1, 1]])
    assert found.latent_length == pytest.approx(2)
    assert found.sample_length == pytest.approx(4)
    assert found.peak_speed == pytest.approx(3 / 2)
    assert found.mean_distance == pytest.approx((1 + np.sqrt(2) + 1) / 3)
    assert found.largest_distance == pytest.approx(np.sqrt(2))
    assert str(found) == (
        "Length 2 in latent units, 4 in sample values, peak speed 1.50 x the mean; 1.14 from the "
        "nearest encoded item on average, 1.41 at most."
    )


def test_what_does_not_exist_is_none() -> None:
    found = measure(decoding(constant, 2, 4), [[0, 0], [1, 0]])
    assert (found.peak_speed, found.mean_distance, found.largest_distance) == (None, None, None)
    assert str(found) == "Length 1 in latent units, 0 in sample values."


@pytest.mark.parametrize("path", [[0.0, 0.0], [[0.0, 0.0]], np.zeros((2, 2, 2))])
def test_a_path_has_two_points(path: object) -> None:
    with pytest.raises(LatentError, match=r"array \(n, 2\) of two or more points"):
        measure(decoding(constant, 2, 4), path)
