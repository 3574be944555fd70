"""Even paths against the geodesics of other libraries: `nox -s libraries`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.paths import even
from tests.adoption.libraries import needs
from tests.geometry.decoders import decoding, sphere

ENDS = np.array([[0.0, 0.6], [2.0, 0.9]])
"""Longitudes and latitudes."""


def decoded_path(n: int) -> Any:
    """The even path on the sphere, (n, 3)."""
    model = decoding(sphere, 2, 3)
    return model.decode(even(model, *ENDS, n)).astype(float)


@pytest.mark.filterwarnings("ignore::ImportWarning")
def test_an_even_path_is_the_geodesic_of_geomstats() -> None:
    needs("geomstats")
    from geomstats.geometry.hypersphere import Hypersphere

    start, end = sphere(ENDS)
    geodesic = Hypersphere(2).metric.geodesic(initial_point=start, end_point=end)
    np.testing.assert_allclose(decoded_path(25), geodesic(np.linspace(0, 1, 25)), atol=5e-4)


@pytest.mark.filterwarnings("ignore")
def test_an_even_path_is_no_longer_than_that_of_stochman() -> None:
    """It fits a cubic spline to the energy of the embedded curve, which is close to least."""
    needs("stochman")
    import torch
    from stochman.manifold import EmbeddedManifold

    class Sphere(EmbeddedManifold):  # type: ignore[misc]  # stochman has no types
        def embed(self, z: torch.Tensor, jacobian: bool = False) -> torch.Tensor:
            assert not jacobian
            longitude, latitude = z[..., 0], z[..., 1]
            return torch.stack(
                [
                    torch.cos(latitude) * torch.cos(longitude),
                    torch.cos(latitude) * torch.sin(longitude),
                    torch.sin(latitude),
                ],
                -1,
            )

    torch.manual_seed(0)
    a, b = (torch.tensor(end[None], dtype=torch.float32) for end in ENDS)
    curve, _ = Sphere().connecting_geodesic(a, b)
    theirs = sphere(curve(torch.linspace(0, 1, 25)).detach().numpy().reshape(25, 2))
    ours = decoded_path(25)
    np.testing.assert_allclose(ours, theirs, atol=0.02)
    lengths = [np.linalg.norm(np.diff(path, axis=0), axis=1).sum() for path in (ours, theirs)]
    assert lengths[0] <= lengths[1] * (1 + 1e-4)
