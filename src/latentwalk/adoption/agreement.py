"""Checks the encoder and decoder found in a module against the module's own `forward`.

A decoder that was found by its name may lack a layer between it and the encoder, or after it. It
then still decodes images from a latent space, but not the model's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.layouts import from_channels_first, to_channels_first
from latentwalk.adoption.results import as_numpy, image_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted

MAX_GAP = 1e-3
"""The largest difference between equal images, as a share of the value range."""
MAX_NAMES = 6


def disagreement(fitted: Fitted, images: NDArray[np.float32]) -> str:
    """A message if `forward` does more than encoding and decoding, else "".

    Args:
        fitted: the fitted module.
        images: a few images (n, c, h, w).
    """
    module = fitted.foreign.module
    forward = getattr(type(module), "forward", None)
    encode = fitted.encode_native
    if encode is None or getattr(forward, "__name__", "") != "forward":
        return ""
    framework = fitted.foreign.framework
    value = framework.native(from_channels_first(images, fitted.encode_layout))
    channels_first = framework.native(images)

    def reconstructed(_: Any) -> Any:
        return fitted.decode_native(encode(channels_first)[0])

    try:
        used, ours = _with_layers(module, lambda: framework.call(reconstructed, value))
        whole, theirs = _with_layers(module, lambda: framework.call(module, value))
        again = framework.call(module, value)
        left_out = sorted(whole - used)
        if left_out:
            more = " and more" if len(left_out) > MAX_NAMES else ""
            return (
                f"Its forward also uses {', '.join(left_out[:MAX_NAMES])}{more}, which its encoder "
                "and decoder do not: if they lie between or after these, the latent space shown is "
                "not the model's; give encoder= and decoder="
            )
        read = image_reader(theirs)
        one, two = (
            as_numpy(to_channels_first(read(given), fitted.layout, fitted.spec.shape))
            for given in (theirs, again)
        )
        span = fitted.spec.high - fitted.spec.low
        if np.array_equal(one, two) and np.abs(one - as_numpy(ours)).max() > MAX_GAP * span:
            return (
                "Its forward gives other images than encoding and decoding: something happens "
                "between or after the two; give encoder= and decoder="
            )
    except Exception:  # a forward that takes other arguments cannot be compared
        return ""
    return ""


def _with_layers(module: Any, call: Callable[[], Any]) -> tuple[set[str], Any]:
    """The names of layers with weights that are used during a call, and the call's result."""
    used: set[str] = set()
    hooks = [
        part.register_forward_hook(lambda *_, name=name: used.add(name))
        for name, part in module.named_modules()
        if next(part.parameters(recurse=False), None) is not None
    ]
    try:
        return used, call()
    finally:
        for hook in hooks:
            hook.remove()
