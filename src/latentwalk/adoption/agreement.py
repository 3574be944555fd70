"""Whether what was found of a module is the whole of it: its own `forward` is asked.

A decoder that was found by its name may leave out a layer between it and the encoder, or after it.
Then the images are still images and the space is still a space, but not the model's.
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

APART = 1e-3
"""Images that differ by more, as a share of the range of values, are other images."""
NAMED = 6


def disagreement(fitted: Fitted, images: NDArray[np.float32]) -> str:
    """What the module's own `forward` does besides encoding and decoding, in a sentence; or "".

    Args:
        fitted: what was found of the module.
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

    def rebuilt(_: Any) -> Any:
        return fitted.decode_native(encode(channels_first)[0])

    try:
        used, ours = _watched(module, lambda: framework.call(rebuilt, value))
        whole, theirs = _watched(module, lambda: framework.call(module, value))
        again = framework.call(module, value)
        left_out = sorted(whole - used)
        if left_out:
            listed = ", ".join(left_out[:NAMED]) + (" and more" if len(left_out) > NAMED else "")
            return (
                f"Its forward also uses {listed}, which its encoder and decoder do not: if they "
                "lie between or after these, this is another latent space than the model's; give "
                "encoder= and decoder="
            )
        read = image_reader(theirs)
        one, two = (
            as_numpy(to_channels_first(read(given), fitted.layout, fitted.spec.shape))
            for given in (theirs, again)
        )
        span = fitted.spec.high - fitted.spec.low
        if np.array_equal(one, two) and np.abs(one - as_numpy(ours)).max() > APART * span:
            return (
                "Its forward gives other images than encoding and decoding does: something happens "
                "between or after the two; give encoder= and decoder="
            )
    except Exception:  # a forward that wants other things tells nothing
        return ""
    return ""


def _watched(module: Any, call: Callable[[], Any]) -> tuple[set[str], Any]:
    """The layers with weights of their own that are called meanwhile, and what the call gives."""
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
