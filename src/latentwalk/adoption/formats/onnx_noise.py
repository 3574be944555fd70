"""Sets the noise that an ONNX network draws to its mean."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import onnx


def without_noise(content: bytes) -> bytes:
    """The network with its Gaussian noise replaced by the noise's mean.

    It is returned as it is if it draws none, or if the package onnx is missing.
    """
    if b"RandomNormal" not in content or importlib.util.find_spec("onnx") is None:
        return content
    import onnx

    try:
        model = onnx.load_model_from_string(content)
    except Exception:  # reported when it is run
        return content
    drawing = [node for node in model.graph.node if node.op_type in REPLACED]
    for node in drawing:
        REPLACED[node.op_type](node)
    try:
        onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    except Exception:  # noise of another type than what it is added to
        return content
    return model.SerializeToString() if drawing else content


def _of_shape(node: onnx.NodeProto) -> None:
    """Make a node a constant of the shape of its noise."""
    import onnx

    given = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
    kind = onnx.helper.tensor_dtype_to_np_dtype(given.get("dtype", onnx.TensorProto.FLOAT))
    values = np.full(given["shape"], given.get("mean", 0.0), kind)
    node.op_type = "Constant"
    del node.attribute[:]
    node.attribute.append(onnx.helper.make_attribute("value", onnx.numpy_helper.from_array(values)))


def _like(node: onnx.NodeProto) -> None:
    """Make a node return zeros of its input's shape and type, if its noise is around zero."""
    if any(one.name == "mean" and one.f for one in node.attribute):
        return
    node.op_type = "Sub"
    node.input.append(node.input[0])
    del node.attribute[:]


REPLACED = {"RandomNormal": _of_shape, "RandomNormalLike": _like}
"""Operators that draw Gaussian noise, and what replaces them."""
