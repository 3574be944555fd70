"""The tensors of a random graph, as its recipes see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.engine.graphs import Graph

APART = 1e-3


class Unfit(Exception):  # noqa: N818
    """A recipe does not suit a tensor, or its result is not one to go on with."""


def sizes(graph: Graph, name: str) -> tuple[int, ...]:
    return graph.values[name].shape


def axis(graph: Graph, name: str, first: int = 1) -> int:
    """A random axis, sometimes counted from the end."""
    rank = len(sizes(graph, name))
    chosen = graph.integer(first, rank - 1)
    return chosen - rank * graph.integer(0, 1)


def integers(graph: Graph, *values: int) -> str:
    return graph.constant(values, np.int64)


def orderly(graph: Graph, x: str, along: int) -> str:
    """A tensor in which no two elements along an axis are so near that rounding could swap them."""
    ordered = np.sort(graph.values[x], axis=along)
    if (np.diff(ordered, axis=along) < APART).any():
        raise Unfit
    return x
