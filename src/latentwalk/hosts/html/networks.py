"""Reads and rounds ONNX files without the package `onnx`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.infer.protobuf import BYTES, GRAPH, INITIALIZER, NODE, fields

if TYPE_CHECKING:
    from collections.abc import Collection

OUTPUT = 12
NODE_INPUT, NODE_OUTPUT, OPERATOR, DOMAIN = 1, 2, 4, 7
DATA_TYPE, RAW_DATA, FLOAT = 2, 9, 1
KEPT_BITS = 9
"""Bits of a rounded weight's mantissa, of 23. The means of `mnist` change by at most 0.003."""


def missing(content: bytes, operators: Collection[str]) -> list[str]:
    """The operators that a network needs and that are not among `operators`, sorted.

    They are named as in the page's engine: with their domain, unless it is ONNX's own. Nodes that
    no output needs do not count.

    Raises:
        ModelError: the file is not an ONNX model.
    """
    graph = [field for field in fields(content, 0, len(content)) if field[0] == GRAPH]
    nodes, needed = [], set()
    for number, _, start, end in (
        inner for _, _, *span in graph for inner in fields(content, *span)
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
    """A network with weights rounded to 10 significant bits, so that it packs to half the size.

    Raises:
        ModelError: the file is not an ONNX model.
    """
    changed = bytearray(content)
    for number, _, start, end in fields(content, 0, len(content)):
        if number == GRAPH:
            for inner, _, first, last in fields(content, start, end):
                if inner == INITIALIZER:
                    tensor = list(fields(content, first, last))
                    if (DATA_TYPE, FLOAT) in {(field, value) for field, _, value, _ in tensor}:
                        for field, _, low, high in tensor:
                            if field == RAW_DATA and (high - low) % 4 == 0:
                                changed[low:high] = _rounded(content[low:high])
    return bytes(changed)


def _rounded(raw: bytes) -> bytes:
    """Little-endian float32, each rounded to `KEPT_BITS` bits of mantissa."""
    bits = np.frombuffer(raw, "<u4").astype(np.uint64)
    drop, one = np.uint64(23 - KEPT_BITS), np.uint64(1)
    half = (one << (drop - one)) - one + ((bits >> drop) & one)
    near = ((bits + half) >> drop << drop).astype("<u4")
    # the largest numbers would round to infinity; NaN and infinity stay as they are
    whole = bits.astype("<u4")
    keep = np.isfinite(near.view("<f4")) & np.isfinite(whole.view("<f4"))
    return np.where(keep, near, whole).astype("<u4").tobytes()


def _strings(content: bytes, start: int, end: int) -> dict[int, list[str]]:
    """The fields of a message that are text, or may be."""
    found: dict[int, list[str]] = {}
    for number, kind, first, last in fields(content, start, end):
        if kind == BYTES:
            found.setdefault(number, []).append(content[first:last].decode(errors="replace"))
    return found
