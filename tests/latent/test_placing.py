from __future__ import annotations

import numpy as np
import pytest

import latentwalk
from latentwalk.latent.placing import DIRECTIONS, place


@pytest.mark.parametrize("d", [3, DIRECTIONS + 30])
def test_a_linear_decoder_is_inverted_as_algebra_does(d: int) -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(d, 200)) / np.sqrt(d)
    bias = rng.normal(size=200)
    image = rng.normal(size=(1, 200)).astype(np.float32)
    found = place(lambda z: (z @ weights + bias).astype(np.float32), image, d)
    precision = 2 * weights @ weights.T + np.eye(d)
    expected = np.linalg.solve(precision, 2 * weights @ (image[0] - bias))
    np.testing.assert_allclose(found.mean[0], expected, atol=0.02 if d > DIRECTIONS else 1e-3)
    np.testing.assert_allclose(found.logvar[0], -np.log(np.diag(precision)), atol=1e-2)


def test_decoded_digits_find_their_way_back() -> None:
    model = latentwalk.open("mnist")
    z = np.stack([model.presets[name] for name in "0379"])
    images = model.decode(z)
    found = place(model.decode, images, 6)
    errors = np.square(model.decode(found.mean) - images).sum((1, 2, 3))
    encoded = np.square(model.decode(model.encode(images).mean) - images).sum((1, 2, 3))
    assert (errors <= encoded + 0.5).all()
    assert errors.max() < 2


def test_the_seed_decides() -> None:
    model = latentwalk.open("mnist-2d")
    image = model.decode(np.array([[0.5, -0.5]]))
    one, same = (place(model.decode, image, 2, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.mean, same.mean)
