"""Finding how a foreign model encodes: the layout it takes, and what it returns."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign_model import also_needed
from latentwalk.adoption.layouts import encoded, from_channels_first, reshaped
from latentwalk.adoption.results import as_numpy, is_array, posterior_reader, sampled_index
from latentwalk.errors import ModelError
from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted
    from latentwalk.adoption.layouts import Layout
    from latentwalk.adoption.results import PosteriorReader


def with_encoder(fitted: Fitted, images: NDArray[np.float32]) -> Fitted:
    """The fitted decoder with its encoder, or with the reason why that cannot be used.

    Args:
        fitted: the decoder.
        images: a few images (n, c, h, w) to try the encoder with.

    Raises:
        ModelError: it cannot be used, though the user named it.
    """
    foreign = fitted.foreign
    needed = also_needed(foreign.encode)
    fault = f"it needs {', '.join(needed)} as well as images" if needed else ""
    order: list[Layout] = [fitted.layout, "nchw", "flat", "nhwc", "nhw"]
    for layout in () if needed else dict.fromkeys(order):
        try:
            given = encoded(foreign, images, layout)
            again = encoded(foreign, images, layout)
            sampled = None if is_array(given) else sampled_index(given, again)
            read = posterior_reader(given, fitted.latent_dim, sampled)
            mean, logvar = read(given)
            size = prod(mean.shape[1:])
            if size == fitted.latent_dim and len(mean) == len(images):
                return replace(
                    fitted,
                    encode_native=_encode_native(fitted, layout, read),
                    encode_layout=layout,
                    sampled=sampled,
                    variances=logvar is not None,
                    doubt=_doubt(given, logvar),
                )
            reason = f"it returns {size} values per image, the decoder takes {fitted.latent_dim}"
        except Exception as error:  # a layout that it does not take
            reason = " ".join(str(error).split())[:200].rstrip(".")
        fault = fault or reason
    if foreign.must_encode:
        raise ModelError(f"The encoder of {foreign.name} cannot be used: {fault}.")
    return replace(fitted, fault=fault)


def _encode_native(
    fitted: Fitted, layout: Layout, read: PosteriorReader
) -> Callable[[Any], tuple[Any, Any]]:
    encode, latent_dim = fitted.foreign.encode, fitted.latent_dim
    assert encode is not None

    def encode_native(images: Any) -> tuple[Any, Any]:
        mean, logvar = read(encode(from_channels_first(images, layout)))
        mean = reshaped(mean, (-1, latent_dim))
        if logvar is None:
            return mean, mean * 0 - LOGVAR_BOUND
        return mean, reshaped(logvar, (-1, latent_dim))

    return encode_native


def _doubt(given: Any, logvar: Any) -> str:
    """A remark if the log-variances may be standard deviations or variances."""
    unnamed = isinstance(given, (list, tuple)) and not hasattr(given, "_fields")
    if logvar is None or not unnamed or not (as_numpy(logvar) > 0).all():
        return ""
    return (
        "Its second output is taken as log-variances but is positive throughout: if it is a "
        "standard deviation or a variance, give encoder=lambda x: ..., with its logarithm"
    )
