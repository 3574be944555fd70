"""Parses ONNX's wire format, protobuf, as far as needed to see a network's nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARINT, FIXED64, BYTES, _, _, FIXED32 = range(6)
"""Kinds of fields. ONNX has none of the two old kinds, which make groups of others."""
GRAPH, FUNCTION = 7, 25
"""Field numbers of a model."""
NODE, INITIALIZER = 1, 5
"""Field numbers of a graph."""
ATTRIBUTE, NODE_OF_FUNCTION = 5, 7
GRAPH_OF_ATTRIBUTE, GRAPHS_OF_ATTRIBUTE = 6, 11
VARINT_BITS = 70
"""Seven bits per byte, at most ten bytes."""


def nodes(content: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each node of a network, including those of graphs inside nodes.

    Raises:
        ModelError: the file is not an ONNX model.
    """
    graphs: list[tuple[int, int, int]] = []
    """Start, end, and the number of the nodes' field, for each graph that remains."""
    for number, kind, start, end in fields(content, 0, len(content)):
        if kind == BYTES and number in {GRAPH, FUNCTION}:
            graphs.append((start, end, NODE if number == GRAPH else NODE_OF_FUNCTION))
    while graphs:
        start, end, of_nodes = graphs.pop()
        for number, kind, first, last in fields(content, start, end):
            if kind == BYTES and number == of_nodes:
                yield first, last
                graphs += _graphs_of(content, first, last)


def _graphs_of(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The graphs in the attributes of a node."""
    for number, kind, first, last in fields(content, start, end):
        if kind == BYTES and number == ATTRIBUTE:
            for inner, of_kind, low, high in fields(content, first, last):
                if of_kind == BYTES and inner in {GRAPH_OF_ATTRIBUTE, GRAPHS_OF_ATTRIBUTE}:
                    yield low, high, NODE


def fields(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """The fields of a protobuf message: number, kind, start and end.

    For a varint, start and end are its value.
    """
    at = start
    while at < end:
        key, at = _varint(content, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _varint(content, at)
            yield key >> 3, kind, value, value
            continue
        size = {FIXED64: 8, FIXED32: 4}.get(kind)
        if size is None:
            size, at = _varint(content, at)
        if kind not in {FIXED64, BYTES, FIXED32} or at + size > end:
            raise _damaged()
        yield key >> 3, kind, at, at + size
        at += size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(content) and shift < VARINT_BITS:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
    raise _damaged()


def _damaged() -> ModelError:
    return ModelError("The network is not an ONNX file, or it is damaged.")
