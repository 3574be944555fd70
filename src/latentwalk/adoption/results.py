"""What strangers' networks give back, brought to plain arrays.

Tuples, dictionaries, dataclasses, distributions, and the output objects of the libraries that
people use.

Nothing here imports a framework: whatever has a `shape` and can be reshaped is an array, so that
a tensor that is being traced stays one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np

from latentwalk.errors import ModelError

IMAGE = ("reconstruction", "recon_x", "x_hat", "recon", "sample", "image", "images", "output")
"""Names under which decoders give images, the surest first."""
POINT = ("embedding", "latents", "latent", "z", "quantized", "codes", "encoded", "sample")
"""Names under which encoders without a variance give their latent points."""
MEAN = ("mean", "mu", "loc", "z_mean", "embedding")
LOGVAR = ("logvar", "log_var", "log_variance", "log_covariance", "z_log_var", "logsigma2")
SCALE = ("scale", "std", "stddev", "sigma", "z_std")
DISTRIBUTION = ("latent_dist", "posterior", "distribution", "dist", "q", "qz")
ALL = {name for names in (IMAGE, POINT, MEAN, LOGVAR, SCALE, DISTRIBUTION) for name in names}


class Gaussian(NamedTuple):
    """A posterior as its network gave it; the arrays are of the network's own framework."""

    mean: Any
    logvar: Any
    """None where the encoder gives points alone."""


def is_array(value: object) -> bool:
    """Whether a value is an array or a tensor of any framework, with at least a batch axis."""
    made = hasattr(value, "reshape") or hasattr(value, "__array__")
    return made and len(getattr(value, "shape", ())) > 0


def image_of(result: Any) -> Any:
    """The images in what a decoder gave.

    Raises:
        ModelError: none are found.
    """
    if is_array(result):
        return result
    named = named_parts(result)
    for name in IMAGE:
        part = named.get(name)
        if callable(part) and not is_array(part):  # a distribution's `sample` is a deed
            continue
        if is_array(part):
            return part
    if "mean" in named and is_array(named["mean"]):  # a distribution over images
        return named["mean"]
    arrays = [part for part in _parts(result) if is_array(part)]
    if arrays:
        return arrays[0]
    raise ModelError(f"The decoder should give images, it gave {described(result)}.")


def posterior_of(result: Any, size: int | None = None, sampled: int | None = None) -> Gaussian:
    """The posteriors in what an encoder gave.

    Args:
        result: what it gave.
        size: the latent points' number of values, where it is known: an array with twice as many
            holds means and log-variances.
        sampled: which part of a sequence is a sample and to be passed over, as `sampled_index`
            finds it.

    Raises:
        ModelError: none are found.
    """
    if is_array(result):
        return _halved(result, size)
    named = named_parts(result)
    for name in DISTRIBUTION:
        if named.get(name) is not None and not callable(named[name]):
            return posterior_of(named[name], size)
    mean = _first(named, MEAN)
    if mean is not None:
        logvar, scale = _first(named, LOGVAR), _first(named, SCALE)
        if logvar is None and scale is not None:
            logvar = 2 * _log(scale)
        return Gaussian(mean, logvar) if logvar is not None else _halved(mean, size)
    point = _first(named, POINT)
    if point is not None:
        return _halved(point, size)
    parts = [part for index, part in enumerate(_parts(result)) if index != sampled]
    inner = [part for part in parts if isinstance(part, (list, tuple)) and len(part) > 1]
    if inner and all(map(is_array, inner[0])):  # (z, (mean, logvar))
        return posterior_of(inner[0], size)
    if parts and not is_array(parts[0]) and _is_posterior(parts[0]):  # (distribution, ...)
        return posterior_of(parts[0], size)
    arrays = [part for part in parts if is_array(part)]
    if not arrays:
        raise ModelError(
            f"The encoder should give means and log-variances, it gave {described(result)}."
        )
    alike = [part for part in arrays if tuple(part.shape) == tuple(arrays[0].shape)]
    return Gaussian(alike[0], alike[1]) if len(alike) > 1 else _halved(alike[0], size)


def sampled_index(result: Any, again: Any) -> int | None:
    """Which part of a sequence is a sample; None if none is.

    It is another one at each call or, where only training samples, the same as the mean.
    """
    for index, (one, other) in enumerate(zip(_parts(result), _parts(again), strict=False)):
        if is_array(one) and is_array(other) and not _equal(one, other):
            return index
    arrays = [
        (index, as_numpy(part)) for index, part in enumerate(_parts(result)) if is_array(part)
    ]
    for at, (index, one) in enumerate(arrays):
        if one.any() and any(np.array_equal(one, other) for _, other in arrays[at + 1 :]):
            return index
    return None


def named_parts(result: Any) -> dict[str, Any]:
    """The parts of a result that have names which are known here."""
    if isinstance(result, Mapping):
        return {str(name): part for name, part in result.items()}
    if isinstance(result, (list, tuple)) and not hasattr(result, "_fields"):
        return {}
    found = {}
    for name in ALL:
        try:
            part = getattr(result, name)
        except Exception:  # a property of a stranger's may raise anything
            continue
        found[name] = part
    return found


def described(result: Any) -> str:
    """A result in a few words, for errors."""
    if is_array(result):
        return f"an array of shape {tuple(result.shape)}"
    if isinstance(result, Mapping):
        return f"a dictionary with {', '.join(map(str, result)) or 'nothing in it'}"
    if isinstance(result, (list, tuple)):
        return f"a sequence of {', '.join(type(part).__name__ for part in result) or 'nothing'}"
    if is_dataclass(result):
        return f"{type(result).__name__} with {', '.join(field.name for field in fields(result))}"
    return f"an object of type {type(result).__name__}"


def as_numpy(array: Any) -> np.ndarray[Any, Any]:
    """An array of any framework, on any device, as NumPy's."""
    if hasattr(array, "detach"):
        array = array.detach().cpu()
        if str(array.dtype) in {"torch.bfloat16", "torch.float16"}:
            array = array.float()
    return np.asarray(array)


def _parts(result: Any) -> list[Any]:
    if isinstance(result, Mapping):
        return list(result.values())
    if isinstance(result, (list, tuple)):
        return list(result)
    if is_dataclass(result) and not isinstance(result, type):
        return [getattr(result, field.name) for field in fields(result)]
    return []


def _is_posterior(part: Any) -> bool:
    named = named_parts(part)
    return any(is_array(named.get(name)) for name in (*MEAN, *DISTRIBUTION, *POINT))


def _first(named: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((named[name] for name in names if is_array(named.get(name))), None)


def _halved(array: Any, size: int | None) -> Gaussian:
    """Means alone, or means and log-variances one after the other along the first axis."""
    length = int(np.prod(array.shape[1:]))
    half = int(array.shape[1]) // 2 if len(array.shape) > 1 else 0
    if size is not None and length == 2 * size and int(array.shape[1]) == 2 * half:
        return Gaussian(array[:, :half], array[:, half:])
    return Gaussian(array, None)


def _equal(one: Any, other: Any) -> bool:
    return bool(np.array_equal(as_numpy(one), as_numpy(other)))


def _log(array: Any) -> Any:
    return array.log() if hasattr(array, "log") else np.log(as_numpy(array))
