"""Small decoders, written node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


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
    made = [helper.make_node(op, list(inputs), [output]) for op, inputs, output in nodes]
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
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
