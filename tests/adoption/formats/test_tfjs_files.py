"""Layers models of TensorFlow.js are read without Keras."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.adoption.formats.tfjs_files import read
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


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"modelTopology": {}}, "not a layers model"),
        ({"modelTopology": None}, "not a layers model"),
        ({"modelTopology": {"model_config": "{}"}}, "not a layers model"),
        ({"weightsManifest": None}, "not a layers model"),
        ({"weightsManifest": [None]}, "faulty list of weights"),
        ({"modelTopology": {"node": [], "versions": {}}}, "a graph model .* tf2onnx"),
        ({"format": "graph-model", "modelTopology": {"node": []}}, "a graph model"),
        (manifest(["../one.bin"], {}), "must be in files beside it"),
        (manifest(["three.bin"], {}), "Cannot read"),
        (manifest(["one.bin"], {}), "the shards end before"),
        (manifest(["one.bin"], {"dtype": "complex64"}), "faulty list of weights"),
        (manifest(["one.bin"], {"shape": [-1]}), "faulty list of weights"),
    ],
)
def test_faulty_models_are_explained(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(LatentwalkError, match=message):
        read(written(tmp_path, **changes))


def test_a_file_that_is_not_json(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{")
    with pytest.raises(LatentwalkError, match="is not JSON"):
        read(tmp_path / "model.json")


@pytest.mark.parametrize(
    "topology", [CONFIG, {"model_config": json.dumps(CONFIG)}, {"config": CONFIG}]
)
def test_the_description_may_be_nested(tmp_path: Path, topology: Any) -> None:
    assert read(written(tmp_path, modelTopology=topology))[0] == CONFIG


def test_older_names_of_classes_are_replaced(tmp_path: Path) -> None:
    old = {"class_name": "Model", "config": {"layers": [{"class_name": "BatchNormalizationV1"}]}}
    config, _ = read(written(tmp_path, modelTopology=old))
    assert config["class_name"] == "Functional"
    assert config["config"]["layers"][0]["class_name"] == "BatchNormalization"


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize(
    ("dtype", "stored"), [("float32", "uint16"), ("float32", "float16"), ("int32", "uint8")]
)
def test_quantised_values_in_several_groups(
    tmp_path: Path, groups: int, dtype: str, stored: str
) -> None:
    quantization: dict[str, Any] = {"dtype": stored, "original_dtype": dtype}
    expected = np.array([[-1.0, 0, 1], [2, 0.5, -0.5]], np.float32)
    if stored == "float16":
        data = expected.astype("<f2").tobytes()
    else:
        scale = 1.0 if dtype == "int32" else 0.25
        expected = np.rint(expected) if dtype == "int32" else expected
        whole = np.rint((expected + 1) / scale)
        data = whole.astype("u1" if stored == "uint8" else "<u2").tobytes()
        quantization |= {"scale": scale, "min": -1.0}
    manifest = []
    for group in range(groups):
        (tmp_path / f"group{group}-a.bin").write_bytes(data[:3])
        (tmp_path / f"group{group}-b.bin").write_bytes(data[3:])
        entry = {"name": f"dense_1/w{group}", "shape": [2, 3], "dtype": dtype}
        weights = [entry | {"quantization": quantization}]
        paths = [f"group{group}-{part}.bin" for part in "ab"]
        manifest.append({"paths": paths, "weights": weights})
    _, found = read(written(tmp_path, weightsManifest=manifest))
    assert len(found) == groups
    for _, values in found:
        assert values.dtype == dtype
        np.testing.assert_array_equal(values, expected)
