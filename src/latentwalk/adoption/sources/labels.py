"""Reading labels of any common form as indices into class names."""

from __future__ import annotations

from enum import Enum
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FORMS = "integers, names, or one-hot rows; None and NaN mean no label"


class Labels:
    """Reads labels batch by batch, and collects the class names that they use.

    Accepted are n integers, whole floats, booleans or names, in shapes (n,) and (n, 1), one-hot
    rows (n, k), pandas columns, and sequences of such single labels. None, NaN, and rows of zeros
    or NaN mean that an item has no label. Nothing else is dropped: labels given with `labels=` are
    refused if they are not classes, and those of a data set's items are left out with a remark.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._fixed = bool(names)
        self._names = list(names)
        self._index = {name: index for index, name in enumerate(self._names)}
        self.remark = ""
        """Why labels were left out, as a sentence; empty if none were."""

    @property
    def found(self) -> tuple[str, ...]:
        """The names found in the labels, in order of appearance; empty if names were given."""
        return () if self._fixed else tuple(self._names)

    def read(self, labels: Any, n: int, *, required: bool = False) -> NDArray[np.int32]:
        """Read the labels of n items: (n,) int32, -1 for items without a label.

        Args:
            labels: in any accepted form; None for no labels.
            n: the number of items.
            required: refuse labels that are not classes, instead of leaving them out.

        Raises:
            DataError: another number of labels; names that are not among the given classes; with
                `required`, labels that are not classes.
        """
        if labels is None:
            return np.full(n, -1, np.int32)
        try:
            values = _scalars(labels)
            if len(values) != n and required:
                raise DataError(f"There are {n} images, but {len(values)} labels.")
            if len(values) != n:
                raise _NotClassesError(f"{len(values)} for {n} images")
            return np.array([self._one(value) for value in values], np.int32)
        except _NotClassesError as error:
            if required:
                raise DataError(
                    f"Labels must be {FORMS}; got {error}. What else is known about the items, "
                    "such as attributes and measurements, is given as columns= (--columns)."
                ) from None
            self.remark = (
                f"The labels of the data are not used: they are {error}. Labels can be {FORMS}"
            )
            return np.full(n, -1, np.int32)

    def _one(self, value: Any) -> int:
        if is_missing(value):
            return -1
        if isinstance(value, (str, bytes)):
            known = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
            return self._named(known.encode(errors="replace").decode())
        if isinstance(value, Enum) and not isinstance(value, int):
            return self._named(value.name)
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise _NotClassesError(f"values of type {type(value).__name__}") from None
        if not number.is_integer() or abs(number) >= 2**31:
            raise _NotClassesError(f"numbers such as {number:g}")
        if self.found:
            raise _NotClassesError("both names and numbers")
        return int(number)

    def _named(self, name: str) -> int:
        if not name:
            return -1
        if name not in self._index:
            if self._fixed:
                raise DataError(
                    f"The label '{name}' is not one of the classes: {', '.join(self._names[:10])}."
                )
            self._index[name] = len(self._names)
            self._names.append(name)
        return self._index[name]


class _NotClassesError(Exception):
    """The message says what the labels are instead."""


def _scalars(labels: Any) -> list[Any]:
    """One scalar per item.

    Raises:
        _NotClassesError: items have several values, which are not one-hot.
    """
    if hasattr(getattr(labels, "dtype", None), "categories"):  # of pandas
        labels = list(map(_category, labels))
    if hasattr(labels, "to_numpy"):  # pandas, Polars: by position, whatever the index
        labels = labels.to_numpy()
    if isinstance(labels, np.ma.MaskedArray):
        labels = labels.tolist()
    if not isinstance(labels, (list, tuple)) and not hasattr(labels, "shape"):
        raise _NotClassesError(f"values of type {type(labels).__name__}")
    if isinstance(labels, (list, tuple)):
        items = [_item(label) for label in labels]
        sizes = {item.size for item in items if isinstance(item, np.ndarray)}
        if not sizes:
            return items
        if sizes == {1} or len(sizes) > 1 or any(item is None for item in items):
            return [_single(item) for item in items]
        labels = np.stack([item.ravel() for item in items])
    array = as_numpy(labels)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 1:
        return [_single(_item(value)) for value in array.tolist()]
    if array.ndim == 2 and array.dtype.kind == "f":
        array = np.where(np.isnan(array).all(axis=1, keepdims=True), 0, array)
    if array.ndim == 2 and _is_one_hot(array):
        return [int(row.argmax()) if row.any() else None for row in array]
    raise _NotClassesError(f"arrays of shape {tuple(array.shape[1:])}, which are not one-hot")


def _category(value: Any) -> Any:
    """A category of pandas as a label: an interval or a date by its text."""
    plain = is_missing(value) or isinstance(value, (str, bytes, bool, Number, np.generic))
    return value if plain else str(value)


def _item(label: Any) -> Any:
    """A label as a scalar, or as an array if it has an axis."""
    if label is None or isinstance(label, (str, bytes)):
        return label
    if isinstance(label, (list, tuple)) or hasattr(label, "shape"):
        array = as_numpy(label)
        return array.item() if array.ndim == 0 else array
    return label


def _single(item: Any) -> Any:
    """The scalar of a label that may be an array of one value, or a one-hot row."""
    if not isinstance(item, np.ndarray):
        return item
    if item.size == 1:
        return item.ravel()[0].item() if item.dtype.kind != "O" else item.ravel()[0]
    row = item.reshape(1, -1)
    if row.dtype.kind == "f" and np.isnan(row).all():
        return None
    if _is_one_hot(row):
        return int(row.argmax()) if row.any() else None
    raise _NotClassesError(f"arrays of shape {tuple(item.shape)}, which are not one-hot")


def _is_one_hot(rows: NDArray[Any]) -> bool:
    """Whether each row has a single 1 and else zeros, or is all zeros; one at least has a 1."""
    if rows.dtype.kind not in "iubf":
        return False
    binary = bool(((rows == 0) | (rows == 1)).all())
    counts = (rows == 1).sum(axis=1)
    return binary and int(counts.max(initial=0)) == 1


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN, NaT or pandas.NA."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and value != value
