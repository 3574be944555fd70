"""Refuses random operators for which ONNX Runtime ends the whole process."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from latentwalk.errors import FolderError
from latentwalk.infer.protobuf import ATTRIBUTE, BYTES, FIXED32, fields, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

WITH_RANGE = re.compile(rb"Random(Normal|Uniform)(Like)?")
"""Operators whose range is stated in the file."""
OPERATOR = 4
"""Field number of a node."""
NAME, FLOAT, NAME_IN_FUNCTION = 1, 2, 21
"""Field numbers of an attribute. The last one refers to an attribute of a function's caller."""


def check_random_operators(content: bytes, name: str) -> None:
    """Refuse noise of no spread and empty ranges; ONNX Runtime does not check them itself.

    Args:
        content: an ONNX file.
        name: its name, for error messages.

    Raises:
        FolderError: a standard deviation is not positive, or a range is empty, or a function
            takes either from its caller.
        ModelError: the file is not an ONNX model.
    """
    if not WITH_RANGE.search(content):
        return
    for start, end in nodes(content):
        operator = _operator(content, start, end)
        if not WITH_RANGE.fullmatch(operator):
            continue
        values = {b"scale": 1.0, b"low": 0.0, b"high": 1.0}
        for attribute, value in _floats(content, start, end):
            if value is not None:
                values[attribute] = value
            elif attribute in values:
                raise FolderError(
                    f"{name} has a function that draws noise ({operator.decode()}) whose range its "
                    "caller gives, which is not read: export it without this noise."
                )
        scale, low, high = values[b"scale"], values[b"low"], values[b"high"]
        if b"Normal" in operator and not scale > 0:
            raise FolderError(
                f"{name} draws noise ({operator.decode()}) with a scale of {scale:g}, but ONNX "
                "Runtime needs one above 0: export it without this noise."
            )
        if b"Uniform" in operator and not low <= high:
            raise FolderError(
                f"{name} draws noise ({operator.decode()}) from {low:g} to {high:g}, an empty "
                "range: export it without this noise."
            )


def _operator(content: bytes, start: int, end: int) -> bytes:
    """The name of a node's operator; of several, protobuf takes the last."""
    found = b""
    for number, kind, first, last in fields(content, start, end):
        if kind == BYTES and number == OPERATOR:
            found = content[first:last]
    return found


def _floats(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, float | None]]:
    """Names and values of a node's attributes; None for a value from a function's caller."""
    for number, kind, first, last in fields(content, start, end):
        if kind != BYTES or number != ATTRIBUTE:
            continue
        name, value, is_given = b"", 0.0, True
        for inner, of_kind, low, high in fields(content, first, last):
            if inner == NAME and of_kind == BYTES:
                name = content[low:high]
            elif inner == FLOAT and of_kind == FIXED32:
                (value,) = struct.unpack("<f", content[low:high])
            elif inner == NAME_IN_FUNCTION and of_kind == BYTES and low < high:
                is_given = False
        yield name, value if is_given else None
