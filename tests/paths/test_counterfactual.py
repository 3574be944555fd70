from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import LatentError, MissingError, ModelError, SettingsError
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.folder.predictor import PredictorSpec
from latentwalk.paths import counterfactual
from tests.geometry.decoders import decoding, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.infer.model import Model

WEIGHTS = np.random.default_rng(5).normal(size=(4, 3))


def predicting(
    function: Callable[[Any], Any], names: tuple[str, ...], d: int, returns: Any = "logits",
    data: Any = None,
) -> Model:  # fmt: skip
    """A model that decodes points to themselves, and a predictor of them."""
    model = decoding(lambda z: z, d, d)
    manifest = replace(model.folder.manifest, predictor=PredictorSpec(names, returns, (d,)))
    model = model.within(ModelFolder(model.folder.path, manifest))
    model = model.calling(lambda x: [np.asarray(function(x), np.float32)])
    model.__dict__["atlas"] = None if data is None else encoded(np.asarray(data, np.float32))
    return model


def test_the_nearest_point_of_a_linear_classifier_is_that_of_the_closed_form() -> None:
    """Of two classes: the foot of the perpendicular on the plane between them."""
    model = predicting(lambda x: x @ WEIGHTS[:, :2], ("a", "b"), 4)
    z = np.array([0.3, -1.0, 0.5, 1.2])
    normal = WEIGHTS[:, 1] - WEIGHTS[:, 0]
    name = "b" if z @ normal < 0 else "a"
    expected = z - normal * (z @ normal) / (normal @ normal)
    np.testing.assert_allclose(counterfactual(model, z, name), expected, atol=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_with_several_linear_classes_it_is_the_nearest_of_a_quadratic_program(seed: int) -> None:
    """It often lies where more than two of them meet."""
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(seed)
    weights, z = rng.normal(size=(4, 6)), rng.normal(size=4)
    model = predicting(lambda x: x @ weights, tuple("abcdef"), 4)
    for index, name in enumerate("abcdef"):
        normals = weights[:, [index]] - np.delete(weights, index, axis=1)
        exact = optimize.minimize(
            lambda x: ((x - z) ** 2).sum(), z, method="SLSQP",
            constraints={"type": "ineq", "fun": lambda x, normals=normals: x @ normals},
        )  # fmt: skip
        distance = np.linalg.norm(counterfactual(model, z, name) - z)
        assert distance == pytest.approx(np.linalg.norm(exact.x - z), abs=1e-3)


def test_a_point_that_is_read_so_is_its_own() -> None:
    model = predicting(lambda x: x @ WEIGHTS, ("a", "b", "c"), 4)
    z = np.ones(4)
    name = "abc"[int((z @ WEIGHTS).argmax())]
    np.testing.assert_array_equal(counterfactual(model, z, name), z)


def test_a_value_is_approached_from_both_sides() -> None:
    """The sphere of a radius around the origin."""
    model = predicting(lambda x: (x**2).sum(1, keepdims=True), ("square",), 3, "values")
    for start in ([0.5, 0.0, 0.0], [3.0, 0.0, 0.0]):
        found = counterfactual(model, start, "square", level=4)
        assert np.linalg.norm(found) == pytest.approx(2, abs=1e-3)
        assert np.linalg.norm(found - start) == pytest.approx(abs(start[0] - 2), rel=1e-4)


def test_it_starts_at_encoded_data() -> None:
    """Nothing of the prior comes near a class far away."""
    data = [[30.0, 0.0], [0.0, 0.0]]
    far = predicting(lambda x: np.stack([0 * x[:, 0], x[:, 0] - 20], 1), ("near", "far"), 2,
                     data=data)  # fmt: skip
    np.testing.assert_allclose(counterfactual(far, [0, 0], "far"), [20, 0], atol=1e-2)


def test_no_nearer_point_is_found_at_random_on_digits() -> None:
    model = with_digits(latentwalk.open("mnist"))
    z = model.presets["3"]
    found = counterfactual(model, z, "5")
    radius = np.linalg.norm(found - z)
    rng = np.random.default_rng(0)
    directions = rng.standard_normal((4000, 6))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    points = z + 0.99 * radius * directions
    assert not (model.predict(model.decode(points)).argmax(1) == 5).any()
    across = model.predict(model.decode([z + 1.01 * (found - z)]))
    assert across.argmax() == 5


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([0, 0, 0, 0], "d"), SettingsError, "has no 'd'; it returns a, b, c"),
        (([0, 0], "a"), LatentError, r"shape \(4,\), got \(2,\)"),
    ],
)
def test_wrong_arguments_are_refused(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        counterfactual(predicting(lambda x: x @ WEIGHTS, ("a", "b", "c"), 4), *arguments)


def test_a_level_is_for_values_only() -> None:
    with pytest.raises(SettingsError, match="only for values"):
        counterfactual(predicting(lambda x: x @ WEIGHTS, ("a", "b", "c"), 4), np.ones(4), "a",
                       level=1)  # fmt: skip


def test_a_class_that_is_never_read_is_reported() -> None:
    model = predicting(lambda x: np.stack([x[:, 0] ** 2 + 1, 0 * x[:, 0]], 1), ("a", "b"), 2)
    with pytest.raises(ModelError, match="none of the 2,048"):
        counterfactual(model, [0, 0], "b")


def test_a_model_without_a_predictor_says_how_to_give_one() -> None:
    with pytest.raises(MissingError, match="predictor="):
        counterfactual(latentwalk.open("cells"), np.zeros(8), "a")
