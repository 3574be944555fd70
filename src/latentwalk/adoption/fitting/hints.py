"""What to do about models whose decoder cannot be called with latent points alone."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign.further import COORDINATES
from latentwalk.adoption.foreign.model import DECODERS

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.model import ForeignModel

REVERSE = ("reverse", "rev", "inverse", "invert")
"""Arguments and methods that run a flow from latent points to data."""


def for_arguments(name: str, decode: Any, needed: list[str]) -> str:
    """What to do about a decoder that needs more arguments than latent points."""
    first = next(iter(_parameters(decode)), "z")
    if COORDINATES & {first, *needed}:
        arguments = ["grid" if one in COORDINATES else "z" for one in (first, *needed)]
        return (
            f"The decoder of {name} returns values at coordinates ({first}, {', '.join(needed)}): "
            "give a function that passes all of an image's, as in decoder=lambda z: "
            f"model({', '.join(arguments)}).reshape(-1, 1, 28, 28), latent_dim=..."
        )
    return (
        f"The decoder of {name} needs {', '.join(needed)} as well as latent points: set them, as "
        "in decoder=lambda z: model.decode(z, ...)."
    )


def for_shapes(foreign: ForeignModel, tried: str, reason: str, given: bool) -> str:
    """What to do about a decoder that decodes no latent point that was tried.

    Args:
        foreign: the model.
        tried: the shapes tried, in words.
        reason: the first error, in a sentence.
        given: whether the user gave the shape.
    """
    flow = _reversed(foreign)
    held = foreign.held
    if held is not None and held.missing:
        names = held.missing
        example = f"conditions={{'{names[0]}': ['0', '1', ...]}} (--condition {names[0]}=0,1,2)"
        todo = (
            f"it also takes {', '.join(names)}; say what {'they are' if names[1:] else 'it is'}, "
            f"as in {example}, and check latent_dim= (--latent-dim)"
        )
    elif flow:
        todo = f"it seems to be a flow: give its inverse, decoder=lambda z: {flow}"
    elif re.search(r"indices|Long|Int.*embedding|must be .*integer", reason):
        todo = (
            "it seems to take the indices of a codebook: give a function of its continuous codes, "
            "decoder=lambda z: model.decoder(z)"
        )
    elif given:
        todo = (
            "check latent_dim= (--latent-dim), or give a function that makes its input of latent "
            "points (n, d), decoder=lambda z: model(...)"
        )
    else:
        todo = (
            "give its number of dimensions, or the shape of a latent point, as latent_dim "
            "(--latent-dim)"
        )
    text = f"{foreign.name} decodes no latent point of the shapes tried ({tried}): {todo}."
    return f"{text} The first error: {reason}" if reason else text


def for_whole(foreign: ForeignModel, size: int) -> str:
    """What to do about a function that returns as many values as it takes."""
    flow = _reversed(foreign)
    if flow:
        return (
            f"{foreign.name} seems to be a flow: give its inverse, as in decoder=lambda z: {flow}, "
            f"latent_dim={size}, image=(c, h, w)."
        )
    whole = (
        f"{foreign.name} returns as many values as it takes ({size}): it seems to be a whole "
        "autoencoder rather than a decoder. If it is a decoder, give latent_dim= (--latent-dim). "
    )
    children: Any = getattr(foreign.module, "named_children", tuple)()
    models = [name for name, child in children if any(hasattr(child, one) for one in DECODERS)]
    if models:
        return f"{whole}Give one of the models that it holds: {', '.join(models)}."
    if foreign.onnx is not None:
        return f"{whole}Export its decoder alone, and its encoder into a file beside it."
    return f"{whole}Give its parts as encoder= and decoder=."


def for_images(sides: tuple[int, ...]) -> str:
    """What to do about decoded arrays (n, *sides) that are no images."""
    shape = f"(n, {', '.join(map(str, sides))})"
    expected = f"Images must be arrays (n, c, h, w), c from 1 to 4, this decoder returns {shape}"
    fields = 'they are no images but fields, output="field" (--output)'
    if len(sides) == 4:
        cut = f"decoder=lambda z: model(z)[:, :, {sides[1] // 2}]"
        return f"{expected}: {fields}. Or show one slice, {cut}."
    if len(sides) == 3:
        return f"{expected}: {fields}. Or choose channels, decoder=lambda z: model(z)[:, :1]."
    if len(sides) == 1:
        return f"{expected}: if these are images, give their shape as image=(c, h, w) (--image)."
    return f"{expected}."


def _reversed(foreign: ForeignModel) -> str:
    """How a flow is called from latent points to data; "" if it is not one."""
    module = foreign.module
    if module is None:
        return ""
    switch = next((name for name in _parameters(foreign.decode) if name in REVERSE), None)
    if switch:
        return f"model(z, {switch}=True)"
    method = next((name for name in REVERSE if callable(getattr(module, name, None))), None)
    return f"model.{method}(z)" if method else ""


def _parameters(function: Any) -> list[str]:
    try:
        return list(inspect.signature(getattr(function, "forward", function)).parameters)
    except (TypeError, ValueError):  # a builtin or compiled function
        return []
