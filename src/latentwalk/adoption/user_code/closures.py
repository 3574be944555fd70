"""The PyTorch modules that a function uses: as a method, a partial, or a closure."""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING, Any

from torch import nn

from latentwalk.adoption.user_code.names import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 4
"""Functions within functions that are searched."""


def modules_of(function: object) -> list[nn.Module]:
    """The distinct modules behind a function, in the order in which they are found.

    A module is behind itself and its methods, behind a `functools.partial` with it, and behind a
    function or lambda that refers to it by a closure, a default argument or a global name. Objects
    that hold modules as attributes count as well, so that methods of a plain class are found.
    """
    found = {id(module): module for module in _search(function, MAX_DEPTH, set())}
    inner = {id(part) for module in found.values() for part in list(module.modules())[1:]}
    return [module for key, module in found.items() if key not in inner]


def _search(value: object, depth: int, seen: set[int]) -> Iterator[nn.Module]:
    if isinstance(value, nn.Module):
        yield value
        return
    if depth == 0 or id(value) in seen:
        return
    seen.add(id(value))
    for part in _parts(value):
        yield from _search(part, depth - 1, seen)


def _parts(value: object) -> Iterator[Any]:
    """What a function or an object refers to, as far as it can hold a module."""
    if isinstance(value, functools.partial):
        yield value.func
        yield from value.args
        yield from value.keywords.values()
    elif isinstance(value, types.MethodType):
        yield value.__self__
    elif isinstance(value, types.FunctionType):
        for cell in value.__closure__ or ():
            try:
                yield cell.cell_contents
            except ValueError:  # a variable that is not assigned yet
                continue
        yield from value.__defaults__ or ()
        for name in names_in(value.__code__):
            part = value.__globals__.get(name)
            if isinstance(part, nn.Module | types.FunctionType | functools.partial):
                yield part
    elif isinstance(value, (list, tuple)):
        yield from value[:100]
    elif isinstance(value, dict):
        yield from list(value.values())[:100]
    elif type(value).__module__ != "builtins" and hasattr(value, "__dict__"):
        yield from (part for part in vars(value).values() if isinstance(part, nn.Module))
