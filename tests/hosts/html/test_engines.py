"""Which engine an exported page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from latentwalk.hosts.html.bundle import Bundle
from latentwalk.hosts.html.engines import is_plain, may_be_heavy

if TYPE_CHECKING:
    import latentwalk

PLAIN = frozenset({"Add", "Constant", "Conv", "Dropout", "Gemm", "MatMul", "Relu", "Reshape"})


def network(*nodes: onnx.NodeProto, opset: int = 17, **weights: np.ndarray) -> bytes:
    graph = helper.make_graph(
        list(nodes),
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    return bytes(model.SerializeToString())


def node(op: str, *inputs: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(op, ["x", *inputs], ["y"], **attributes)


def reals(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)


@pytest.mark.parametrize("name", ["decoder.onnx", "encoder.onnx"])
def test_the_shipped_networks_are_plain(mnist: latentwalk.Model, name: str) -> None:
    assert is_plain(mnist.folder.content(name), Bundle.read().plain_operators)


@pytest.mark.parametrize(
    "content",
    [
        network(node("Relu")),
        network(node("MatMul", "w"), w=reals(4, 2)),
        network(node("Conv", "w", auto_pad="NOTSET"), w=reals(4, 4, 1, 1)),
        network(node("Add", "x")),
        network(node("Reshape", "s"), s=np.array([0, 4], np.int64)),
    ],
)
def test_plain(content: bytes) -> None:
    assert is_plain(content, PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(network(node("Softmax")), id="another operator"),
        pytest.param(network(node("MatMul", "w"), w=reals(3, 4, 2)), id="a stack of matrices"),
        pytest.param(network(node("MatMul", "x")), id="two computed factors"),
        pytest.param(network(node("Conv", "w"), w=reals(4, 4, 1)), id="one axis"),
        pytest.param(
            network(node("Conv", "w", auto_pad="SAME_UPPER"), w=reals(4, 4, 1, 1)), id="padding"
        ),
        pytest.param(network(node("Add", "w"), w=np.zeros(4, np.float16)), id="half precision"),
        pytest.param(network(node("Relu"), opset=6), id="an old version"),
        pytest.param(network(node("Reshape", "x")), id="a computed shape"),
        pytest.param(network(node("MatMul", "w"), w=reals(512, 256)), id="a large file"),
        pytest.param(network(node("Dropout", "r", "t"), r=reals(), t=reals()), id="training"),
    ],
)
def test_not_plain(content: bytes) -> None:
    assert not is_plain(content, PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        network(node("Conv", "w"), w=reals(256, 4, 16, 16)),
        network(node("MatMul", "w"), w=reals(4, 2**16)),
    ],
)
def test_may_be_heavy(content: bytes) -> None:
    assert may_be_heavy(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(network(node("Conv", "w"), w=reals(4, 4, 3, 3)), id="a small file"),
        pytest.param(network(node("Gemm", "w"), w=reals(4, 2**16)), id="each weight once"),
    ],
)
def test_is_not_heavy(content: bytes) -> None:
    assert not may_be_heavy(content)


def test_the_shipped_networks_are_not_heavy(mnist: latentwalk.Model) -> None:
    assert not may_be_heavy(mnist.folder.content("decoder.onnx"))
