"""Descriptions of Keras models are checked without Keras."""

from __future__ import annotations

import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from latentwalk.adoption.formats.keras_configs import (
    check_layers,
    classes,
    parts,
    remove,
    with_sampling_layers,
    without_slashes,
)
from latentwalk.errors import ModelError

KERAS = SimpleNamespace(
    layers=SimpleNamespace(Dense=1, Lambda=1, Conv2DTranspose=1),
    models=SimpleNamespace(Sequential=1),
    initializers=SimpleNamespace(Zeros=1),
    regularizers=SimpleNamespace(),
    constraints=SimpleNamespace(),
    dtype_policies=SimpleNamespace(),
)
PLAIN: dict[str, Any] = {
    "class_name": "Sequential",
    "config": {
        "layers": [
            {
                "class_name": "Dense",
                "module": "keras.layers",
                "config": {"units": 4, "bias": {"class_name": "Zeros", "config": {}}},
            },
            {"class_name": "Conv2DTranspose", "config": {"filters": 1, "groups": 1}},
            {"class_name": "Sampling", "config": {}},
        ]
    },
}


def with_layer(layer: dict[str, Any]) -> dict[str, Any]:
    config = copy.deepcopy(PLAIN)
    config["config"]["layers"].append(layer)
    return config


def test_keras_own_layers_are_accepted() -> None:
    check_layers(KERAS, PLAIN, Path("net.h5"))
    assert [*classes(PLAIN)] == ["Sequential", "Dense", "Zeros", "Conv2DTranspose", "Sampling"]
    assert sum("class_name" in part for part in parts(PLAIN)) == 5


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"class_name": "Lambda", "config": {}}, "a layer Lambda, which holds code"),
        ({"class_name": "Mine", "config": {}}, "a layer Mine, which is not Keras's own"),
        ({"class_name": "function", "config": "system", "module": "os"}, "uses code of 'os'"),
        ({"class_name": "Dense", "module": "kerasx.layers"}, "uses code of 'kerasx.layers'"),
    ],
)
def test_other_code_is_refused(layer: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        check_layers(KERAS, with_layer({"wrapped": [layer]}), Path("net.h5"))


TENSORS: dict[str, Any] = {
    "Keras 2": [[["mean", 0, 0, {}], ["spread", 0, 0, {}]]],
    "Keras 3": [{"args": [[{"class_name": "__keras_tensor__", "config": {}}] * 2], "kwargs": {}}],
    "one": [[["hidden", 0, 0, {}]]],
    "none": [],
}
"""The inputs of a layer, as Keras describes them."""


@pytest.mark.parametrize(
    ("name", "tensors", "replaced"),
    [
        ("z", "Keras 2", True),
        ("sampling", "Keras 2", True),
        ("latent_sample", "Keras 3", True),
        ("reparameterize", "Keras 3", True),
        ("sampling", "one", False),
        ("sampling", "none", False),
        ("upsample_1", "Keras 2", False),
        ("UpSampling2x", "Keras 2", False),
        ("down_sample", "Keras 2", False),
        ("resample", "Keras 3", False),
    ],
)
def test_code_that_samples_is_recognized_by_its_name_and_inputs(
    name: str, tensors: str, replaced: bool
) -> None:
    layer = {"class_name": "Lambda", "config": {"name": name}, "inbound_nodes": TENSORS[tensors]}
    config = with_layer(layer)
    assert with_sampling_layers(config) == ([name] if replaced else [])
    assert config["config"]["layers"][-1]["class_name"] == ("Sampling" if replaced else "Lambda")


def test_a_deep_description_is_refused() -> None:
    deep: Any = {}
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ModelError, match="nested too deeply"):
        list(classes(deep))


def test_unknown_arguments_are_removed() -> None:
    config = copy.deepcopy(PLAIN)
    assert remove(config, "Conv2DTranspose", "{'groups': 1}") == "groups=1 of Conv2DTranspose"
    assert config["config"]["layers"][1]["config"] == {"filters": 1}
    assert remove(config, "Conv2DTranspose", "{'groups': 1}") == ""
    assert remove(config, "Dense", "{'units': <object>}") == ""


def test_slashes_in_names_are_replaced_wherever_they_are_used() -> None:
    inbound = [[["up/one", 0, 0, {}]]]
    config = {
        "class_name": "Functional",
        "config": {
            "name": "decoder",
            "layers": [
                {"class_name": "Dense", "config": {"name": "up/one", "activation": "relu"}},
                {"class_name": "ReLU", "config": {"name": "end"}, "inbound_nodes": inbound},
            ],
            "output_layers": [["up/one", 0, 0]],
        },
    }
    changed = without_slashes(config)
    assert "up/one" not in str(changed)
    assert changed["config"]["layers"][0]["config"] == {"name": "up_one", "activation": "relu"}
    assert changed["config"]["layers"][1]["inbound_nodes"] == [[["up_one", 0, 0, {}]]]
    assert without_slashes({"config": {"name": "a"}}) == {"config": {"name": "a"}}
