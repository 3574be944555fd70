"""ONNX Runtime ends the whole process for some ranges of noise, so they are refused before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from onnx import AttributeProto, ModelProto, NodeProto, TensorProto, helper

from latentwalk.errors import FolderError
from latentwalk.infer.engine import load_session, run_session

if TYPE_CHECKING:
    from collections.abc import Sequence

OPSET = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]


def normal(**attributes: Any) -> NodeProto:
    return helper.make_node("RandomNormalLike", ["z"], ["image"], **attributes)


def uniform(**attributes: Any) -> NodeProto:
    return helper.make_node("RandomUniformLike", ["z"], ["image"], **attributes)


def network(nodes: Sequence[NodeProto], functions: Sequence[Any] = ()) -> bytes:
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "network",
        [value("z", TensorProto.FLOAT, ["n", 2])],
        [value("image", TensorProto.FLOAT, None)],
    )
    content: bytes = helper.make_model(
        graph, functions=functions, opset_imports=OPSET, ir_version=9
    ).SerializeToString()
    return content


def within_a_branch(drawing: NodeProto) -> bytes:
    output = [helper.make_tensor_value_info("image", TensorProto.FLOAT, None)]
    branch = helper.make_graph([drawing], "branch", [], output)
    chosen = helper.make_tensor("chosen", TensorProto.BOOL, [], [True])
    constant = helper.make_node("Constant", [], ["chosen"], value=chosen)
    condition = helper.make_node(
        "If", ["chosen"], ["image"], then_branch=branch, else_branch=branch
    )
    return network([constant, condition])


def from_a_function(scale: float, *, first: bool = False) -> bytes:
    """Noise whose scale is an attribute of the function that draws it."""
    drawing = normal()
    attribute = drawing.attribute.add(name="scale", ref_attr_name="spread", type=1)
    if first:  # the reference is written before the name, which protobuf allows
        reference = AttributeProto(ref_attr_name="spread").SerializeToString()
        attribute.ClearField("ref_attr_name")
        rest = attribute.SerializeToString()
        del drawing.attribute[:]
        length = len(reference) + len(rest)
        drawing = NodeProto.FromString(
            drawing.SerializeToString() + bytes([0x2A, length]) + reference + rest
        )
    function = helper.make_function(
        "own", "Draw", ["z"], ["image"], [drawing], OPSET[:1], ["spread"]
    )
    call = helper.make_node("Draw", ["z"], ["image"], domain="own", spread=scale)
    return network([call], [function])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (network([normal(scale=0.0)]), r"decoder\.onnx draws noise .* with a scale of 0,"),
        (network([normal(scale=-1.0)]), "with a scale of -1"),
        (network([normal(scale=float("nan"))]), "with a scale of nan"),
        (network([uniform(low=1.0, high=0.0)]), "from 1 to 0, an empty range"),
        (network([uniform(low=float("nan"))]), "from nan to 1"),
        (network([uniform(low=2.0)]), "from 2 to 1"),
        (within_a_branch(normal(scale=0.0)), "with a scale of 0"),
        (from_a_function(0.0), "whose range its caller gives"),
        (from_a_function(1.0, first=True), "whose range its caller gives"),
    ],
)
def test_noise_that_would_end_the_process_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(FolderError, match=message):
        load_session(content, "decoder.onnx")


@pytest.mark.parametrize("hidden", [b"\x22\x04Relu", b"\x2a\x02\xff\xff"])
def test_a_group_cannot_hide_what_is_drawn(hidden: bytes) -> None:
    """Protobuf passes over groups, an old way to write fields, which may look like a node's."""
    drawing = normal(scale=0.0).SerializeToString() + b"\xa3\x06" + hidden + b"\xa4\x06"
    graph = ModelProto.FromString(network([])).graph.SerializeToString()
    graph += bytes([0x0A, len(drawing)]) + drawing
    model = ModelProto.FromString(network([]))
    model.ClearField("graph")
    content = model.SerializeToString() + bytes([0x3A, len(graph)]) + graph
    with pytest.raises(FolderError, match=r"decoder\.onnx is written in a way that cannot be"):
        load_session(content, "decoder.onnx")


@pytest.mark.parametrize(
    "content",
    [
        network([normal()]),
        network([normal(scale=0.1, mean=2.0)]),
        network([uniform(low=1.0, high=1.0)]),
        within_a_branch(uniform(low=-1.0)),
        network([helper.make_node("Relu", ["z"], ["image"], name="RandomNormal")]),
    ],
)
def test_other_noise_is_drawn(content: bytes) -> None:
    session = load_session(content, "decoder.onnx")
    (drawn,) = run_session(session, {"z": np.zeros((3, 2), np.float32)})
    assert drawn.shape == (3, 2)
