"""Random graphs of operators, and what ONNX Runtime computes with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from tests.engine.cases import Case
from tests.engine.recipes import RECIPES
from tests.engine.recipes.tensors import Unfit

if TYPE_CHECKING:
    from collections.abc import Mapping

OPSET = 18
MOST_ELEMENTS = 20_000
LARGEST = 1e3
"""Larger numbers would turn rounding into differences that are not faults."""
NUMBERS = {
    np.dtype(np.float32): TensorProto.FLOAT,
    np.dtype(np.int64): TensorProto.INT64,
    np.dtype(np.bool_): TensorProto.BOOL,
}


@dataclass
class Graph:
    """A graph that grows by one node at a time, whose values are known for one batch."""

    random: np.random.Generator
    batch: int
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    values: dict[str, np.ndarray] = field(default_factory=dict)

    def constant(self, value: Any, dtype: type = np.float32) -> str:
        """The name of a new constant."""
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value, dtype)
        return name

    def weights(self, *shape: int) -> str:
        """A constant of small random numbers."""
        return self.constant(self.random.normal(size=shape) * 0.5)

    def integer(self, low: int, high: int) -> int:
        """A random integer from `low` to `high`."""
        return int(self.random.integers(low, high + 1))

    def choice(self, *options: Any) -> Any:
        """One of the options."""
        return options[self.integer(0, len(options) - 1)]

    def add(self, op: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        """Adds a node, and computes it; returns the name of its first output."""
        names = [f"t{len(self.values)}" + "abcdef"[i] for i in range(outputs)]
        node = helper.make_node(op, list(inputs), names, **attributes)
        known = {name: self.constants.get(name, self.values.get(name)) for name in inputs if name}
        feeds = {name: value for name, value in known.items() if value is not None}
        for name, value in zip(names, _run([node], feeds, names), strict=True):
            self.values[name] = value
        self.nodes.append(node)
        return names[0]

    def case(self, name: str, output: str) -> Case:
        """The graph as a model with one input and the given output."""
        shape = ["n", *self.values["x"].shape[1:]]
        model = _model(
            self.nodes,
            {"x": (TensorProto.FLOAT, shape)},
            {output: TensorProto.FLOAT},
            self.constants,
        )
        return Case(
            name, "given", model, {"x": self.values["x"]}, {output: self.values[output]}, 1e-3, 2e-4
        )


def random_case(seed: int) -> Case:
    """A graph of a few nodes that follows from the seed."""
    random = np.random.default_rng(seed)
    graph = Graph(random, int(random.choice([2, 3, 5, 37])))
    rank = graph.integer(2, 4)
    sizes = [graph.integer(1, 7) for _ in range(rank - 1)]
    graph.values["x"] = random.normal(size=(graph.batch, *sizes)).astype(np.float32)
    last = "x"
    wanted = graph.integer(2, 6)
    for _ in range(60):
        recipe = RECIPES[graph.integer(0, len(RECIPES) - 1)]
        kept = list(graph.nodes), dict(graph.values), dict(graph.constants)
        try:
            made = recipe(graph, last)
            _check(graph, graph.values[made])
        except Exception as error:
            # ONNX Runtime has an exception for each way of refusing a node
            if (
                not isinstance(error, Unfit | ValueError)
                and "onnxruntime" not in type(error).__module__
            ):
                raise
            graph.nodes, graph.values, graph.constants = kept
            continue
        last = made
        wanted -= 1
        if not wanted:
            break
    return graph.case(f"seed {seed}: {' '.join(node.op_type for node in graph.nodes)}", last)


def _check(graph: Graph, value: np.ndarray) -> None:
    """Whether a result is one to go on with: a batch of a few moderate numbers."""
    if (
        value.dtype != np.float32
        or value.ndim < 2
        or value.shape[0] != graph.batch
        or not 0 < value.size <= MOST_ELEMENTS
        or not np.isfinite(value).all()
        or np.abs(value).max() > LARGEST
    ):
        raise Unfit


def _run(
    nodes: list[onnx.NodeProto], feeds: dict[str, np.ndarray], outputs: list[str]
) -> list[np.ndarray]:
    inputs = {name: (NUMBERS[value.dtype], value.shape) for name, value in feeds.items()}
    model = _model(nodes, inputs, dict.fromkeys(outputs, TensorProto.UNDEFINED), {})
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return list(session.run(outputs, feeds))


def _model(
    nodes: list[onnx.NodeProto],
    inputs: Mapping[str, tuple[int, Any]],
    outputs: dict[str, int],
    constants: dict[str, np.ndarray],
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "random",
        [helper.make_tensor_value_info(name, *port) for name, port in inputs.items()],
        [
            helper.make_tensor_value_info(name, kind, None)
            if kind
            else helper.make_empty_tensor_value_info(name)
            for name, kind in outputs.items()
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
