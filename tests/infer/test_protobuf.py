from __future__ import annotations

import itertools

import onnx
import pytest
from onnx import TensorProto, helper

from latentwalk.errors import FolderError, ModelError
from latentwalk.infer.engine import MAX_NODES, OnnxEngine
from latentwalk.infer.protobuf import nodes
from tests.attacks.make_attacks import FILES, network, node


def count(content: bytes) -> int:
    return sum(1 for _ in nodes(content))


def test_nodes_are_counted() -> None:
    assert count(network([node("Relu", "z", "a"), node("Relu", "a", "b")])) == 2


def test_nodes_within_nodes_and_of_functions_are_counted() -> None:
    inner = helper.make_graph([node("Relu", "a", "b")] * 3, "inner", [], [])
    graph = helper.make_graph(
        [node("If", "c", "d", then_branch=inner, else_branch=inner)], "g", [], []
    )
    function = helper.make_function(
        "own", "F", ["x"], ["y"], [node("Relu", "x", "y")], [helper.make_opsetid("", 17)]
    )
    content = helper.make_model(graph, functions=[function]).SerializeToString()
    assert count(content) == 1 + 3 + 3 + 1


def test_groups_are_refused() -> None:
    """An old way to write fields, which protobuf passes over, and which ONNX has not."""
    content = network([node("Relu", "z", "a")] * 5)
    with pytest.raises(ModelError, match="not an ONNX file"):
        count(b"\xa3\x06" + content + b"\xa4\x06")  # as field 100


@pytest.mark.parametrize("content", [b"\x3a", b"\x3a\x05abc", b"\xff" * 20, b"\x0f"])
def test_an_invalid_message_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError, match="not an ONNX file"):
        count(content)


def test_a_network_of_too_many_nodes_is_not_loaded() -> None:
    whole = onnx.load_from_string((FILES / "never" / "decoder.onnx").read_bytes())
    graph = whole.graph
    graph.ClearField("node")
    names = ["z", *(f"y{i}" for i in range(MAX_NODES)), "image"]
    graph.node.extend(node("Relu", a, b) for a, b in itertools.pairwise(names))
    assert graph.output[0].type.tensor_type.elem_type == TensorProto.FLOAT
    with pytest.raises(FolderError, match="more than 20,000 nodes"):
        OnnxEngine(whole.SerializeToString(), "decoder.onnx", (2,), [(1, 4, 4)])
