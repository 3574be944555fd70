"""Layers with weights, and pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.engine.recipes.tensors import Unfit, integers, sizes

if TYPE_CHECKING:
    from tests.engine.graphs import Graph


def matrix(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    lead = graph.choice((), (), (1,), shape[1:-2] if len(shape) > 3 else ())
    out = graph.add("MatMul", x, graph.weights(*lead, shape[-1], graph.integer(1, 9)))
    if graph.integer(0, 1):
        width = sizes(graph, out)[-1]
        out = graph.add(
            graph.choice("Add", "Sub"), out, graph.weights(*graph.choice((), (1, 1)), width)
        )
    return graph.add(graph.choice("Relu", "LeakyRelu", "Tanh"), out) if graph.integer(0, 1) else out


def gemm(graph: Graph, x: str) -> str:
    if len(sizes(graph, x)) != 2:
        x = graph.add("Flatten", x)
    depth, width, turned = sizes(graph, x)[1], graph.integer(1, 9), graph.integer(0, 1)
    w = graph.weights(width, depth) if turned else graph.weights(depth, width)
    bias = graph.choice(
        (), (graph.weights(width),), (graph.weights(1, width),), (graph.weights(1),)
    )
    scale = graph.choice({}, {"alpha": 0.5}, {"beta": 2.0})
    return graph.add("Relu", graph.add("Gemm", x, w, *bias, transB=turned, **scale))


def attention(graph: Graph, x: str) -> str:
    if len(sizes(graph, x)) != 3:
        raise Unfit
    length = sizes(graph, x)[1]
    scores = graph.add("MatMul", x, graph.add("Transpose", x, perm=[0, 2, 1]))
    mask = graph.constant(np.tril(np.ones((length, length))), np.bool_)
    scores = graph.add("Where", mask, scores, graph.constant(-np.inf))
    return graph.add("MatMul", graph.add("Softmax", scores, axis=-1), x)


def convolution(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    spatial = len(shape) - 2
    if spatial < 1:
        raise Unfit
    if spatial == 2 and graph.integer(0, 3) == 0:
        x = graph.add("Unsqueeze", x, integers(graph, 2))
        spatial = 3
    transposed = graph.integer(0, 1)
    groups = graph.choice(1, shape[1])
    width = graph.integer(1, 5) * (1 if transposed else groups)
    kernel = [graph.integer(1, 3) for _ in range(spatial)]
    w = (
        graph.weights(shape[1], width, *kernel)
        if transposed
        else graph.weights(width, shape[1] // groups, *kernel)
    )
    bias = graph.choice((), (graph.weights(width * groups if transposed else width),))
    out = graph.add(
        "ConvTranspose" if transposed else "Conv",
        x,
        w,
        *bias,
        group=groups,
        strides=[graph.integer(1, 2) for _ in kernel],
        dilations=[graph.integer(1, 2) for _ in kernel],
        pads=[graph.integer(0, size - 1) for size in kernel * 2],
    )
    if spatial == 3 and sizes(graph, out)[2] == 1:
        out = graph.add("Squeeze", out, integers(graph, 2))
    return graph.add("Relu", out) if graph.integer(0, 1) else out


def pooling(graph: Graph, x: str) -> str:
    spatial = len(sizes(graph, x)) - 2
    if spatial < 1:
        raise Unfit
    kernel = [graph.integer(1, min(3, size)) for size in sizes(graph, x)[2:]]
    auto = graph.choice(
        {"pads": [graph.integer(0, size - 1) for size in kernel * 2]},
        {"auto_pad": "SAME_UPPER"},
        {"auto_pad": "SAME_LOWER"},
    )
    op = graph.choice("MaxPool", "AveragePool")
    extra = {"count_include_pad": graph.integer(0, 1)} if op == "AveragePool" else {}
    return graph.add(
        op, x, kernel_shape=kernel, strides=[graph.integer(1, 2) for _ in kernel], **auto, **extra
    )


def summed(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    letters = "bcde"[: len(shape) - 1]
    last = letters[-1]
    kept = [letter for letter in letters[:-1] if graph.integer(0, 1)]
    equation = f"n{letters},{last}z->n{''.join(kept)}z"
    return graph.add("Einsum", x, graph.weights(shape[-1], graph.integer(1, 5)), equation=equation)


def recurrent(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    if len(shape) != 3:
        raise Unfit
    op, gates = graph.choice(("LSTM", 4), ("GRU", 3), ("RNN", 1))
    size, directions = graph.integer(1, 5), graph.choice(1, 2)
    weights = [graph.weights(directions, gates * size, width) for width in (shape[2], size)]
    direction = "bidirectional" if directions == 2 else graph.choice("forward", "reverse")
    steps = graph.add("Transpose", x, perm=[1, 0, 2])
    extra = {"linear_before_reset": graph.integer(0, 1)} if op == "GRU" else {}
    out = graph.add(
        op,
        steps,
        *weights,
        graph.weights(directions, 2 * gates * size),
        hidden_size=size,
        direction=direction,
        **extra,
    )
    return graph.add(
        "Reshape", graph.add("Transpose", out, perm=[2, 0, 1, 3]), integers(graph, 0, 0, -1)
    )
