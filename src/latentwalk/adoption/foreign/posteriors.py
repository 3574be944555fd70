"""Reading what foreign encoders return as posteriors, by their names or by their order.

A reader is found once, from the first result, and then applied to every further one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.results import (
    DISTRIBUTION,
    LOG_SCALE,
    LOGVAR,
    MEAN,
    POINT,
    PRECISION,
    SCALE,
    VARIANCE,
    described,
    named_parts,
    part_readers,
    reader_of,
    then,
    whole,
)
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.results import Reader

AFFIXES = re.compile(r"^(z|qz?|latents?|posterior|enc(ode[rd])?)_+(?=[a-z])|_+(z|q|latents?)$")
"""What may stand before or after the name of a mean or a spread, as in z_loc and mu_z."""


class Gaussian(NamedTuple):
    """A posterior as its network returned it; the arrays are of the network's own framework."""

    mean: Any
    logvar: Any
    """None if the encoder returns points."""


PosteriorReader: TypeAlias = Callable[[Any], Gaussian]
"""Takes a posterior out of a result."""


def posterior_reader(
    result: Any, size: int | None = None, sampled: int | None = None
) -> PosteriorReader:
    """A reader of posteriors for results such as this one of an encoder.

    Args:
        result: what the encoder returned.
        size: values of one latent point, if known. Arrays of other sizes, such as features, are
            skipped. One with twice as many values holds means and log-variances.
        sampled: which of `latent_arrays` is a random sample; it is skipped if there are others.

    Raises:
        ModelError: the result holds no posterior.
    """
    if is_array(result):
        return _halved(whole, result, size)
    named = named_parts(result)
    for name in DISTRIBUTION:
        if named.get(name) is not None and not callable(named[name]):
            return _within(reader_of(result, name), posterior_reader(named[name], size))
    mean = _first_name(named, MEAN)
    if mean is not None:
        return _named_posterior(result, named, mean, size)
    reads = latent_arrays(result, size)
    point = _first_name(named, POINT)
    if point is not None and (sampled is None or len(reads) == 1):
        return _halved(reader_of(result, point), named[point], size)
    for read in part_readers(result):
        part = read(result)
        if isinstance(part, (list, tuple)) and len(part) > 1 and _all_fit(part, size):
            return _within(read, posterior_reader(part, size))  # (z, (mean, logvar))
    first = next(iter(part_readers(result)), None)
    if first is not None and not is_array(first(result)) and _is_posterior(first(result)):
        return _within(first, posterior_reader(first(result), size))  # (distribution, ...)
    if not reads:
        raise ModelError(
            f"The encoder should return means and log-variances, it returned {described(result)}."
        )
    others = [read for index, read in enumerate(reads) if index != sampled] or reads
    shape = tuple(others[0](result).shape)
    alike = [read for read in others if tuple(read(result).shape) == shape]
    if len(alike) == 1:
        return _halved(alike[0], alike[0](result), size)
    return lambda given: Gaussian(alike[0](given), alike[1](given))


def latent_arrays(result: Any, size: int | None = None) -> list[Reader]:
    """Readers of the arrays in a result that may be means or spreads, in their order.

    Args:
        result: what an encoder returned.
        size: values of one latent point, if known.

    Returns:
        Arrays of that size or twice that, also within inner sequences; all arrays if none has it.
    """
    reads = _arrays_in(result)
    return [read for read in reads if _fits(read(result), size)] or reads


def sampled_index(result: Any, again: Any, size: int | None = None) -> int | None:
    """Which of `latent_arrays` is a random sample; None if there is none.

    It differs between two calls or, where only training samples, equals the mean.
    """
    arrays = [as_numpy(read(result)) for read in latent_arrays(result, size)]
    others = [as_numpy(read(again)) for read in latent_arrays(again, size)]
    for index, (one, other) in enumerate(zip(arrays, others, strict=False)):
        if not np.array_equal(one, other, equal_nan=True):
            return index
    for index, one in enumerate(arrays):
        if one.any() and any(np.array_equal(one, other) for other in arrays[:index]):
            return index
    return None


def is_named(result: Any) -> bool:
    """Whether a result names its mean and its spread, or is or holds a distribution."""
    named = named_parts(result)
    held = [*named.values(), *(read(result) for read in part_readers(result))]
    known = _first_name(named, MEAN) is not None and any(
        _first_name(named, names) is not None for names, _ in SPREADS
    )
    return known or any(not is_array(part) and _is_posterior(part) for part in held)


def unread(result: Any, size: int) -> str:
    """The shapes of arrays in a result of which only the mean is read, in words, or "".

    The shapes are those for one sample. They have fewer values than a latent point, so one of them
    may be a spread.
    """
    shapes = [tuple(read(result).shape)[1:] for read in _arrays_in(result)]
    return " and ".join(str(shape) for shape in shapes if shape and prod(shape) < size)


def _arrays_in(result: Any) -> list[Reader]:
    """Readers of the arrays in a result and in sequences within it."""
    found: list[Reader] = []
    for read in part_readers(result):
        part = read(result)
        if is_array(part):
            found.append(read)
        elif isinstance(part, (list, tuple)):
            found += [then(read, inner) for inner in _arrays_in(part)]
    return found


def _fits(array: Any, size: int | None) -> bool:
    """Whether an array may hold latent points of a size, or pairs of them."""
    return size is None or (len(array.shape) > 1 and prod(array.shape[1:]) in {size, 2 * size})


def _all_fit(parts: list[Any] | tuple[Any, ...], size: int | None) -> bool:
    return all(is_array(part) and _fits(part, size) for part in parts)


def _is_posterior(part: Any) -> bool:
    named = named_parts(part)
    return any(_first_name(named, names) is not None for names in (MEAN, DISTRIBUTION, POINT))


def _first_name(named: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The name of the first array that has one of some names, however it is spelt."""
    plain = {_plain(name): name for name, part in [*named.items()][::-1] if is_array(part)}
    return next((plain[name] for name in names if name in plain), None)


def _plain(name: str) -> str:
    """A name in lower case, without its affixes and the ending of its plural."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_")
    return AFFIXES.sub("", words).removesuffix("s") if words not in KNOWN else words


SPREADS: tuple[tuple[tuple[str, ...], Callable[[Any], Any]], ...] = (
    (LOGVAR, lambda part: part),
    (LOG_SCALE, lambda part: 2 * part),
    (SCALE, lambda part: 2 * _log(part)),
    (VARIANCE, lambda part: _log(part)),
    (PRECISION, lambda part: -_log(part)),
)
"""Names of spreads, and how they become log-variances."""
KNOWN = {name for names in (MEAN, POINT, *(names for names, _ in SPREADS)) for name in names}


def _named_posterior(
    result: Any, named: Mapping[str, Any], mean: str, size: int | None
) -> PosteriorReader:
    """A reader of a mean and its spread, if that has a known name."""
    read_mean = reader_of(result, mean)
    for names, logvar in SPREADS:
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


def _within(outer: Reader, inner: PosteriorReader) -> PosteriorReader:
    return lambda given: inner(outer(given))


def _log(array: Any) -> Any:
    return array.log() if hasattr(array, "log") else np.log(as_numpy(array))
