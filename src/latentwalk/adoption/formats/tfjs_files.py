"""Reads layers models of TensorFlow.js: `model.json`, and the shards with the weights beside it.

The format is that of `tensorflowjs_converter`: a Keras description of the layers, and a manifest
of weights, whose values follow each other in the shards, quantised or not.
"""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwalk.adoption.formats.packages import require_library
from latentwalk.errors import FolderError, ModelError
from latentwalk.files.bounded import MAX_BYTES, MAX_TEXT, read_bounded
from latentwalk.files.strict_json import parse_json

NAME = "model.json"
TYPES = {
    "float32": "<f4",
    "float16": "<f2",
    "int32": "<i4",
    "uint8": "u1",
    "uint16": "<u2",
    "bool": "?",
}
RENAMED = {"Model": "Functional", "BatchNormalizationV1": "BatchNormalization"}
"""Classes with other names in older files."""
Weights = list[tuple[str, NDArray[Any]]]


def read(path: Path) -> tuple[dict[str, Any], Weights]:
    """The description of a model, as Keras has it, and its weights by name, in order.

    Raises:
        FolderError: a file cannot be read.
        ModelError: it is another kind of file, or damaged.
    """
    try:
        content = parse_json(_content(path, MAX_TEXT), finite=False)
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}.") from error
    if not isinstance(content, dict) or "modelTopology" not in content:
        raise ModelError(f"{path} is not a layers model of TensorFlow.js.")
    topology = content["modelTopology"]
    if content.get("format") == "graph-model" or (
        isinstance(topology, dict) and "node" in topology
    ):
        raise ModelError(
            f"{path} is a graph model of TensorFlow.js, which does not describe its layers: "
            "convert the Keras model that it was made from, tensorflowjs_converter "
            "--output_format=tfjs_layers_model, or its SavedModel to ONNX, python -m "
            "tf2onnx.convert --saved-model FOLDER --output decoder.onnx."
        )
    config = _described(topology)
    manifest = content.get("weightsManifest")
    if config is None or not isinstance(manifest, list):
        raise ModelError(f"{path} is not a layers model of TensorFlow.js.")
    weights: Weights = []
    try:
        for group in manifest:
            data = b"".join(_shard(path, str(name)) for name in group["paths"])
            at = 0
            for entry in group["weights"]:
                values, at = _values(entry, data, at)
                weights.append((str(entry["name"]), values))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} has a faulty list of weights: {error}.") from error
    return config, weights


def _described(topology: Any) -> dict[str, Any] | None:
    """The description of a model, which may be nested; None if there is none."""
    for _ in range(3):
        if not isinstance(topology, dict) or "class_name" in topology:
            break
        topology = topology.get("model_config", topology.get("config"))
        if isinstance(topology, str):  # some tools keep it as text
            topology = parse_json(topology, finite=False)
    if not isinstance(topology, dict) or not isinstance(topology.get("class_name"), str):
        return None
    return dict(_renamed(topology))


def _renamed(config: Any) -> Any:
    """A description with the names of classes that Keras has today."""
    if isinstance(config, dict):
        renamed = {key: _renamed(value) for key, value in config.items()}
        name = renamed.get("class_name")
        return renamed | {"class_name": RENAMED[name]} if name in RENAMED else renamed
    return [_renamed(value) for value in config] if isinstance(config, list) else config


def write_hdf5(target: Path, config: dict[str, Any], weights: dict[str, Weights]) -> None:
    """Write a model as Keras 2 does, so that Keras reads it."""
    h5py = require_library("h5py", "it is a TensorFlow.js model")
    with h5py.File(target, "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.0.0"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in weights]
        group.attrs["keras_version"] = "2.0.0"
        for layer, values in weights.items():
            part = group.create_group(layer)
            names = [f"weight {index}" for index in range(len(values))]
            part.attrs["weight_names"] = [name.encode() for name in names]
            for name, (_, array) in zip(names, values, strict=True):
                part.create_dataset(name, data=array)


def _shard(path: Path, name: str) -> bytes:
    if Path(name).name != name:
        raise ModelError(f"{path} keeps weights at '{name}': they must be in files beside it.")
    return _content(path.parent / name, MAX_BYTES)


def _content(path: Path, limit: int) -> bytes:
    try:
        return read_bounded(path, limit)
    except OSError as error:
        raise FolderError(f"Cannot read {path}: {error.strerror or error}.") from error


def _values(entry: dict[str, Any], data: bytes, at: int) -> tuple[NDArray[Any], int]:
    """One weight, and where the next begins."""
    shape = tuple(int(side) for side in entry["shape"])
    quantised = entry.get("quantization")
    stored = TYPES.get((quantised or entry)["dtype"])
    if stored is None or min(shape, default=0) < 0:
        raise ValueError(f"'{entry['name']}' is {entry['dtype']} of {shape}")
    count = prod(shape)
    size = count * np.dtype(stored).itemsize
    if at + size > len(data):
        raise ValueError(f"the shards end before '{entry['name']}'")
    values = np.frombuffer(data, stored, count, at).reshape(shape)
    if quantised and "scale" in quantised:
        values = values.astype(np.float32) * float(quantised["scale"]) + float(quantised["min"])
        values = np.rint(values) if entry["dtype"] == "int32" else values
    return values.astype(TYPES[entry["dtype"]]), at + size
