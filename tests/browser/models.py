"""Small decoders, written node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


LACKING = "com.microsoft.QuickGelu"
"""An operator that ONNX Runtime has and the page's engine has not."""


def node(operator: str, inputs: Sequence[str], output: str) -> onnx.NodeProto:
    """A node; the domain of an operator that is not ONNX's own comes before its name."""
    domain, _, name = operator.rpartition(".")
    return helper.make_node(name, list(inputs), [output], domain=domain)


def small_decoder(
    latent_dim: int,
    nodes: Sequence[tuple[str, Sequence[str], str]],
    constants: dict[str, NDArray[np.generic]],
) -> bytes:
    """A decoder of images (1, 4, 4), as an ONNX file.

    Args:
        latent_dim: of the input `z`.
        nodes: operator, inputs and output of each; the last one makes `flat`, (n, 16).
        constants: what else the nodes read; `w`, (latent_dim, 16), is there.
    """
    weights = np.random.default_rng(0).normal(size=(latent_dim, 16)).astype(np.float32)
    made = [node(op, inputs, output) for op, inputs, output in nodes]
    graph = helper.make_graph(
        [*made, helper.make_node("Reshape", ["flat", "shape"], ["image"])],
        "small",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", latent_dim])],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 4, 4])],
        [
            numpy_helper.from_array(value, name)
            for name, value in {
                "w": weights,
                "shape": np.array([-1, 1, 4, 4]),
                **constants,
            }.items()
        ],
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
