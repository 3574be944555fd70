"""How a model's arrays of samples are arranged: the order and number of their axes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output


@dataclass(frozen=True)
class Arrangement:
    """The shape of a sample in a model's arrays, and whether its first axis comes last there.

    The sample's own shape is (c, t) for curves, (p,) for values, (k, 2 or 3) for points and (c, h,
    w) or (c, d, h, w) for fields.
    """

    taken: tuple[int, ...]
    """The shape of one sample in the model's arrays."""
    swapped: bool = False
    """Whether the model has the first axis last, as channels often are."""
    first: int | None = None
    """How many entries of the sample's first axis the model takes; None for all."""

    def read(self, given: Any, shape: tuple[int, ...]) -> Any:
        """The model's arrays (n, *taken), of any framework, as samples (n, *shape)."""
        if not self.swapped:
            return _reshaped(given, shape)
        return _permuted(
            _reshaped(given, last_first(shape)), (0, len(shape), *range(1, len(shape)))
        )

    def given(self, samples: Any) -> Any:
        """Samples (n, *shape) as the model's arrays (n, *taken)."""
        if self.first is not None:
            samples = samples[:, : self.first]
        if self.swapped:
            samples = _permuted(samples, (0, *range(2, len(samples.shape)), 1))
        return _reshaped(samples, self.taken)


def match(sides: tuple[int, ...], shape: tuple[int, ...]) -> Arrangement | None:
    """The arrangement in which arrays (n, *sides) hold samples (n, *shape); None if they do not."""
    if prod(sides) != prod(shape):
        return None
    core, own = _without_ones(sides), _without_ones(shape)
    if core == own or len(core) <= 1:
        return Arrangement(sides)
    turned = _without_ones(last_first(shape))
    return Arrangement(sides, swapped=True) if core == turned else None


def arrangements_of(shape: tuple[int, ...]) -> list[Arrangement]:
    """The usual arrangements of samples (n, *shape), the most usual first."""
    flat = (prod(shape),)
    swapped = [Arrangement(last_first(shape), swapped=True)] if len(shape) > 1 else []
    usual = [Arrangement(taken) for taken in (shape, flat, (1, *shape), (*shape, 1))]
    return list(dict.fromkeys([*usual[:1], *swapped, *usual[1:]]))


def last_first(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A sample's shape with its first axis last."""
    return (*shape[1:], *shape[:1])


def _without_ones(sides: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side for side in sides if side != 1)


def _reshaped(array: Any, shape: tuple[int, ...]) -> Any:
    """An array (n, ...) of any framework as (n, *shape); without a step if it is that already."""
    if tuple(map(int, array.shape[1:])) == shape:
        return array
    return (array if hasattr(array, "reshape") else as_numpy(array)).reshape(-1, *shape)


def _permuted(array: Any, order: tuple[int, ...]) -> Any:
    """An array of any framework with its axes in another order."""
    if hasattr(array, "permute"):
        return array.permute(*order)
    return np.ascontiguousarray(np.transpose(as_numpy(array), order))


def arranged(rows: Any, spec: Output) -> NDArray[np.float32]:
    """Samples of the data (n, ...), in any usual arrangement, as the model's (n, *spec.shape).

    A single sample without the axis n is accepted as well: then the result has n = 1.

    Raises:
        DataError: they have another shape.
    """
    rows = spec.prepared(rows)
    if rows.dtype.kind not in "biuf":
        raise DataError(f"Samples must be arrays of numbers, these are {rows.dtype}.")
    found = match(rows.shape[1:], spec.shape)
    if found is None:
        found = match(rows.shape, spec.shape)
        rows = rows[None]
    if found is None:
        rows = rows[0]
        raise DataError(
            f"The model takes {spec.plural} of {spec}, an array (n, "
            f"{', '.join(map(str, spec.shape))}), but the data has (n, "
            f"{', '.join(map(str, rows.shape[1:]))})."
        )
    return np.ascontiguousarray(found.read(rows, spec.shape), np.float32)


def is_square(size: int) -> bool:
    """Whether flat arrays are taken as square images, grey or RGB."""
    sides = ((channels, isqrt(size // channels)) for channels in (1, 3))
    return any(side > 1 and channels * side * side == size for channels, side in sides)
