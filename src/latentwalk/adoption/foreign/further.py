"""What a foreign function takes besides its first argument."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from latentwalk.conditions.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Collection

LATENTS = ("z", "noise", "latent", "latents", "latent_vector", "codes", "code", "eps", "x", "h")
"""Usual names of a latent point."""
COORDINATES = {"coords", "coord", "coordinates", "xy", "xyz", "grid", "pos", "positions", "points"}
"""Arguments of decoders that return the value at a place, which are no conditions."""


@dataclass(frozen=True)
class Further:
    """An argument of a function besides the latent points or samples."""

    name: str
    """Its name."""
    required: bool = True
    """Whether the function cannot be called without it."""
    type: Literal["", "int", "float"] = ""
    """The type of its numbers, where the function states it."""
    shape: tuple[int, ...] | None = None
    """Its shape without the batch axis, where the function states it; 0 for any length."""
    default: Any = None
    """What it is where it is left out."""


def further_of(function: Any, named: Collection[str] = ()) -> tuple[Further, ...]:
    """What a function needs besides its points or samples, and usual conditions among the rest.

    Arguments that can be left out are among them if they have a usual name, or are `named`.

    A function may state it in an attribute `further`.
    """
    own = getattr(function, "further", None)
    if isinstance(own, tuple):
        return own
    parameters = _parameters(function)
    main = main_name(function) or (parameters[0].name if parameters else "")
    found = []
    for one in parameters:
        if one.name == main:
            continue
        required = one.default is one.empty
        if required or one.name in LABELS or one.name in named:
            default = None if required else one.default
            found.append(Further(one.name, required, default=default))
    return tuple(found)


def takes_coordinates(function: Any) -> bool:
    """Whether a function returns values at coordinates."""
    return any(one.name in COORDINATES for one in _parameters(function))


def main_name(function: Any) -> str | None:
    """The name of the argument that takes the points, if it is not the first."""
    names = [one.name for one in _parameters(function) if one.default is one.empty]
    if len(names) < 2 or names[0] not in LABELS:
        return None
    return next((name for name in names[1:] if name in LATENTS), None)


def _parameters(function: Any) -> list[inspect.Parameter]:
    try:
        found = inspect.signature(getattr(function, "forward", function)).parameters.values()
    except (TypeError, ValueError):  # a builtin or compiled function
        return []
    kinds = (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    )
    return [one for one in found if one.kind in kinds]
