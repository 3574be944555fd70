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

from latentwalk.adoption.packages import require_library
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
    try:
        topology = content["modelTopology"]
        config = topology.get("model_config", topology)
        manifest = content["weightsManifest"]
        if "class_name" not in config:
            raise KeyError("class_name")
    except (KeyError, TypeError, AttributeError) as error:
        graph = isinstance(content, dict) and content.get("format") == "graph-model"
        what = (
            "a graph model of TensorFlow.js: convert its SavedModel with tf2onnx"
            if graph
            else ("not a layers model of TensorFlow.js")
        )
        raise ModelError(f"{path} is {what}.") from error
    weights: Weights = []
    try:
        for group in manifest:
            data = b"".join(_shard(path, str(name)) for name in group["paths"])
            at = 0
            for entry in group["weights"]:
                values, at = _values(entry, data, at)
                weights.append((str(entry["name"]), values))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} has a faulty list of weights: {error}.") from error
    return dict(config), weights


def by_layer(config: dict[str, Any], weights: Weights) -> dict[str, Weights]:
    """The weights of each layer, in the layers' order.

    Raises:
        ModelError: a weight belongs to no layer.
    """
    inner = config.get("config", {})
    layers = inner.get("layers", []) if isinstance(inner, dict) else inner
    names = [str(one["config"]["name"]) for one in layers if isinstance(one.get("config"), dict)]
    found: dict[str, Weights] = {name: [] for name in names}
    for name, values in weights:
        parts = name.split("/")
        owner = next((part for part in parts if part in found), None)
        if owner is None:  # a model within the model has its own layers' names
            owner = next((one for one in names if name.startswith(one)), None)
        if owner is None:
            raise ModelError(f"The weight '{name}' belongs to none of the layers.")
        found[owner].append((name, values))
    return found


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
    return values.astype(TYPES[entry["dtype"]]), at + size
