"""Checks the encoder and decoder found in a module against the module's own `forward`.

A decoder that was found by its name may lack a layer between it and the encoder, or after it. It
then still decodes images from a latent space, but not the model's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.fitting.layouts import as_samples, as_taken
from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.foreign.results import image_reader
from latentwalk.adoption.interpretation.conventions import sigmoid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted

MAX_GAP = 1e-3
"""The largest difference between equal images, as a share of the value range."""
MAX_NAMES = 6


def disagreement(fitted: Fitted, images: NDArray[np.float32]) -> str:
    """A message if `forward` does more than encoding and decoding, else "".

    Args:
        fitted: the fitted module.
        images: a few samples (n, *shape) that its encoder takes.
    """
    module = fitted.foreign.module
    encode = fitted.encode_native
    if encode is None or not _has_forward(fitted):
        return ""
    framework = fitted.foreign.framework
    raw = images if fitted.before is None else images * fitted.before[0] + fitted.before[1]
    value = framework.native(_as_taken(fitted, raw.astype(np.float32)))
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
        one, two = (_as_given(fitted, read(given)) for given in (theirs, again))
        span = fitted.spec.high - fitted.spec.low
        gaps = [np.abs(images - as_numpy(ours)).max() for images in _as_read(fitted, one)]
        if np.array_equal(one, two) and min(gaps) > MAX_GAP * span:
            return (
                f"Its forward gives other {fitted.spec.plural} than encoding and decoding: "
                "something happens between or after the two; give encoder= and decoder="
            )
    except Exception:  # a forward that takes other arguments cannot be compared
        return ""
    return ""


def forward_is_bounded(fitted: Fitted, images: NDArray[np.float32]) -> bool:
    """Whether a module's own `forward`, which does more than its decoder, returns values in [0, 1].

    Args:
        fitted: the fitted module.
        images: a few images (n, c, h, w), as its encoder takes them.
    """
    if fitted.encode_native is None or not _has_forward(fitted):
        return False
    framework = fitted.foreign.framework
    value = framework.native(_as_taken(fitted, images))
    try:
        result = framework.call(fitted.foreign.module, value)
        given = _as_given(fitted, image_reader(result)(result))
    except Exception:  # a forward that takes other arguments
        return False
    return bool(given.min() >= 0 and given.max() <= 1)


def _as_taken(fitted: Fitted, images: NDArray[np.float32]) -> NDArray[Any]:
    """Samples (n, *shape) in the layout that the module takes."""
    return np.ascontiguousarray(as_taken(images, fitted.encode_layout))


def _as_given(fitted: Fitted, images: Any) -> NDArray[Any]:
    """What the module returned as samples (n, *shape)."""
    return as_numpy(as_samples(images, fitted.layout, fitted.spec.shape))


def _has_forward(fitted: Fitted) -> bool:
    """Whether the model is a module with a `forward` of its own."""
    forward = getattr(type(fitted.foreign.module), "forward", None)
    return getattr(forward, "__name__", "") == "forward"


def _as_read(fitted: Fitted, images: NDArray[Any]) -> list[NDArray[Any]]:
    """Images of `forward` as the decoder's are read; it may apply the missing sigmoid itself."""
    if fitted.logits:
        return [images, sigmoid(images)]
    return [images if fitted.after is None else images * fitted.after[0] + fitted.after[1]]


def _with_layers(module: Any, call: Callable[[], Any]) -> tuple[set[str], Any]:
    """The names of layers with weights that are used during a call, and the call's result."""
    used: set[str] = set()
    hooks = [
        part.register_forward_hook(lambda *_, name=name: used.add(name))
        for name, part in module.named_modules()
        if name and next(part.parameters(recurse=False), None) is not None
    ]
    try:
        return used, call()
    finally:
        for hook in hooks:
            hook.remove()
