"""Noise in ONNX networks is replaced by its mean, or named."""

from __future__ import annotations

import importlib.util
import tracemalloc
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import ModelProto, NodeProto, TensorProto, helper

from latentwalk.adoption.formats.onnx_noise import without_noise
from latentwalk.errors import MissingError

Z = np.random.default_rng(0).standard_normal((1, 2), dtype=np.float32)


def with_noise(*nodes: NodeProto) -> bytes:
    """z + noise, by nodes of which the last returns the noise."""
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [*nodes, helper.make_node("Add", ["z", "noise"], ["sum"])],
        "network",
        [value("z", TensorProto.FLOAT, [1, 2])],
        [value("sum", TensorProto.FLOAT, None)],
    )
    opset = [helper.make_opsetid("", 17)]
    content: bytes = helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()
    return content


def normal(**attributes: Any) -> NodeProto:
    return helper.make_node("RandomNormal", [], ["noise"], **attributes)


def like(**attributes: Any) -> NodeProto:
    return helper.make_node("RandomNormalLike", ["z"], ["noise"], **attributes)


def within_a_branch() -> list[NodeProto]:
    """Noise in both branches of an If."""
    output = [helper.make_tensor_value_info("noise", TensorProto.FLOAT, None)]
    branch = helper.make_graph([like(mean=3.0)], "branch", [], output)
    chosen = helper.make_tensor("chosen", TensorProto.BOOL, [], [True])
    return [
        helper.make_node("Constant", [], ["chosen"], value=chosen),
        helper.make_node("If", ["chosen"], ["noise"], then_branch=branch, else_branch=branch),
    ]


@pytest.mark.parametrize(
    ("nodes", "mean"),
    [
        ([normal(shape=[1, 2], mean=3.0)], 3.0),
        ([normal(shape=[1, 2], scale=0.0)], 0.0),
        ([like()], 0.0),
        ([like(mean=3.0, dtype=TensorProto.FLOAT)], 3.0),
        ([like(scale=0.0)], 0.0),
        (within_a_branch(), 3.0),
    ],
)
def test_noise_is_replaced_by_its_mean(nodes: list[NodeProto], mean: float) -> None:
    content, remaining = without_noise(with_noise(*nodes), "net")
    assert remaining == []
    (result,) = onnxruntime.InferenceSession(content).run(None, {"z": Z})
    np.testing.assert_allclose(result, Z + mean, atol=1e-6)


@pytest.mark.parametrize(
    "node",
    [
        normal(shape=[-1, 2]),
        normal(),
        normal(shape=[1, 2], dtype=999),
        normal(shape=[1, 2], dtype=TensorProto.STRING),
        like(mean=1.0, dtype=TensorProto.DOUBLE),
        helper.make_node("RandomUniformLike", ["z"], ["noise"]),
    ],
)
def test_noise_that_stays_is_named(node: NodeProto) -> None:
    given = with_noise(node)
    content, remaining = without_noise(given, "net")
    assert content is given
    assert remaining == [node.op_type]


def test_noise_in_a_function_stays() -> None:
    opset = [helper.make_opsetid("", 17)]
    body = helper.make_function("own", "Draw", ["z"], ["noise"], [like()], opset)
    model = ModelProto.FromString(
        with_noise(helper.make_node("Draw", ["z"], ["noise"], domain="own"))
    )
    model.functions.append(body)
    model.opset_import.append(helper.make_opsetid("own", 1))
    content = model.SerializeToString()
    assert without_noise(content, "net") == (content, ["RandomNormalLike"])


def test_no_array_of_the_noise_is_made() -> None:
    given = with_noise(normal(shape=[75_000_000, 2]))
    tracemalloc.start()
    try:
        content, _ = without_noise(given, "net")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert content is not given
    assert peak < 2**24


def test_the_package_onnx_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_noise(like())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match="net may draw random numbers, which needs onnx"):
        without_noise(content, "net")


def test_networks_without_noise_and_damaged_ones_are_returned_as_they_are() -> None:
    named = with_noise(helper.make_node("Relu", ["z"], ["noise"], name="RandomNormal"))
    for content in (named, b"RandomNormal", ModelProto().SerializeToString()):
        assert without_noise(content, "net") == (content, [])
