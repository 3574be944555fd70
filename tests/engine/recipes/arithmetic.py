"""Functions of elements, and along axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.engine.recipes.tensors import Unfit, axis, integers, sizes

if TYPE_CHECKING:
    from tests.engine.graphs import Graph

UNARY = (
    *("Abs", "Atan", "Ceil", "Celu", "Cos", "Elu", "Erf", "Exp", "Floor", "Gelu", "HardSigmoid"),
    *("HardSwish", "Identity", "LeakyRelu", "Mish", "Neg", "Relu", "Round", "Selu", "Sigmoid"),
    *("Sign", "Sin", "Softplus", "Softsign", "Tanh", "ThresholdedRelu"),
)
REDUCTIONS = ["L1", "L2", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum", "SumSquare"]


def unary(graph: Graph, x: str) -> str:
    op = graph.choice(*UNARY)
    return graph.add(op, x) if op not in ("Gelu", "Mish") else _new(graph, op, x)


def _new(graph: Graph, op: str, x: str) -> str:
    """Functions that version 18 of ONNX writes with others."""
    if op == "Mish":
        return graph.add("Mul", x, graph.add("Tanh", graph.add("Softplus", x)))
    inner = graph.add("Erf", graph.add("Div", x, graph.constant(2**0.5)))
    return graph.add("Mul", x, graph.add("Add", inner, graph.constant(1)))


def binary(graph: Graph, x: str) -> str:
    shape = [size if graph.integer(0, 1) else 1 for size in sizes(graph, x)[1:]]
    other = graph.weights(*shape[graph.integer(0, len(shape)) :])
    if graph.integer(0, 3) == 0:
        other = graph.add("Tanh", x)
    op = graph.choice("Add", "Sub", "Mul", "Max", "Min", "Div")
    if op == "Div":
        other = graph.add("Add", graph.add("Abs", other), graph.constant(0.5))
    return graph.add(op, *graph.choice((x, other), (other, x)))


def compared(graph: Graph, x: str) -> str:
    op = graph.choice("Greater", "Less", "GreaterOrEqual", "LessOrEqual")
    mask = graph.add(op, x, graph.constant(graph.random.normal()))
    if graph.integer(0, 1):
        other = graph.add("Less", x, graph.weights(sizes(graph, x)[-1]))
        mask = graph.add(
            graph.choice("And", "Or", "Xor"), mask, graph.choice(other, graph.add("Not", other))
        )
    if graph.integer(0, 1):
        return graph.add("Cast", mask, to=1)
    return graph.add("Where", mask, x, graph.choice(graph.constant(2), graph.add("Neg", x)))


def powered(graph: Graph, x: str) -> str:
    exponent = graph.choice(2, 3, 1, 0, -1, 9, 0.5, 1.5)
    base = (
        graph.add("Add", graph.add("Abs", x), graph.constant(0.3))
        if exponent in (-1, 0.5, 1.5)
        else x
    )
    return graph.add("Pow", base, graph.constant(exponent))


def remainder(graph: Graph, x: str) -> str:
    if np.abs(graph.values[x]).max() > 9:
        raise Unfit
    return graph.add("Mod", x, graph.constant(graph.choice(0.7, -1.3)), fmod=1)


def clipped(graph: Graph, x: str) -> str:
    return graph.add(
        "Clip", x, graph.choice("", graph.constant(-0.5)), graph.choice("", graph.constant(1))
    )


def whole(graph: Graph, x: str) -> str:
    number = graph.add("Cast", graph.add("Mul", x, graph.constant(5)), to=7)
    number = graph.add(graph.choice("Div", "Mul", "Add", "Mod"), number, integers(graph, 3))
    return graph.add("Cast", number, to=1)


def reduction(graph: Graph, x: str) -> str:
    # over the batch, too, which must then stay an axis
    along = axis(graph, x, graph.choice(0, 1))
    op = f"Reduce{graph.choice(*REDUCTIONS)}"
    return graph.add("Sub", x, graph.add(op, x, integers(graph, along), keepdims=1))


def softmax(graph: Graph, x: str) -> str:
    return graph.add(
        graph.choice("Softmax", "LogSoftmax"), x, axis=axis(graph, x, graph.choice(0, 1))
    )


def normalization(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    op = graph.choice(
        "LayerNormalization", "InstanceNormalization", "BatchNormalization", "LpNormalization"
    )
    if op == "LpNormalization":
        return graph.add(op, x, axis=axis(graph, x), p=graph.choice(1, 2))
    if op == "LayerNormalization":
        return graph.add(op, x, graph.weights(shape[-1]), graph.weights(shape[-1]))
    if op == "InstanceNormalization" and len(shape) < 3:
        raise Unfit
    parameters = [graph.weights(shape[1]), graph.weights(shape[1])]
    if op == "BatchNormalization":
        variance = np.abs(graph.random.normal(size=shape[1])) + 0.1
        parameters += [graph.weights(shape[1]), graph.constant(variance)]
    return graph.add(op, x, *parameters)


def cumulated(graph: Graph, x: str) -> str:
    along = graph.constant(axis(graph, x, graph.choice(0, 1)), np.int64)
    return graph.add("CumSum", x, along, exclusive=graph.integer(0, 1), reverse=graph.integer(0, 1))
