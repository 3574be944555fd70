"""Reading what foreign networks return.

Networks return tuples, dictionaries, dataclasses, distributions and the output objects of
libraries. A *reader* is found once, from the first result, and then applied to every further one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.errors import ModelError

IMAGE = ("reconstruction", "recon_x", "x_hat", "recon", "sample", "image", "images", "output")
"""Names under which decoders return images, the most certain first."""
POINT = ("embedding", "latents", "latent", "z", "quantized", "codes", "encoded", "sample")
"""Names under which encoders without a variance return their latent points."""
MEAN = ("mean", "mu", "loc", "z_mean", "embedding")
LOGVAR = ("logvar", "log_var", "log_variance", "log_covariance", "z_log_var", "logsigma2")
LOG_SCALE = ("logsigma", "log_sigma", "logstd", "log_std", "log_scale", "logscale", "z_log_sigma")
SCALE = ("scale", "std", "stddev", "sigma", "z_std")
VARIANCE = ("variance", "var", "sigma2", "z_var")
DISTRIBUTION = ("latent_dist", "posterior", "distribution", "dist", "q", "qz")
CENTRES = ("mean", "mode", "loc", "probs")
"""What shows a distribution over images; its `sample` is a method."""
ALL = {
    name
    for names in (IMAGE, CENTRES, POINT, MEAN, LOGVAR, LOG_SCALE, SCALE, VARIANCE, DISTRIBUTION)
    for name in names
}

Reader: TypeAlias = Callable[[Any], Any]
"""Takes an array out of a result."""


class Gaussian(NamedTuple):
    """A posterior as its network returned it; the arrays are of the network's own framework."""

    mean: Any
    logvar: Any
    """None if the encoder returns points."""


PosteriorReader: TypeAlias = Callable[[Any], Gaussian]
"""Takes a posterior out of a result."""


def image_reader(result: Any) -> Reader:
    """A reader of images for results such as this one of a decoder.

    Raises:
        ModelError: the result holds no images.
    """
    if is_array(result):
        return _whole
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
            return _then(read, reader_of(part, name))
    raise ModelError(f"The decoder should return images, it returned {described(result)}.")


def expected_level(categorical: Any) -> Any:
    """The expected level of a categorical distribution over K grey levels, from 0 to 1."""
    probs = categorical.probs
    levels = int(probs.shape[-1])
    return sum(probs[..., k] * (k / (levels - 1)) for k in range(1, levels))


def posterior_reader(
    result: Any, size: int | None = None, sampled: int | None = None
) -> PosteriorReader:
    """A reader of posteriors for results such as this one of an encoder.

    Args:
        result: what the encoder returned.
        size: values of one latent point, if known. An array with twice as many holds means and
            log-variances.
        sampled: the index of the part that is a random sample and is skipped, see `sampled_index`.

    Raises:
        ModelError: the result holds no posterior.
    """
    if is_array(result):
        return _halved(_whole, result, size)
    named = named_parts(result)
    for name in DISTRIBUTION:
        if named.get(name) is not None and not callable(named[name]):
            return _within(reader_of(result, name), posterior_reader(named[name], size))
    mean = _first_name(named, MEAN)
    if mean is not None:
        return _named_posterior(result, named, mean, size)
    point = _first_name(named, POINT)
    if point is not None:
        return _halved(reader_of(result, point), named[point], size)
    reads = [read for index, read in enumerate(part_readers(result)) if index != sampled]
    parts = [read(result) for read in reads]
    for read, part in zip(reads, parts, strict=True):
        if isinstance(part, (list, tuple)) and len(part) > 1 and all(map(is_array, part)):
            return _within(read, posterior_reader(part, size))  # (z, (mean, logvar))
    if parts and not is_array(parts[0]) and _is_posterior(parts[0]):  # (distribution, ...)
        return _within(reads[0], posterior_reader(parts[0], size))
    arrays = [(read, part) for read, part in zip(reads, parts, strict=True) if is_array(part)]
    if not arrays:
        raise ModelError(
            f"The encoder should return means and log-variances, it returned {described(result)}."
        )
    shape = tuple(arrays[0][1].shape)
    alike = [(read, part) for read, part in arrays if tuple(part.shape) == shape]
    if len(alike) == 1:
        return _halved(*alike[0], size)
    read_mean, read_logvar = alike[0][0], alike[1][0]
    return lambda given: Gaussian(read_mean(given), read_logvar(given))


