from __future__ import annotations

import numpy as np
import pytest
import torch

import latentwalk
from latentwalk.errors import FolderError, LatentError
from latentwalk.geometry import axes
from tests.conditional import DECODE, D, conditional_folder
from tests.geometry.decoders import constant, decoding, sphere

POINTS = np.random.default_rng(1).normal(scale=2, size=(2, 2, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def network() -> torch.nn.Module:
    torch.manual_seed(0)
    layers = torch.nn.Linear(3, 16), torch.nn.Tanh(), torch.nn.Linear(16, 7), torch.nn.Sigmoid()
    return torch.nn.Sequential(*layers).double()


def test_they_are_the_eigenvectors_of_the_metric_by_autograd(network: torch.nn.Module) -> None:
    model = decoding(lambda z: network(torch.from_numpy(z)).detach().numpy(), 3, 7)
    strengths, directions = axes(model, POINTS)
    assert (strengths.shape, directions.shape) == ((2, 2, 3), (2, 2, 3, 3))
    for at in np.ndindex(2, 2):
        z = torch.from_numpy(POINTS[at].astype(np.float64))
        exact = torch.autograd.functional.jacobian(network, z).numpy()
        values, vectors = np.linalg.eigh(exact.T @ exact)
        np.testing.assert_allclose(strengths[at], np.sqrt(values[::-1]), atol=5e-5)
        agreement = np.sum(directions[at] * vectors.T[::-1], axis=1)
        np.testing.assert_allclose(np.abs(agreement), 1, atol=1e-3)


def test_the_strongest_is_first_and_its_largest_coordinate_is_positive() -> None:
    latitude = 1.2
    strengths, directions = axes(decoding(sphere, 2, 3), [0.3, latitude])
    np.testing.assert_allclose(strengths, [1, np.cos(latitude)], atol=1e-4)
    np.testing.assert_allclose(directions, [[0, 1], [1, 0]], atol=1e-3)


def test_conditions_are_held() -> None:
    model = latentwalk.Model(conditional_folder())
    strengths, _ = axes(model, np.ones(D), {"digit": "2", "weight": 0.2})
    expected = np.linalg.svd(DECODE[:D].T, compute_uv=False)
    np.testing.assert_allclose(strengths, expected, atol=1e-4)


def test_where_nothing_changes_strengths_are_zero_and_directions_orthonormal() -> None:
    for model in (decoding(constant, 2, 4), decoding(lambda z: z[:, :1], 2, 1)):
        strengths, directions = axes(model, [0.5, 1.0])
        assert strengths[1] == 0
        np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)


def test_no_points_have_no_axes() -> None:
    strengths, directions = axes(decoding(sphere, 2, 3), np.zeros((0, 2)))
    assert (strengths.shape, directions.shape) == ((0, 2), (0, 2, 2))


def test_bad_input_is_one_sentence() -> None:
    model = decoding(lambda z: np.where(z > 1, np.nan, z), 2, 2)
    with pytest.raises(FolderError, match="returned NaN or infinity"):
        axes(model, [1.0, 0.0])
    with pytest.raises(LatentError, match="has 2 numbers, got one of 3"):
        axes(model, [1.0, 0.0, 0.0])
