"""What an ONNX file says of itself, read without the package `onnx`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
GRAPH = 7
NODE, INITIALIZER, OUTPUT = 1, 5, 12
NODE_INPUT, NODE_OUTPUT, OPERATOR, DOMAIN = 1, 2, 4, 7
DATA_TYPE, RAW_DATA, FLOAT = 2, 9, 1
VARINT_BITS = 70
"""Seven a byte, of ten bytes at most."""
KEPT_BITS = 9
"""Of a rounded weight's 23 bits after the point: `mnist` then encodes within 0.003 of before."""


def missing(content: bytes, operators: Collection[str]) -> list[str]:
    """The operators that a network needs and that are not among `operators`, sorted.

    As the page's engine counts them: by name, after their domain unless it is ONNX's own, without
    nodes that no output needs.

    Raises:
        ModelError: it is no network.
    """
    graph = [field for field in _fields(content, 0, len(content)) if field[0] == GRAPH]
    nodes, needed = [], set()
    for number, _, start, end in (
        inner for _, _, *span in graph for inner in _fields(content, *span)
    ):
        if number == NODE:
            nodes.append(_strings(content, start, end))
        elif number == OUTPUT:
            needed.update(_strings(content, start, end).get(1, []))
    used = set()
    for node in reversed(nodes):
        if needed.intersection(node.get(NODE_OUTPUT, [])):
            needed.update(node.get(NODE_INPUT, []))
            domain = "".join(node.get(DOMAIN, []))
            prefix = "" if domain in {"", "ai.onnx"} else f"{domain}."
            used.add(prefix + "".join(node.get(OPERATOR, [])))
    return sorted(used.difference(operators))


def rounded(content: bytes) -> bytes:
    """A network whose weights have 10 significant bits, so that it packs into half its size.

    Raises:
        ModelError: it is no network.
    """
    changed = bytearray(content)
    for number, _, start, end in _fields(content, 0, len(content)):
        if number == GRAPH:
            for inner, _, first, last in _fields(content, start, end):
                if inner == INITIALIZER:
                    tensor = list(_fields(content, first, last))
                    if (DATA_TYPE, FLOAT) in {(field, value) for field, _, value, _ in tensor}:
                        for field, _, low, high in tensor:
                            if field == RAW_DATA and (high - low) % 4 == 0:
                                changed[low:high] = _near(content[low:high])
    return bytes(changed)


def _near(raw: bytes) -> bytes:
    """Little-endian float32, each the nearest that has `KEPT_BITS` bits after its point."""
    bits = np.frombuffer(raw, "<u4").astype(np.uint64)
    drop, one = np.uint64(23 - KEPT_BITS), np.uint64(1)
    half = (one << (drop - one)) - one + ((bits >> drop) & one)
    near = ((bits + half) >> drop << drop).astype("<u4")
    # the very greatest numbers would become infinite; what is infinite or NaN stays
    whole = bits.astype("<u4")
    keep = np.isfinite(near.view("<f4")) & np.isfinite(whole.view("<f4"))
    return np.where(keep, near, whole).astype("<u4").tobytes()


def _strings(content: bytes, start: int, end: int) -> dict[int, list[str]]:
    """The fields of a message that are text, or might be."""
    found: dict[int, list[str]] = {}
    for number, kind, first, last in _fields(content, start, end):
        if kind == BYTES:
            found.setdefault(number, []).append(content[first:last].decode(errors="replace"))
    return found


def _fields(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """The fields of a protobuf message: number, kind, and where it begins and ends.

    A varint's beginning is its value.
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
    return ModelError("A network is no ONNX file, or it is damaged.")
