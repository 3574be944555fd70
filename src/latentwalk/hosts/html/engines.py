"""What of the page's engine a network needs: the plain part, all operators, the part for GPUs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from latentwalk.hosts.html.networks import missing
from latentwalk.infer.protobuf import ATTRIBUTE, BYTES, GRAPH, INITIALIZER, NODE, fields

if TYPE_CHECKING:
    from collections.abc import Collection

OPSET_IMPORT, VERSION = 8, 2
NODE_INPUT, NODE_OUTPUT, OPERATOR, DOMAIN = 1, 2, 4, 7
DIMENSION, DATA_TYPE, TENSOR_NAME = 1, 2, 8
ATTRIBUTE_NAME, ATTRIBUTE_TEXT, ATTRIBUTE_TENSOR = 1, 4, 5
OLDEST = 7
"""The first version of ONNX without attributes for broadcasting."""
LARGE = 2**19
"""The plain engine leaves files of this many bytes or more to the full one, which is faster."""
FLOAT, INT64 = 1, 7
REPEATING = frozenset(
    {"Attention", "Conv", "ConvTranspose", "Einsum", "GRU", "LSTM", "MatMul", "RNN"}
)
"""Operators that may multiply by each weight many times."""
RANKS = {"Conv": 4, "ConvTranspose": 4, "Gemm": 2, "MatMul": 2}
"""The number of axes of the weights."""
FOREIGN = {"output_shape", "training_mode", "spatial"}
"""Attributes that only the full engine heeds."""


@dataclass
class _Network:
    ranks: dict[str, int] = field(default_factory=dict)
    """The number of axes of each initializer."""
    known: set[str] = field(default_factory=set)
    """Initializers, and the outputs of Constant nodes."""


def is_plain(content: bytes, operators: Collection[str]) -> bool:
    """Whether the plain engine, which has only these operators, certainly runs a network.

    Raises:
        ModelError: the file is not an ONNX model.
    """
    if len(content) >= LARGE:
        return False
    parts = list(fields(content, 0, len(content)))
    graph = [
        inner for number, _, *span in parts if number == GRAPH for inner in fields(content, *span)
    ]
    network = _Network()
    for number, _, start, end in graph:
        if number == INITIALIZER and not _read_tensor(content, start, end, network):
            return False
    if not all(
        _opset(content, start, end) >= OLDEST
        for number, _, start, end in parts
        if number == OPSET_IMPORT
    ):
        return False
    return all(
        _node_is_plain(content, start, end, network, operators)
        for number, _, start, end in graph
        if number == NODE
    )


def may_be_heavy(content: bytes) -> bool:
    """Whether a network may compute so much for an image that a GPU is faster.

    The page counts what it computes (`isHeavy` in `frontend/src/sources/helper.ts`), which needs
    all shapes. A small network is left out here even if its images are large.

    Raises:
        ModelError: the file is not an ONNX model.
    """
    return len(content) >= LARGE and not REPEATING.isdisjoint(missing(content, ()))


def _opset(content: bytes, start: int, end: int) -> int:
    return max(
        (value for number, _, value, _ in fields(content, start, end) if number == VERSION),
        default=0,
    )


def _read_tensor(content: bytes, start: int, end: int, network: _Network) -> bool:
    """Notes an initializer; whether its numbers are of a type that the plain engine reads."""
    rank, kind, name = 0, 0, ""
    for number, wire, first, last in fields(content, start, end):
        if number == DIMENSION:
            # packed sizes end with bytes below 128
            packed = content[first:last] if wire == BYTES else b"\0"
            rank += sum(byte < 128 for byte in packed)
        elif number == DATA_TYPE:
            kind = first
        elif number == TENSOR_NAME:
            name = content[first:last].decode(errors="replace")
    network.ranks[name] = rank
    network.known.add(name)
    return kind in {FLOAT, INT64}


def _node_is_plain(
    content: bytes, start: int, end: int, network: _Network, operators: Collection[str]
) -> bool:
    inputs, outputs, names = [], [], {OPERATOR: "", DOMAIN: ""}
    for number, _, first, last in fields(content, start, end):
        if number == ATTRIBUTE and not _attribute_is_plain(content, first, last):
            return False
        if number not in {NODE_INPUT, NODE_OUTPUT, *names}:
            continue
        text = content[first:last].decode(errors="replace")
        if number == NODE_INPUT:
            inputs.append(text)
        elif number == NODE_OUTPUT:
            outputs.append(text)
        else:
            names[number] = text
    operator = names[OPERATOR]
    if names[DOMAIN] or operator not in operators or len(outputs) > 1:
        return False
    if operator == "Constant":
        network.known.update(outputs)
    if operator in RANKS and network.ranks.get(inputs[1] if inputs[1:] else "") != RANKS[operator]:
        return False
    if operator == "Dropout":
        return len(inputs) < 3
    # both operands of arithmetic may be computed
    others = inputs[2:] if operator in {"Add", "Sub", "Mul", "Div"} else inputs[1:]
    return all(not name or name in network.known for name in others)


def _attribute_is_plain(content: bytes, start: int, end: int) -> bool:
    name, text = "", "NOTSET"
    for number, _, first, last in fields(content, start, end):
        if number == ATTRIBUTE_NAME:
            name = content[first:last].decode(errors="replace")
        elif number == ATTRIBUTE_TEXT:
            text = content[first:last].decode(errors="replace")
        elif number == ATTRIBUTE_TENSOR and not _read_tensor(content, first, last, _Network()):
            return False
    return name not in FOREIGN and (name != "auto_pad" or text == "NOTSET")
