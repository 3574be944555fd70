"""Inspects pickles before they are read: a few bytes can build a tuple of astronomical size.

A tuple that contains a tuple twice, which contains another one twice, and so on, is small, because
both are one object. But hashing it, as for the key of a dictionary, visits every part.
"""

from __future__ import annotations

import pickletools
import struct
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAX_PARTS = 2**20
"""The largest number of parts of a tuple, including those of its parts."""
MARK = pickletools.markobject


def largest_tuple(file: BinaryIO) -> int:
    """The number of parts of the largest tuple that the next pickle of a file builds.

    Counting stops beyond `MAX_PARTS`.

    Raises:
        ValueError: it is not a pickle.
    """
    stack: list[int | None] = []  # the number of parts of each object; None is a mark
    memo: dict[object, int] = {}
    largest = 1
    try:
        for opcode, argument, _ in _operations(file):
            name = opcode.name
            if name == "MEMOIZE":
                memo[len(memo)] = stack[-1] or 1
            elif name.endswith("PUT"):
                memo[argument] = stack[-1] or 1
            elif name.endswith("GET"):
                stack.append(memo.get(argument, 1))
            else:
                parts = _popped(stack, opcode)
                size = 1 + sum(parts) if "TUPLE" in name else 1
                stack += [None if kind is MARK else size for kind in opcode.stack_after]
                largest = max(largest, size)
                if largest > MAX_PARTS:
                    break
    except IndexError:
        raise ValueError("it pops more off its stack than there is") from None
    return largest


def _operations(file: BinaryIO) -> Iterator[tuple[pickletools.OpcodeInfo, Any, int | None]]:
    with warnings.catch_warnings():  # about escapes in its text
        warnings.simplefilter("ignore")
        try:
            yield from pickletools.genops(file)
        except (MemoryError, OverflowError, struct.error) as error:
            raise ValueError(f"it claims to contain more than it does: {error}") from error


def _popped(stack: list[int | None], opcode: pickletools.OpcodeInfo) -> list[int]:
    """The objects that an operation pops off the stack."""
    before = opcode.stack_before
    parts: list[int] = []
    if MARK in before:
        while (top := stack.pop()) is not None:
            parts.append(top)
        before = before[: before.index(MARK)]
    return parts + [stack.pop() or 1 for _ in before]
