"""What moves, repeats or looks up elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.engine.recipes.tensors import Unfit, axis, integers, orderly, sizes

if TYPE_CHECKING:
    from tests.engine.graphs import Graph


def reshape(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    if graph.integer(0, 1):
        return graph.add("Flatten", x)
    total = int(np.prod(shape[1:]))
    factors = [size for size in range(1, total + 1) if total % size == 0]
    first = int(graph.choice(*factors))
    return graph.add(
        "Reshape", x, integers(graph, *graph.choice((0, first, -1), (-1, first, total // first)))
    )


def transpose(graph: Graph, x: str) -> str:
    rest = 1 + graph.random.permutation(len(sizes(graph, x)) - 1)
    return graph.add("Transpose", x, perm=[0, *map(int, rest)])


def moved(graph: Graph, x: str) -> str:
    """Something along the first axis, of which the batch is no longer part, or only a part."""
    rank = len(sizes(graph, x))
    turned = graph.add("Transpose", x, perm=[rank - 1, *range(rank - 1)])
    inner = graph.add(graph.choice("Softmax", "LogSoftmax"), turned, axis=graph.choice(0, 1))
    return graph.add("Transpose", inner, perm=[*range(1, rank), 0])


def cut(graph: Graph, x: str) -> str:
    along = axis(graph, x)
    step = graph.choice(1, 2, -1)
    start, end = (graph.integer(0, 2), 2**63 - 1) if step > 0 else (-1, -(2**62))
    return graph.add("Slice", x, *(integers(graph, one) for one in (start, end, along, step)))


def padded(graph: Graph, x: str) -> str:
    rank = len(sizes(graph, x))
    pads = [graph.integer(-1, 2) if i % rank else 0 for i in range(2 * rank)]
    mode = graph.choice("constant", "reflect", "edge")
    if mode != "constant":
        pads = [max(0, pad) for pad in pads]
    return graph.add("Pad", x, integers(graph, *pads), graph.constant(0.5), mode=mode)


def joined(graph: Graph, x: str) -> str:
    other = graph.choice(x, graph.add("Sigmoid", x))
    return graph.add("Concat", x, other, axis=axis(graph, x))


def resized(graph: Graph, x: str) -> str:
    rank = len(sizes(graph, x))
    if rank < 3:
        raise Unfit
    mode = graph.choice("nearest", "linear", "cubic" if rank == 4 else "linear")
    modes = ["half_pixel", "asymmetric", "pytorch_half_pixel"]
    scales = [1, 1, *(graph.choice(1, 2, 1.5, 0.6) for _ in range(rank - 2))]
    extra = (
        {"nearest_mode": graph.choice("floor", "round_prefer_floor")} if mode == "nearest" else {}
    )
    return graph.add(
        "Resize",
        x,
        "",
        graph.constant(scales),
        mode=mode,
        coordinate_transformation_mode=graph.choice(*modes),
        **extra,
    )


def selected(graph: Graph, x: str) -> str:
    along = axis(graph, x)
    size = sizes(graph, x)[along]
    index = integers(graph, *(graph.integer(-size, size - 1) for _ in range(graph.integer(1, 4))))
    return graph.add("Gather", x, index, axis=along)


def looked_up(graph: Graph, x: str) -> str:
    """Rows of a table whose places are computed."""
    along = axis(graph, x)
    index = graph.add("ArgMax", orderly(graph, x, along), axis=along, keepdims=0)
    table = graph.weights(int(max(sizes(graph, x))), 3)
    return graph.add("Gather", table, index)


def ordered(graph: Graph, x: str) -> str:
    along = axis(graph, x)
    count = graph.integer(1, sizes(graph, x)[along])
    values = graph.add(
        "TopK",
        orderly(graph, x, along),
        integers(graph, count),
        axis=along,
        largest=graph.integer(0, 1),
        outputs=2,
    )
    if graph.integer(0, 1):
        return values
    return graph.add("GatherElements", graph.add("Neg", x), values[:-1] + "b", axis=along)


def extreme(graph: Graph, x: str) -> str:
    op, along = graph.choice("ArgMax", "ArgMin"), axis(graph, x)
    index = graph.add(
        op, orderly(graph, x, along), axis=along, select_last_index=graph.integer(0, 1)
    )
    return graph.add("Cast", index, to=1)


def triangle(graph: Graph, x: str) -> str:
    if len(sizes(graph, x)) < 3:
        raise Unfit
    return graph.add(
        "Trilu", x, graph.constant(graph.integer(-1, 1), np.int64), upper=graph.integer(0, 1)
    )


def sampled(graph: Graph, x: str) -> str:
    shape = sizes(graph, x)
    if len(shape) != 4:
        raise Unfit
    pixels = shape[2] * shape[3]
    flat = graph.add("Reshape", x, integers(graph, 0, shape[1] * pixels))
    grid = graph.add("MatMul", flat, graph.weights(shape[1] * pixels, 2 * 12))
    grid = graph.add(
        "Reshape",
        graph.add("Mul", graph.add("Tanh", grid), graph.constant(1.3)),
        integers(graph, 0, 3, 4, 2),
    )
    return graph.add(
        "GridSample",
        x,
        grid,
        mode=graph.choice("bilinear", "bicubic"),
        padding_mode=graph.choice("zeros", "border", "reflection"),
        align_corners=graph.integer(0, 1),
    )


def scattered(graph: Graph, x: str) -> str:
    zeros = graph.add("Mul", x, graph.constant(0.5))
    index = graph.add("ArgMax", orderly(graph, x, -1), axis=-1, keepdims=1)
    updates = graph.add("ReduceMean", x, integers(graph, -1), keepdims=1)
    return graph.add(
        "ScatterElements",
        zeros,
        index,
        updates,
        axis=-1,
        reduction=graph.choice("none", "add", "mul"),
    )


def tiled(graph: Graph, x: str) -> str:
    return graph.add(
        "Tile", x, integers(graph, 1, *(graph.integer(1, 2) for _ in sizes(graph, x)[1:]))
    )
