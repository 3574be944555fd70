from __future__ import annotations

import numpy as np
import pytest

from latentwalk.errors import ConditionError, FolderError, LatentError
from latentwalk.folder.manifest import Manifest
from latentwalk.infer.model import Model
from tests.conditional import CONDITIONS, DECODE, ENCODE, conditional_folder


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(conditional_folder())


def test_decode_takes_conditions_by_name(model: Model) -> None:
    z = np.array([[1, 2], [3, 4]], np.float32)
    rows = np.array([[1, 2, 0, 0, 1, 0.25], [3, 4, 0, 0, 1, 0.25]])
    given = model.decode(z, conditions={"digit": "2", "weight": 0.25})
    np.testing.assert_allclose(given, rows @ DECODE, rtol=1e-5, atol=1e-5)


def test_the_defaults_apply_without_them(model: Model) -> None:
    z = np.array([0.5, -1], np.float32)
    expected = np.array([0.5, -1, 1, 0, 0, 0.5]) @ DECODE
    np.testing.assert_allclose(model.decode(z), expected, rtol=1e-5, atol=1e-5)


def test_each_point_has_its_own_condition_whatever_the_leading_axes(model: Model) -> None:
    z = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    all_of_them = model.decode(z, {"digit": ["0", "1", "2", "0"]})
    for i, digit in enumerate(["0", "1", "2", "0"]):
        one = model.decode(z.reshape(4, 2)[i], {"digit": digit})
        np.testing.assert_allclose(all_of_them.reshape(4, -1)[i], one, rtol=1e-5, atol=1e-5)


def test_rows_hold_points_and_conditions(model: Model) -> None:
    z = np.array([[1, 2]], np.float32)
    rows = model.rows(z, {"digit": 1})
    np.testing.assert_array_equal(rows, [[1, 2, 0, 1, 0, 0.5]])
    np.testing.assert_array_equal(model.decode_rows(rows), model.decode(z, {"digit": 1}))
    assert model.row_dim == 6
    with pytest.raises(LatentError, match="has 6 numbers, got one of 2"):
        model.decode_rows(z)


def test_a_large_batch_keeps_each_condition_with_its_point(model: Model) -> None:
    z = np.zeros((600, 2), np.float32)
    digits = np.arange(600) % 3
    expected = model.rows(z, {"digit": digits}) @ DECODE
    np.testing.assert_allclose(model.decode(z, {"digit": digits}), expected, rtol=1e-4, atol=1e-5)


def test_the_encoder_takes_the_conditions(model: Model) -> None:
    x = np.ones((1, 5), np.float32)
    posterior = model.encode(x, {"digit": "1"})
    expected = np.array([[1, 1, 1, 1, 1, 0, 1, 0, 0.5]]) @ ENCODE
    np.testing.assert_allclose(posterior.mean, expected[:, :2], rtol=1e-5, atol=1e-5)


def test_samples_are_placed_under_their_condition(model: Model) -> None:
    z = np.array([[0.3, -0.2]], np.float32)
    sample = model.decode(z, {"digit": "2"})
    found = model.place(sample, conditions={"digit": "2"})
    # the range of 6 counts as 2, and the least |slopes (x - z)|^2 + |x|^2 / 2 is a ridge regression
    slopes = DECODE[:2].T / 3
    squares = 2 * slopes.T @ slopes
    expected = np.linalg.solve(squares + np.eye(2), squares @ z[0])
    np.testing.assert_allclose(found.mean[0], expected, atol=1e-3)


def test_a_preset_may_set_the_conditions() -> None:
    rows = {"a": (1.0, 2.0), "b": (1.0, 2.0, 0.0, 0.0, 1.0, 1.0)}
    model = Model(conditional_folder(presets=rows))
    np.testing.assert_array_equal(model.presets["b"], [1, 2])
    np.testing.assert_array_equal(model.preset_rows["a"], [1, 2, 1, 0, 0, 0.5])
    np.testing.assert_array_equal(model.preset_rows["b"], rows["b"])


def test_unknown_conditions_and_values_are_refused(model: Model) -> None:
    with pytest.raises(ConditionError, match="no condition 'colour'"):
        model.decode(np.zeros(2), {"colour": "red"})
    with pytest.raises(ConditionError, match="one of 0, 1, 2, got '7'"):
        model.decode(np.zeros(2), {"digit": "7"})


def test_the_manifest_keeps_the_conditions() -> None:
    manifest = conditional_folder().manifest
    again = Manifest.from_json(manifest.to_json(), "it")
    assert again.conditions == CONDITIONS
    assert again.conditional_encoder


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"conditional_encoder": true', '"conditional_encoder": 1', "true or false"),
        ('"kind": "category"', '"kind": "hue"', "kind must be one of"),
        ('"default": 0.5', '"default": 5', "contain the default"),
    ],
)
def test_a_manifest_with_faulty_conditions_is_refused(old: str, new: str, message: str) -> None:
    text = conditional_folder().manifest.to_json()
    assert old in text
    with pytest.raises(FolderError, match=message):
        Manifest.from_json(text.replace(old, new), "it")
