from __future__ import annotations

import numpy as np
import pytest
import torch

import latentwalk
from latentwalk.errors import FolderError, LatentError, ModelError
from latentwalk.geometry import jacobian, magnification, metric
from tests.conditional import DECODE, D, P, conditional_folder
from tests.geometry.decoders import constant, decoding, plane, sphere


@pytest.fixture(scope="module")
def network() -> torch.nn.Module:
    torch.manual_seed(0)
    layers = torch.nn.Linear(3, 16), torch.nn.Tanh(), torch.nn.Linear(16, 7), torch.nn.Sigmoid()
    return torch.nn.Sequential(*layers).double()


@pytest.fixture(scope="module")
def model(network: torch.nn.Module) -> latentwalk.Model:
    return decoding(lambda z: network(torch.from_numpy(z)).detach().numpy(), 3, 7)


POINTS = np.random.default_rng(1).normal(scale=2, size=(4, 2, 3)).astype(np.float32)


def by_autograd(network: torch.nn.Module) -> np.ndarray:
    each = [
        torch.autograd.functional.jacobian(network, torch.from_numpy(z.astype(np.float64)))
        for z in POINTS.reshape(-1, 3)
    ]
    return torch.stack(each).numpy().reshape(4, 2, 7, 3)


def test_the_jacobian_is_that_of_autograd(
    model: latentwalk.Model, network: torch.nn.Module
) -> None:
    np.testing.assert_allclose(jacobian(model, POINTS), by_autograd(network), atol=5e-5)
    assert jacobian(model, POINTS[0, 0]).shape == (7, 3)


def test_the_metric_is_that_of_autograd(model: latentwalk.Model, network: torch.nn.Module) -> None:
    exact = by_autograd(network)
    expected = np.swapaxes(exact, -1, -2) @ exact
    np.testing.assert_allclose(metric(model, POINTS), expected, atol=5e-5)
    assert metric(model, POINTS[0, 0]).shape == (3, 3)


def test_magnification_is_the_root_of_the_determinant(
    model: latentwalk.Model, network: torch.nn.Module
) -> None:
    exact = by_autograd(network)
    expected = np.sqrt(np.linalg.det(np.swapaxes(exact, -1, -2) @ exact))
    np.testing.assert_allclose(magnification(model, POINTS), expected, atol=2e-5)
    assert magnification(model, np.zeros((0, 3))).shape == (0,)


def test_areas_on_the_sphere_shrink_with_the_cosine_of_the_latitude() -> None:
    latitudes = np.linspace(-1.4, 1.4, 9)
    z = np.stack([np.full(9, 0.3), latitudes], axis=1)
    found = magnification(decoding(sphere, 2, 3), z)
    np.testing.assert_allclose(found, np.cos(latitudes), atol=1e-4)


def test_far_points_have_steps_that_float32_can_hold() -> None:
    model = decoding(plane, 2, 5)
    np.testing.assert_allclose(jacobian(model, [3e5, -2e4]), jacobian(model, [0, 0]), rtol=1e-3)


def test_conditions_are_held() -> None:
    model = latentwalk.Model(conditional_folder())
    each = {"digit": ["2", "0"], "weight": 0.2}
    found = jacobian(model, np.ones((2, D)), each)
    np.testing.assert_allclose(found, np.broadcast_to(DECODE[:D].T, (2, P, D)), atol=1e-4)


def test_degenerate_decoders_magnify_by_nothing() -> None:
    assert magnification(decoding(constant, 2, 4), [0.0, 1.0]) == 0
    assert magnification(decoding(lambda z: z[:, :1], 2, 1), [0.0, 1.0]) == 0


def test_one_dimension_has_the_speed_of_its_curve() -> None:
    model = decoding(lambda z: np.concatenate([np.cos(3 * z), np.sin(3 * z)], axis=1), 1, 2)
    assert magnification(model, [0.4]) == pytest.approx(3, rel=1e-3)


def test_bad_input_is_one_sentence() -> None:
    model = decoding(lambda z: np.where(z > 1, np.nan, z), 2, 2)
    with pytest.raises(FolderError, match="returned NaN or infinity"):
        metric(model, [1.0, 0.0])
    with pytest.raises(LatentError, match="has 2 numbers, got one of 3"):
        metric(model, [1.0, 0.0, 0.0])
    with pytest.raises(ModelError, match="513 latent dimensions.*at most 512"):
        metric(decoding(lambda z: z[:, :1], 513, 1), np.zeros(513))
