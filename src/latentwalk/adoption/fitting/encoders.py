"""Finding how a foreign model encodes: the layout it takes, and what it returns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.fitting.encodings import Encoding, between
from latentwalk.adoption.fitting.forwards import in_forward, of_forward
from latentwalk.adoption.fitting.layouts import as_taken, layouts_of, reshaped
from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.forms import USUAL, Form, form_of_samples, near
from latentwalk.adoption.foreign.model import also_needed
from latentwalk.adoption.foreign.posteriors import (
    Gaussian,
    is_named,
    posterior_reader,
    sampled_index,
    unread,
)
from latentwalk.errors import ModelError
from latentwalk.latent.posterior import LOGVAR_BOUND
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.fitting.layouts import Layout
    from latentwalk.adoption.foreign.model import ForeignModel


def with_encoder(fitted: Fitted, images: NDArray[np.float32], form: Form | None = None) -> Fitted:
    """The fitted decoder with its encoder, or with the reason why that cannot be used.

    Args:
        fitted: the decoder.
        images: a few samples (n, *shape) to try the encoder with.
        form: the encoder's outputs, if known.

    Raises:
        ModelError: it cannot be used, though the user named it.
    """
    foreign = fitted.foreign
    fault = ""
    needed = also_needed(foreign.encode) if foreign.encode is not None else []
    if needed:
        fault = f"it needs {', '.join(needed)} as well as {fitted.spec.plural}"
    sample = "image" if isinstance(fitted.spec, ImageSpec) else "sample"
    order: list[Layout] = [fitted.layout, *layouts_of(fitted.spec)]
    ways = [_own, of_forward] if foreign.encode is not None and not needed else [of_forward]
    if foreign.must_encode:
        ways = ways[:1] if ways[0] is _own else []
    for way in ways:
        for layout in dict.fromkeys(order):
            value = as_taken(foreign.framework.native(np.ascontiguousarray(images)), layout)
            try:
                found = way(fitted, value, form)
                mean, logvar = foreign.framework.call(found.encode, value)
                size = prod(mean.shape[1:])
                if size == fitted.latent_dim and len(mean) == len(images):
                    return replace(
                        fitted,
                        encode_native=_encode_native(fitted, layout, found.encode),
                        encode_layout=layout,
                        sampled=found.sampled,
                        variances=logvar is not None,
                        form=found.form,
                        undecided=found.undecided,
                        random=found.random,
                        plain_encoder=found.plain,
                        remarks=(*fitted.remarks, *([found.doubt] if found.doubt else [])),
                    )
                reason = (
                    f"it returns {size} values per {sample}, the decoder takes {fitted.latent_dim}"
                )
            except Exception as error:  # a layout that it does not take
                reason = " ".join(str(error).split())[:200].rstrip(".")
            if way is _own:
                fault = fault or reason
    if foreign.must_encode:
        raise ModelError(f"The encoder of {foreign.name} cannot be used: {fault}.")
    return replace(fitted, fault=fault)


def _own(fitted: Fitted, value: Any, form: Form | None) -> Encoding:
    """The model's own encoder.

    Raises:
        Exception: it does not take the value, or returns no posterior.
    """
    foreign = fitted.foreign
    encode = foreign.encode
    assert encode is not None
    given = foreign.framework.call(encode, value)
    if form is not None:
        read = form.reader(given)
        return Encoding(lambda x: read(encode(x)), form=form)
    again = foreign.framework.call(encode, value)
    size = fitted.latent_dim
    sampled = None if is_array(given) else sampled_index(given, again, size)
    read = posterior_reader(given, size, sampled)
    parts = read(given)
    if not _equal(parts.mean, read(again).mean):
        return _without_noise(foreign, lambda x: read(encode(x)).mean, value)
    if is_named(given):
        return Encoding(lambda x: read(encode(x)), sampled=sampled)
    shown = in_forward(fitted, value)
    if parts.logvar is None:
        if shown is not None and shown.spread.any() and near(parts.mean, shown.mean):
            return shown.encoding()
        also = "" if is_array(given) else unread(given, size)
        doubt = (
            f"Its encoder also returns arrays of the shape {also}, which are not used. If one of "
            "them is the spread, give encoder=, which returns it in the shape of the means"
        )
        return Encoding(lambda x: read(encode(x)), doubt if also else "", sampled)
    form = shown and form_of_samples(parts, shown.mean, shown.spread)
    if (
        form is None
        and shown is not None
        and shown.spread.any()
        and any(near(part, shown.mean) for part in parts)
    ):
        return shown.encoding()
    doubt = (
        f"Its encoder returns {form}, as its forward uses them. Otherwise give posterior= "
        "(--posterior), such as mean,std"
    )
    return Encoding(
        lambda x: (form or USUAL).gaussian(read(encode(x))),
        "" if form in {None, USUAL} else doubt,
        sampled,
        form or USUAL,
        undecided=form is None,
    )


def _without_noise(foreign: ForeignModel, encode: Callable[[Any], Any], value: Any) -> Encoding:
    """An encoder that returns only a sample, with its noise fixed.

    Where that is not possible, each code is a sample.
    """
    if foreign.module is not None:
        from latentwalk.adoption.fitting.noise import FixedNoise

        def at(noise: float, x: Any) -> Any:
            with FixedNoise(noise):
                return encode(x)

        low, middle, same, high = (
            as_numpy(foreign.framework.call(partial(at, noise), value))
            for noise in (-1.0, 0.0, 0.0, 1.0)
        )
        if np.array_equal(middle, same):
            scale = max(1e-6, float(np.abs(high - low).max()))
            linear = np.abs(low + high - 2 * middle).max() <= 1e-3 * scale
            doubt = (
                "Its encoder returns a random sample: its noise is set to zero, which gives the "
                "mean" + (", and to one, which gives the standard deviation" if linear else "")
            )
            if not linear:
                return Encoding(
                    lambda x: Gaussian(at(0.0, x), None), doubt, random=True, plain=False
                )
            return Encoding(partial(between, at), doubt, plain=False)
    return Encoding(
        lambda x: Gaussian(encode(x), None),
        "Its encoder returns other values at each call: each code is a random sample. Give "
        "encoder= with the mean to avoid that",
        random=True,
        plain=False,
    )


def _equal(one: Any, other: Any) -> bool:
    return np.array_equal(as_numpy(one), as_numpy(other), equal_nan=True)


def _encode_native(
    fitted: Fitted, layout: Layout, encode: Callable[[Any], Gaussian]
) -> Callable[[Any], tuple[Any, Any]]:
    latent_dim = fitted.latent_dim

    def encode_native(images: Any) -> tuple[Any, Any]:
        mean, logvar = encode(as_taken(images, layout))
        mean = reshaped(mean, (-1, latent_dim))
        if logvar is None:
            return mean, mean * 0 - LOGVAR_BOUND
        return mean, reshaped(logvar, (-1, latent_dim))

    return encode_native
