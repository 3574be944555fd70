"""The layers of a model, and how many values the tables of an ONNX network have."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.model import ForeignModel


def layers_of(foreign: ForeignModel) -> list[Any]:
    """The layers of a model in PyTorch or Keras; none of another."""
    keras: Any = getattr(foreign.decode, "model", None)
    if keras is not None and hasattr(keras, "_flatten_layers"):
        return list(keras._flatten_layers())
    module = foreign.module
    return list(module.modules()) if hasattr(module, "modules") else []


def table_sizes(content: bytes) -> set[int]:
    """The numbers of values that an index may have: rows of tables, and depths of one-hot nodes.

    Args:
        content: an ONNX file. Without the package onnx nothing is found.
    """
    if importlib.util.find_spec("onnx") is None:
        return set()
    import onnx

    graph = onnx.load_from_string(content).graph
    arrays = {one.name: one for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute and node.attribute[0].HasField("t"):
            arrays[node.output[0]] = node.attribute[0].t
    sizes = set()
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] in arrays:
            sizes |= set(arrays[node.input[0]].dims[:1])
        if node.op_type == "OneHot" and node.input[1] in arrays:
            depth = onnx.numpy_helper.to_array(arrays[node.input[1]])
            sizes |= {int(depth.reshape(-1)[0])} if depth.size == 1 else set()
    return {int(size) for size in sizes}