def sampled_index(result: Any, again: Any) -> int | None:
    """The index of the part of a sequence that is a random sample; None if there is none.

    It differs between two calls or, where only training samples, equals the mean.
    """
    ones, others = _parts(result), _parts(again)
    for index, (one, other) in enumerate(zip(ones, others, strict=False)):
        if is_array(one) and is_array(other) and not _equal(one, other):
            return index
    arrays = [(index, as_numpy(part)) for index, part in enumerate(ones) if is_array(part)]
    for at, (index, one) in enumerate(arrays):
        if one.any() and any(np.array_equal(one, other) for _, other in arrays[:at]):
            return index
    return None


def named_parts(result: Any) -> dict[str, Any]:
    """The parts of a result that have names: a mapping's, or attributes with a known name."""
    if isinstance(result, Mapping):
        return {str(name): part for name, part in result.items()}
    if isinstance(result, (list, tuple)) and not hasattr(result, "_fields"):
        return {}
    found = {}
    for name in ALL:
        try:
            part = getattr(result, name)
        except Exception:  # a foreign property can raise anything
            continue
        found[name] = part
    return found


def is_named(result: Any) -> bool:
    """Whether a result names its mean, or is or holds a distribution."""
    named = named_parts(result)
    held = [*named.values(), *(_parts(result) if isinstance(result, (list, tuple)) else [])]
    known = any(is_array(named.get(name)) for name in MEAN)
    return known or any(not is_array(part) and _is_posterior(part) for part in held)


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


def _whole(result: Any) -> Any:
    return result


def reader_of(result: Any, name: str) -> Reader:
    """A reader of an entry of a mapping, or of an attribute."""
    if isinstance(result, Mapping):
        key = next(key for key in result if str(key) == name)
        return lambda given: given[key]
    return lambda given: getattr(given, name)


def _then(outer: Reader, inner: Reader) -> Reader:
    return lambda given: inner(outer(given))


def _within(outer: Reader, inner: PosteriorReader) -> PosteriorReader:
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


def _parts(result: Any) -> list[Any]:
    return [read(result) for read in part_readers(result)]


def _is_posterior(part: Any) -> bool:
    named = named_parts(part)
    return any(is_array(named.get(name)) for name in (*MEAN, *DISTRIBUTION, *POINT))


def _first_name(named: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if is_array(named.get(name))), None)


def _named_posterior(
    result: Any, named: Mapping[str, Any], mean: str, size: int | None
) -> PosteriorReader:
    """A reader of a mean and, where there is one, a log-variance or a standard deviation."""
    read_mean = reader_of(result, mean)
    forms: tuple[tuple[tuple[str, ...], Callable[[Any], Any]], ...] = (
        (LOGVAR, lambda part: part),
        (LOG_SCALE, lambda part: 2 * part),
        (SCALE, lambda part: 2 * _log(part)),
        (VARIANCE, _log),
    )
    for names, logvar in forms:
        name = _first_name(named, names)
        if name is not None:
            read_spread = reader_of(result, name)
            return lambda given, logvar=logvar: Gaussian(  # type: ignore[misc]
                read_mean(given), logvar(read_spread(given))
            )
    return _halved(read_mean, named[mean], size)


def _halved(read: Reader, array: Any, size: int | None) -> PosteriorReader:
    """A reader of means alone, or of means and log-variances stacked along the first axis."""
    values = int(np.prod(array.shape[1:]))
    half = int(array.shape[1]) // 2 if len(array.shape) > 1 else 0
    if size is not None and values == 2 * size and int(array.shape[1]) == 2 * half:

        def read_both(given: Any) -> Gaussian:
            both = read(given)
            return Gaussian(both[:, :half], both[:, half:])

        return read_both
    return lambda given: Gaussian(read(given), None)


def _equal(one: Any, other: Any) -> bool:
    return np.array_equal(as_numpy(one), as_numpy(other), equal_nan=True)


def _log(array: Any) -> Any:
    return array.log() if hasattr(array, "log") else np.log(as_numpy(array))
