from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from latentwalk.errors import LatentError
from latentwalk.latent.plane import grid, prior_quantiles


def test_quantiles_are_scipy_s() -> None:
    np.testing.assert_allclose(
        prior_quantiles(9), stats.norm.ppf((np.arange(9) + 0.5) / 9), rtol=1e-5, atol=1e-6
    )


def test_the_first_dimension_grows_to_the_right_and_the_second_upwards() -> None:
    origin = np.array([9, 8, 7], np.float32)
    z = grid(origin, (3, 1), 4)
    assert z.shape == (4, 4, 3)
    assert (z[:, :, 1] == 8).all()
    assert (np.diff(z[0, :, 2]) > 0).all()
    assert (np.diff(z[:, 0, 0]) < 0).all()
    assert (z[:, 0, 2] == z[0, 0, 2]).all()


@pytest.mark.parametrize("dims", [(0, 1), (1, 4), (2, 2)])
def test_invalid_dimensions_of_a_plane_are_refused(dims: tuple[int, int]) -> None:
    with pytest.raises(LatentError):
        grid(np.zeros(3, np.float32), dims, 4)
