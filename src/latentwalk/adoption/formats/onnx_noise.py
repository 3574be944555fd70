"""Sets the noise that an ONNX network draws to its mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.formats.onnx_tensors import graphs
from latentwalk.adoption.formats.packages import require_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    import onnx

DRAWS = re.compile(r"Random(Normal|Uniform)(Like)?|Bernoulli|Multinomial")
"""Operators that draw random numbers."""
MENTIONED = re.compile(DRAWS.pattern.encode())
"""The same in a file, where they may also be part of another name."""


def without_noise(content: bytes, name: str) -> tuple[bytes, list[str]]:
    """A network with its Gaussian noise replaced by the noise's mean.

    Args:
        content: the ONNX file.
        name: its name, for error messages.

    Returns:
        The network, the same object if nothing was replaced; and the operators that still draw
        random numbers.

    Raises:
        MissingError: it may draw noise, and the package onnx is not installed.
    """
    if not MENTIONED.search(content):
        return content, []
    onnx = require_library("onnx", f"{name} may draw random numbers")
    try:
        given = onnx.load_model_from_string(content)
        drawing = [*_drawing(given)]
    except Exception:  # reported when it is run
        return content, []
    if not drawing:
        return content, []
    quiet = onnx.ModelProto()
    quiet.CopyFrom(given)
    try:
        for graph in reversed([*graphs(quiet.graph)]):  # inner ones first, for others copy them
            _replace(graph)
        onnx.shape_inference.infer_shapes(quiet, check_type=True, strict_mode=True)
        changed = quiet.SerializeToString()
    except Exception:  # faulty noise, or of another type than what it is added to
        quiet, changed = given, content
    remaining = [*_drawing(quiet)]
    changed = changed if len(remaining) < len(drawing) else content
    return changed, sorted({node.op_type for node in remaining})


def _drawing(model: onnx.ModelProto) -> Iterator[onnx.NodeProto]:
    """The nodes that draw random numbers, in all graphs and functions."""
    for part in (model.graph, *model.functions):
        for graph in graphs(part):
            yield from (node for node in graph.node if DRAWS.fullmatch(node.op_type))


def _replace(graph: Any) -> None:
    """Replace the Gaussian noise in a graph by its mean."""
    if any(node.op_type in MEANS for node in graph.node):
        nodes = [
            one
            for node in graph.node
            for one in (MEANS[node.op_type](node) if node.op_type in MEANS else [node])
        ]
        del graph.node[:]
        graph.node.extend(nodes)


def _of_shape(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Nodes for noise of a stated shape. No array of that shape is made here."""
    from onnx import helper, numpy_helper

    shape = np.array(_attributes(node)["shape"], np.int64)
    if (shape < 0).any():
        raise ValueError("A side of the noise is negative.")
    (name,) = node.output
    value = numpy_helper.from_array(shape)
    return [
        helper.make_node("Constant", [], [f"{name} shape"], value=value),
        helper.make_node("ConstantOfShape", [f"{name} shape"], [name], value=_mean(node)),
    ]


def _like(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Nodes for noise of its input's shape.

    It is the input minus itself, because shapes that are computed fix the size of batches.
    """
    from onnx import helper

    (source,), (name,) = node.input, node.output
    if not _attributes(node).get("mean"):
        return [helper.make_node("Sub", [source, source], [name])]
    return [
        helper.make_node("Sub", [source, source], [f"{name} zeros"]),
        helper.make_node("Constant", [], [f"{name} mean"], value=_mean(node)),
        helper.make_node("Add", [f"{name} zeros", f"{name} mean"], [name]),
    ]


MEANS = {"RandomNormal": _of_shape, "RandomNormalLike": _like}
"""Operators that draw Gaussian noise, and what makes the nodes of its mean."""


def _mean(node: onnx.NodeProto) -> onnx.TensorProto:
    """The mean of the noise, an array of one value."""
    from onnx import TensorProto, helper, numpy_helper

    given = _attributes(node)
    kind = helper.tensor_dtype_to_np_dtype(given.get("dtype", TensorProto.FLOAT))
    return numpy_helper.from_array(np.array([given.get("mean", 0.0)]).astype(kind))


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    from onnx import helper

    return {one.name: helper.get_attribute_value(one) for one in node.attribute}
