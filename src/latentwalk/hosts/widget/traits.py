"""Traits for arrays that the page and Python share; they notify only of actual changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from latentwalk.errors import LatentError
from latentwalk.latent.point import latent_points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class Shared(traitlets.TraitType[Any, Any]):
    """A trait for read-only arrays."""

    def set(self, obj: Any, value: Any) -> None:
        """Set the value; notify only if it differs, or two linked widgets would never stop."""
        new = self._validate(obj, value)
        old = obj._trait_values.get(self.name)
        if old is None or not same(old, new):
            super().set(obj, new)


class Point(Shared):
    """A latent point of the open model: (d,) float32."""

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:
        """Check a point.

        Raises:
            LatentError: the value is not a latent point of the model.
        """
        z = latent_points(value, obj.latent_dim)
        if z.ndim != 1:
            raise LatentError(
                f"z must be one point of {obj.latent_dim} numbers, got an array of shape {z.shape}."
            )
        return frozen(z)


class Conditions(Shared):
    """What the open model's decoder takes besides the point: (w,) float32."""

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:
        """Check the numbers.

        Raises:
            LatentError: they are not w finite numbers.
        """
        array = np.asarray(value, np.float32)
        width = obj.opened.conditions.width
        if array.shape != (width,) or not np.isfinite(array).all():
            raise LatentError(
                f"given must be {width} finite numbers, those of {obj.model}'s conditions, got an "
                f"array of shape {array.shape}. conditions= takes them by name."
            )
        return frozen(array)


class Path(Shared):
    """Pins: (k, d + w) float32, points with what the decoder takes besides."""

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:
        """Check the pins, and complete points. From the page they come as one flat array.

        Raises:
            LatentError: a pin is neither a latent point of the model nor one with conditions.
        """
        d, width = obj.latent_dim, obj.opened.row_dim
        array = np.asarray(value, np.float32) if len(value) else np.empty((0, width), np.float32)
        if isinstance(value, np.ndarray) and value.ndim == 1 and len(value) % width == 0:
            array = array.reshape(-1, width)
        is_point = width > d and array.ndim == 2 and array.shape[1] == d
        rows = latent_points(array, d if is_point else width)
        if rows.ndim != 2:
            raise LatentError(f"The pins must be (k, {d}), got an array of shape {rows.shape}.")
        if is_point:
            rows = np.concatenate([rows, np.repeat(obj.given[None], len(rows), axis=0)], axis=1)
        return frozen(rows)


class Groups(Shared):
    """Encoded images by their index in the atlas: at most two arrays (n,) int32."""

    def validate(self, obj: Any, value: Any) -> tuple[NDArray[np.int32], ...]:
        """Check the groups.

        Raises:
            LatentError: more than two groups, or an index that the atlas does not have.
        """
        groups = tuple(frozen(np.asarray(group).astype(np.int32)) for group in value)
        atlas = obj.opened.atlas
        n = 0 if atlas is None else len(atlas)
        if len(groups) > 2 or any(group.ndim != 1 for group in groups):
            raise LatentError("A selection is at most two lists of indices of encoded images.")
        if any(len(group) and not 0 <= group.min() <= group.max() < n for group in groups):
            raise LatentError(f"{obj.model} has {n} encoded images, counted from 0.")
        return groups


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only copy: a change in place would not reach the page."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def same(one: Any, other: Any) -> bool:
    """Whether two arrays, or two tuples of arrays, are equal."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return len(one) == len(other) and all(map(np.array_equal, one, other))
    return np.array_equal(one, other)


def as_bytes(array: NDArray[Any], _widget: object = None) -> bytes:
    """An array as bytes for the page, little-endian."""
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


def floats(buffer: Any, _widget: object = None) -> NDArray[np.float32]:
    """An array (n,) float32 from the page's memoryview or bytes."""
    return np.frombuffer(bytes(buffer), "<f4").astype(np.float32)


def groups_as_bytes(groups: Iterable[NDArray[np.int32]], _widget: object = None) -> list[bytes]:
    """Groups as bytes for the page."""
    return [as_bytes(group) for group in groups]


def indices(buffers: Iterable[Any], _widget: object = None) -> list[NDArray[np.int32]]:
    """Groups from the page's bytes."""
    return [np.frombuffer(bytes(buffer), "<i4").astype(np.int32) for buffer in buffers]
