"""Reading what foreign networks return.

Networks return tuples, dictionaries, dataclasses, distributions and the output objects of
libraries. A *reader* is found once, from the first result, and then applied to every further one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.errors import ModelError

IMAGE = ("reconstruction", "recon_x", "x_hat", "recon", "sample", "image", "images", "output")
"""Names under which decoders return images, the most certain first."""
POINT = ("embedding", "latents", "latent", "z", "quantized", "codes", "encoded", "sample")
"""Names under which encoders without a variance return their latent points."""
MEAN = ("mean", "mu", "loc", "z_mean", "embedding", "qz_m")
LOGVAR = ("logvar", "log_var", "log_variance", "log_covariance", "z_log_var", "logsigma2")
LOG_SCALE = ("logsigma", "log_sigma", "logstd", "log_std", "log_scale", "logscale", "z_log_sigma")
SCALE = ("scale", "std", "stddev", "sigma", "z_std")
VARIANCE = ("variance", "var", "sigma2", "z_var", "qz_v")
PRECISION = ("precision", "prec", "inverse_variance")
DISTRIBUTION = ("latent_dist", "posterior", "distribution", "dist", "q", "qz")
CENTRES = ("mean", "mode", "loc", "probs")
"""What shows a distribution over images; its `sample` is a method."""
ALL = {
    name
    for names in (
        *(IMAGE, CENTRES, POINT, DISTRIBUTION, MEAN),
        *(LOGVAR, LOG_SCALE, SCALE, VARIANCE, PRECISION),
    )
    for name in names
}

Reader: TypeAlias = Callable[[Any], Any]
"""Takes an array out of a result."""


def image_reader(result: Any) -> Reader:
    """A reader of images for results such as this one of a decoder.

    Raises:
        ModelError: the result holds no images.
    """
    if is_array(result):
        return whole
    if type(result).__name__ == "Categorical" and is_array(getattr(result, "probs", None)):
        return expected_level
    named = named_parts(result)
    found = [name for name in (*IMAGE, *CENTRES) if is_array(named.get(name))]
    if found:  # the mean of some distributions is NaN
        finite = [name for name in found if np.isfinite(as_numpy(named[name])).all()]
        return reader_of(result, (finite or found)[0])
    arrays = [read for read in part_readers(result) if is_array(read(result))]
    if arrays:  # the first that may be images, or else the first that is no smaller than others
        like_images = [read for read in arrays if len(read(result).shape) > 2]
        return max(like_images or arrays, key=lambda read: prod(read(result).shape[1:]))
    for read in part_readers(result):  # a distribution among other parts
        part = read(result)
        held = {} if part is None else named_parts(part)
        name = next((name for name in CENTRES if is_array(held.get(name))), None)
        if name is not None:
            return then(read, reader_of(part, name))
    raise ModelError(f"The decoder should return images, it returned {described(result)}.")


def expected_level(categorical: Any) -> Any:
    """The expected level of a categorical distribution over K grey levels, from 0 to 1."""
    probs = categorical.probs
    levels = int(probs.shape[-1])
    return sum(probs[..., k] * (k / (levels - 1)) for k in range(1, levels))


def named_parts(result: Any) -> dict[str, Any]:
    """The parts of a result that have names: a mapping's, or an object's attributes.

    Properties count if their name is a known one.
    """
    if isinstance(result, Mapping):
        return {str(name): part for name, part in result.items()}
    if isinstance(result, (list, tuple)) and not hasattr(result, "_fields"):
        return {}
    own = [*getattr(result, "_fields", ()), *getattr(result, "__dict__", ())]
    found = {}
    for name in [*(name for name in own if not name.startswith("_")), *sorted(ALL - {*own})]:
        try:
            part = getattr(result, name)
        except Exception:  # a foreign property can raise anything
            continue
        found[name] = part
    return found


def described(result: Any) -> str:
    """A result in a few words, for error messages."""
    if is_array(result):
        return f"an array of shape {tuple(result.shape)}"
    if isinstance(result, Mapping):
        return f"a dictionary with {', '.join(map(str, result)) or 'no entries'}"
    if isinstance(result, (list, tuple)):
        return f"a sequence of {', '.join(type(part).__name__ for part in result) or 'nothing'}"
    if is_dataclass(result):
        return f"{type(result).__name__} with {', '.join(field.name for field in fields(result))}"
    return f"an object of type {type(result).__name__}"


def whole(result: Any) -> Any:
    """Read a result that is an array itself."""
    return result


def reader_of(result: Any, name: str) -> Reader:
    """A reader of an entry of a mapping, or of an attribute."""
    if isinstance(result, Mapping):
        key = next(key for key in result if str(key) == name)
        return lambda given: given[key]
    return lambda given: getattr(given, name)


def then(outer: Reader, inner: Reader) -> Reader:
    """A reader of a part of a part."""
    return lambda given: inner(outer(given))


def part_readers(result: Any) -> list[Reader]:
    """Readers of the parts of a mapping, a sequence or a dataclass, in their order."""
    if isinstance(result, Mapping):
        return [lambda given, key=key: given[key] for key in result]  # type: ignore[misc]
    if isinstance(result, (list, tuple)):
        return [lambda given, i=i: given[i] for i in range(len(result))]  # type: ignore[misc]
    if is_dataclass(result) and not isinstance(result, type):
        return [reader_of(result, field.name) for field in fields(result)]
    return []
