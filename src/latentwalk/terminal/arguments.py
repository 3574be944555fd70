"""Command-line options with a syntax of their own, such as 3x64x64 or map,path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tyro.constructors import PrimitiveConstructorSpec

if TYPE_CHECKING:
    from collections.abc import Callable


def text_option(metavar: str, read: Callable[[str], Any]) -> PrimitiveConstructorSpec[Any]:
    """An annotation for a field whose value `read` parses from one word.

    A `LatentwalkError` of `read` becomes the command's error message.
    """
    return PrimitiveConstructorSpec(
        nargs=1,
        metavar=metavar,
        instance_from_str=lambda words: read(words[0]),
        is_instance=lambda _: True,
        str_from_instance=lambda value: [str(value or None)],
    )


def names(text: str) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(name for name in map(str.strip, text.split(",")) if name)
