"""Layers models of TensorFlow.js are read without Keras."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.adoption.tfjs_files import by_layer, read
from latentwalk.errors import LatentwalkError

if TYPE_CHECKING:
    from pathlib import Path

KERNEL = np.arange(6, dtype="<f4").reshape(2, 3)
BIAS = np.array([0, 128, 255], np.uint8)
CONFIG = {
    "class_name": "Sequential",
    "config": {"layers": [{"class_name": "Dense", "config": {"name": "dense_1"}}]},
}
ENTRIES: list[dict[str, Any]] = [
    {"name": "dense_1/kernel", "shape": [2, 3], "dtype": "float32"},
    {"name": "dense_1/bias", "shape": [3], "dtype": "float32",
     "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
]  # fmt: skip


def written(folder: Path, **changes: Any) -> Path:
    data = KERNEL.tobytes() + BIAS.tobytes()
    (folder / "one.bin").write_bytes(data[:10])
    (folder / "two.bin").write_bytes(data[10:])
    content = {
        "format": "layers-model",
        "modelTopology": {"model_config": CONFIG},
        "weightsManifest": [{"paths": ["one.bin", "two.bin"], "weights": ENTRIES}],
        **changes,
    }
    (folder / "model.json").write_text(json.dumps(content))
    return folder / "model.json"


def manifest(paths: list[str], entry: dict[str, Any]) -> dict[str, Any]:
    return {"weightsManifest": [{"paths": paths, "weights": [{**ENTRIES[0], **entry}]}]}


def test_weights_follow_each_other_in_the_shards(tmp_path: Path) -> None:
    config, weights = read(written(tmp_path))
    assert config == CONFIG
    assert [name for name, _ in weights] == ["dense_1/kernel", "dense_1/bias"]
    np.testing.assert_array_equal(weights[0][1], KERNEL)
    np.testing.assert_array_equal(weights[1][1], [-1, 63, 126.5])
    found = by_layer(config, weights)
    assert [name for name, _ in found["dense_1"]] == ["dense_1/kernel", "dense_1/bias"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"modelTopology": {}}, "not a layers model"),
        ({"format": "graph-model", "modelTopology": {"node": []}}, "a graph model"),
        (manifest(["../one.bin"], {}), "must be in files beside it"),
        (manifest(["three.bin"], {}), "Cannot read"),
        (manifest(["one.bin"], {}), "the shards end before"),
        (manifest(["one.bin"], {"dtype": "complex64"}), "faulty list of weights"),
        (manifest(["one.bin"], {"shape": [-1]}), "faulty list of weights"),
    ],
)
def test_faulty_models_are_explained(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(LatentwalkError, match=said):
        read(written(tmp_path, **changes))


def test_a_file_that_is_not_json(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{")
    with pytest.raises(LatentwalkError, match="is not JSON"):
        read(tmp_path / "model.json")


def test_a_weight_of_no_layer_is_named() -> None:
    with pytest.raises(LatentwalkError, match="'other/kernel' belongs to none"):
        by_layer(CONFIG, [("other/kernel", KERNEL)])
