"""The names that compiled code uses."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def names_in(code: object) -> Iterator[str]:
    """The global names and attributes of a function's code, and of functions that it defines.

    Of anything else there are none.
    """
    if not isinstance(code, types.CodeType):
        return
    yield from code.co_names
    for constant in code.co_consts:
        yield from names_in(constant)
