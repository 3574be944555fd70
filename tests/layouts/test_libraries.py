"""The libraries that lay out points: `nox -s libraries`."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.layouts.layout import Layout
from latentwalk.layouts.methods import METHODS
from tests.adoption.libraries import needs
from tests.layouts.swiss import sheet


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [15, 200])
def test_near_points_are_near_and_a_seed_repeats_a_layout(
    method: str, n: int, capfd: pytest.CaptureFixture[str]
) -> None:
    needs(METHODS[method].module)
    _, means = sheet(n)
    one, other = (Layout.made(means, method, seed=1) for _ in range(2))
    np.testing.assert_array_equal(one.places, other.places)
    assert one.places.shape == (n, 2)
    assert one.about["version"]
    assert one.about["error"] < (0.3 if n == 200 else 2)
    assert capfd.readouterr().err == ""
