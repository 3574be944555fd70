"""Steps by which a random graph grows: each adds nodes and returns the name of the last output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.recipes import arithmetic, layers, moves

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.graphs import Graph

RECIPES: tuple[Callable[[Graph, str], str], ...] = (
    *[arithmetic.unary] * 3, *[arithmetic.binary] * 3, *[layers.matrix] * 2, layers.gemm,
    layers.attention, *[layers.convolution] * 3, layers.pooling, arithmetic.softmax,
    arithmetic.reduction, arithmetic.normalization, moves.reshape, moves.transpose,
    moves.moved, moves.cut, moves.padded, moves.joined, moves.resized,
    *[arithmetic.compared] * 2, arithmetic.powered, arithmetic.remainder,
    arithmetic.clipped, arithmetic.whole, moves.selected, moves.looked_up, moves.ordered,
    moves.extreme, arithmetic.cumulated, layers.summed, moves.triangle, layers.recurrent,
    moves.sampled, moves.scattered, moves.tiled,
)  # fmt: skip
"""Those that find most faults are repeated."""
