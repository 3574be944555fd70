"""A small model of each output kind but images, whose networks are matrices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import helper, numpy_helper

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns
from latentwalk.columns.writing import to_bytes
from latentwalk.folder.atlas import Atlas
from latentwalk.folder.manifest import ATLAS, COLUMNS, DECODER, ENCODER, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.points import PointsSpec
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

D, N = 3, 60
"""Latent dimensions, and encoded items."""
CLASSES = ("cold", "warm")
OUTPUTS: dict[str, Output] = {
    "curve": CurveSpec(400, x_label="time (s)", y_label="mV", rate=8000.0, low=-9, high=9),
    "values": ValuesSpec(tuple(f"gene {i}" for i in range(30)), -9.0, 9.0, "expression"),
    "points": PointsSpec(
        5, 3, ((0, 1), (1, 2), (2, 3), (3, 4)), ("head", "neck", "hip", "knee", "foot"), -9.0, 9.0
    ),
    "categories": CategoriesSpec(6, ("", "A", "C", "G", "T")),
    "field": FieldSpec(6, 9, ("t (K)", "u (m/s)", "v (m/s)", "q"), None, -9.0, 9.0),
    "volume": FieldSpec(5, 6, depth=4, low=-9.0, high=9.0),
}
"""What each model decodes, by the model's name."""


def model_of(kind: str) -> Model:
    """The model of that name, with encoded items, their classes and a column."""
    output = OUTPUTS[kind]
    rng = np.random.default_rng(1)
    matrix = rng.standard_normal((D, output.size)).astype(np.float32)
    mean = rng.standard_normal((N, D)).astype(np.float32)
    label = (mean[:, 0] > 0).astype(np.int32)
    atlas = Atlas(
        mean,
        np.full((N, D), -4.0, np.float32),
        label,
        np.zeros(N, np.uint8),
        np.zeros(N, np.float32),
    )
    presets = {name: tuple(mean[label == i].mean(0).tolist()) for i, name in enumerate(CLASSES)}
    columns = Columns((Column("age", "number", 40 + 10 * mean[:, 1].astype(np.float64)),), N)
    files = {DECODER: _decoder(matrix, output), ATLAS: atlas.to_bytes(), COLUMNS: to_bytes(columns)}
    if kind != "categories":  # their shares are no linear function of the point
        files[ENCODER] = _encoder(np.linalg.pinv(matrix).astype(np.float32), output)
    manifest = Manifest(name=kind, latent_dim=D, output=output, classes=CLASSES, presets=presets)
    return Model(InMemoryFolder.of(Path(kind), manifest, files))


def _decoder(matrix: NDArray[np.float32], output: Output) -> bytes:
    """Points times the matrix, in the shape of a sample; for categories its softmax."""
    nodes = [
        helper.make_node("MatMul", ["z", "matrix"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["scores"]),
        helper.make_node("Softmax" if output.shares else "Identity", ["scores"], ["sample"]),
    ]
    constants = {"matrix": matrix, "shape": np.array([-1, *output.shape])}
    return _network(nodes, constants, {"z": (D,)}, {"sample": output.shape})


def _encoder(matrix: NDArray[np.float32], output: Output) -> bytes:
    """Samples times the matrix are the means; all log-variances are -4."""
    nodes = [
        helper.make_node("Reshape", ["sample", "shape"], ["flat"]),
        helper.make_node("MatMul", ["flat", "matrix"], ["mean"]),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "narrow"], ["logvar"]),
    ]
    constants = {
        "matrix": matrix, "shape": np.array([-1, output.size]),
        "zero": np.zeros(1, np.float32), "narrow": np.full(1, -4, np.float32),
    }  # fmt: skip
    return _network(nodes, constants, {"sample": output.shape}, {"mean": (D,), "logvar": (D,)})


def _network(
    nodes: list[onnx.NodeProto],
    constants: dict[str, NDArray[np.generic]],
    inputs: dict[str, tuple[int, ...]],
    outputs: dict[str, tuple[int, ...]],
) -> bytes:
    """An ONNX file; the shapes are those of one sample."""
    ports = [
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", *shape])
         for name, shape in each.items()]
        for each in (inputs, outputs)
    ]  # fmt: skip
    stored = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "product", *ports, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
