from __future__ import annotations

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import FolderError, LatentError, MissingError, ModelError, SettingsError
from latentwalk.paths import even, through_data
from latentwalk.paths.data import NEIGHBOURS
from tests.conditional import D, conditional_folder
from tests.geometry.decoders import constant, cylinder, decoding, plane, sphere


def test_an_even_path_on_the_plane_is_the_straight_line() -> None:
    path = even(decoding(plane, 2, 5), [-1, 2], [3, -0.5], 9)
    assert path.dtype == np.float32
    np.testing.assert_allclose(path, np.linspace([-1, 2], [3, -0.5], 9), atol=1e-4)


def test_an_even_path_on_the_cylinder_is_the_helix() -> None:
    path = even(decoding(cylinder, 2, 3), [0, -1], [2, 2], 33)
    heights = np.arcsinh(np.linspace(np.sinh(-1), np.sinh(2), 33))
    np.testing.assert_allclose(path, np.stack([np.linspace(0, 2, 33), heights], 1), atol=5e-3)


def test_an_even_path_on_the_sphere_is_the_great_arc() -> None:
    model = decoding(sphere, 2, 3)
    ends = np.array([[0.0, 0.6], [2.0, 0.9]])
    samples = model.decode(even(model, *ends, 25)).astype(float)
    a, b = sphere(ends)
    angle = np.arccos(a @ b)
    t = np.linspace(0, 1, 25)[:, None]
    arc = (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)
    np.testing.assert_allclose(samples, arc, atol=5e-3)


def test_an_even_path_in_one_dimension_has_equal_steps() -> None:
    model = decoding(np.exp, 1, 1)
    np.testing.assert_allclose(np.exp(even(model, [0], [3], 9)[:, 0]), np.linspace(1, np.e**3, 9),
                               rtol=1e-2)  # fmt: skip


def test_an_even_path_is_found_under_conditions() -> None:
    model = latentwalk.Model(conditional_folder())
    path = even(model, np.zeros(D), np.ones(D), 5, {"digit": "2"})
    np.testing.assert_allclose(path, np.linspace(np.zeros(D), np.ones(D), 5), atol=1e-3)


def test_a_path_on_a_gallery_model_is_shorter_and_more_even() -> None:
    model = latentwalk.open("mnist")
    a, b = model.presets["3"], model.presets["0"]
    path = even(model, a, b, 13)
    np.testing.assert_array_equal(path[[0, -1]], np.stack([a, b]))
    line, found = (
        np.linalg.norm(np.diff(model.decode(one).reshape(13, -1), axis=0), axis=1)
        for one in (np.linspace(a, b, 13), path)
    )
    assert found.sum() < line.sum()
    assert found.max() / found.mean() < line.max() / line.mean()


def test_a_path_through_data_follows_the_ring_that_they_lie_on() -> None:
    angles = np.linspace(0, 1.5 * np.pi, 400)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    path = through_data(decoding(plane, 2, 5, ring), [1, 0], [0, -1], 50)
    assert path.dtype == np.float32
    np.testing.assert_array_equal(path[[0, -1]], [[1, 0], [0, -1]])
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 1, atol=2e-3)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    np.testing.assert_allclose(steps, 1.5 * np.pi / 49, rtol=5e-3)


@pytest.mark.parametrize("data", [[[5.0, 5.0]], np.zeros((30, 2)), [[0, 0], [1, 1]]])
def test_few_and_equal_items_still_have_a_path(data: list[list[float]]) -> None:
    path = through_data(decoding(plane, 2, 5, data), [0, 0], [1, 1], 3)
    np.testing.assert_allclose(path, [[0, 0], [0.5, 0.5], [1, 1]], atol=1e-6)


def test_groups_that_are_far_apart_are_bridged() -> None:
    rng = np.random.default_rng(0)
    groups = [rng.normal(at, 0.1, size=(5 * NEIGHBOURS, 2)) for at in (0, 10, 20)]
    model = decoding(plane, 2, 5, np.concatenate(groups))
    path = through_data(model, [0, 0], [20, 20], 41)
    assert np.linalg.norm(path - [10, 10], axis=1).min() < 0.5


def test_bad_input_is_one_sentence() -> None:
    model = decoding(plane, 2, 5)
    with pytest.raises(MissingError, match="no encoded data to go through"):
        through_data(model, [0, 0], [1, 1], 5)
    with pytest.raises(MissingError, match="no encoded data to go through"):
        through_data(decoding(plane, 2, 5, np.zeros((0, 2))), [0, 0], [1, 1], 5)
    for path in (even, through_data):
        with pytest.raises(LatentError, match="a and b are the same"):
            path(model, [1, 2], [1, 2], 5)
        with pytest.raises(LatentError, match="finite"):
            path(model, [1, np.nan], [1, 2], 5)
        with pytest.raises(LatentError, match=r"one point \(2,\) to another"):
            path(model, [[1, 1]], [1, 2], 5)
        with pytest.raises(SettingsError, match="from 2 to 10,000 points, got n=1"):
            path(model, [1, 1], [1, 2], 1)
    with pytest.raises(ModelError, match="one and the same sample"):
        even(decoding(constant, 2, 4), [0, 0], [1, 1], 5)
    with pytest.raises(FolderError, match="NaN or infinity"):
        even(decoding(lambda z: np.where(z > 0, z, np.nan), 2, 2), [-1, 1], [1, 1], 5)
    with pytest.raises(SettingsError, match="10,000 points with 100 dimensions.*fewer points"):
        even(decoding(lambda z: z[:, :1], 100, 1), np.zeros(100), np.ones(100), 10_000)
    with pytest.raises(ModelError, match="at most 512"):
        even(decoding(lambda z: z[:, :1], 600, 1), np.zeros(600), np.ones(600), 5)
