"""Weights of TensorFlow.js models are found by their names, of Keras 2 and 3."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.adoption.formats.tfjs_layers import by_layer
from latentwalk.errors import ModelError


def layer(kind: str, name: str, **settings: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **settings}}


CONV, NORM = layer("Conv2D", "conv"), layer("BatchNormalization", "bn")
INNER = layer("Functional", "inner", layers=[CONV, NORM])
CONFIG = layer(
    "Sequential",
    "whole",
    layers=[
        layer("InputLayer", "input"),
        layer("Dense", "first"),
        layer("Dense", "dense"),
        layer("Conv2DTranspose", "up/one"),
        layer("BatchNormalization", "up"),
        INNER,
    ],
)


def owners(*names: str) -> dict[str, list[str]]:
    """The names that each layer is given."""
    weights = [(name, np.zeros(1)) for name in names]
    found = by_layer(CONFIG, weights)
    return {owner: [name for name, _ in part] for owner, part in found.items() if part}


def test_names_of_keras_2() -> None:
    assert owners(
        "first/kernel", "first/bias", "dense/kernel", "up/one/kernel", "up/gamma", "conv/kernel"
    ) == {
        "first": ["first/kernel", "first/bias"],
        "dense": ["dense/kernel"],
        "up/one": ["up/one/kernel"],
        "up": ["up/gamma"],
        "inner": ["conv/kernel"],
    }


def test_a_name_may_follow_a_scope() -> None:
    assert owners("whole/dense/kernel") == {"dense": ["whole/dense/kernel"]}


def test_paths_of_keras_3_name_layers_by_their_class() -> None:
    dense, again, conv = (
        f"layers/{name}/vars/0" for name in ("dense", "dense_1", "conv2d_transpose")
    )
    assert owners(dense, again, conv) == {"first": [dense], "dense": [again], "up/one": [conv]}


def test_weights_of_a_model_within_the_model_are_set_trainable_ones_first() -> None:
    inner = "layers/functional/layers"
    norm = [f"{inner}/batch_normalization/vars/{i}" for i in range(4)]
    conv = [f"{inner}/conv2d/vars/{i}" for i in range(2)]
    assert owners(*norm, *conv) == {"inner": [*conv, *norm]}
    # a layer after the normalisation comes before its moving statistics
    turned = layer("Functional", "inner", layers=[NORM, CONV])
    config = layer("Functional", "whole", layers=[turned])
    found = by_layer(config, [(name, np.zeros(1)) for name in (*norm, *conv)])
    assert [name for name, _ in found["inner"]] == [*norm[:2], *conv, *norm[2:]]


def test_more_than_ten_variables_are_in_their_order() -> None:
    names = [f"layers/dense/vars/{i}" for i in (0, 1, 10, 11, 2)]
    assert owners(*names)["first"] == [f"layers/dense/vars/{i}" for i in (0, 1, 2, 10, 11)]


@pytest.mark.parametrize("name", ["other/kernel", "layers/other/vars/0"])
def test_a_weight_of_no_layer_is_named(name: str) -> None:
    with pytest.raises(ModelError, match=f"'{name}' belongs to none"):
        owners(name)
