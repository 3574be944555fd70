from __future__ import annotations

import numpy as np
import pytest

from latentwalk.errors import LatentError
from latentwalk.latent.point import latent_points


def test_leading_axes_are_kept() -> None:
    assert latent_points(np.zeros((2, 3, 6)), 6).shape == (2, 3, 6)
    assert latent_points([0, 1], 2).dtype == np.float32


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0, 2.0], "has 3 numbers, got one of 2"),
        (1.0, "got a single number"),
        ([1.0, 2.0, float("nan")], "finite"),
        ([1.0, 2.0, 1e300], "finite"),
        ("abc", "numbers"),
        ([[1.0], [2.0, 3.0]], "numbers"),
    ],
)
def test_an_invalid_point_is_refused(values: object, reason: str) -> None:
    with pytest.raises(LatentError, match=reason):
        latent_points(values, 3)  # type: ignore[arg-type]
