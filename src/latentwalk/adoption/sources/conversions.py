"""Data in containers of unusual types, as arrays, lists, dictionaries or iterables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from latentwalk.adoption.foreign.arrays import is_array
from latentwalk.adoption.sources.items import item_of
from latentwalk.errors import DataError


class BatchSequence:
    """A sequence of batches, such as Keras's `Sequence`, as an iterable that ends."""

    def __init__(self, batches: Any) -> None:
        self._batches = batches
        self.shuffle = bool(getattr(batches, "shuffle", False))
        """Whether the batches are not in the order of the data."""

    def __iter__(self) -> Iterator[Any]:
        return (self._batches[index] for index in range(len(self._batches)))


def in_usual_form(data: Any) -> Any:
    """Data of a type that NumPy or PyTorch can have, but that cannot be read item by item.

    - Structured arrays become dictionaries of columns, and so do tables of Arrow and Polars with
      images in their cells. Other tables become pandas's.
    - Arrays of objects become lists, and sparse tensors dense ones.
    - Sequences of batches become iterables.

    Raises:
        DataError: masked values, or a tensor without values.
    """
    if isinstance(data, np.ndarray):
        if data.dtype.names:
            return {name: data[name] for name in data.dtype.names}
        if data.dtype == object and data.ndim == 1:
            return list(data)
        if isinstance(data, np.ma.MaskedArray) and np.ma.is_masked(data):
            raise DataError(
                "The data has masked values: replace them, as in data.filled(0), or leave those "
                "images out."
            )
        return data
    if getattr(getattr(data, "device", None), "type", None) == "meta":
        raise DataError("The data is a tensor on the device 'meta', which has no values.")
    if hasattr(data, "to_dense") and "strided" not in str(getattr(data, "layout", "strided")):
        return data.to_dense()
    if hasattr(data, "to_pydict"):  # a table of Arrow
        return _of_table(data, data.slice(0, 1).to_pydict(), lambda: data.to_pydict())
    if hasattr(data, "get_columns") and hasattr(data, "to_dict"):  # a table of Polars
        first = data.head(1).to_dict(as_series=False)
        return _of_table(data, first, lambda: data.to_dict(as_series=False))
    return BatchSequence(data) if _has_batches(data) else data


def _of_table(
    table: Any, first: dict[str, list[Any]], whole: Callable[[], dict[str, list[Any]]]
) -> Any:
    """A table as a data frame of pandas, or, if its cells hold images, as its columns.

    Args:
        table: of Arrow or Polars.
        first: its first row, by columns.
        whole: returns all rows in the same way.
    """
    nested = [name for name, cells in first.items() if cells and isinstance(cells[0], list)]
    if nested or any(cells and isinstance(cells[0], Mapping) for cells in first.values()):
        columns = whole()
        return {**columns, **{name: _stacked(columns[name]) for name in nested}}
    return table.to_pandas()


def _stacked(cells: list[Any]) -> Any:
    try:
        return np.array(cells)
    except ValueError:  # of different shapes, which is reported when they are read
        return cells


def _has_batches(data: Any) -> bool:
    """Whether data is a Keras sequence, whose items are batches with their labels."""
    made_by = {kind.__module__.partition(".")[0] for kind in type(data).__mro__}
    if not (hasattr(data, "on_epoch_end") or made_by & {"keras", "tensorflow"}):
        return False
    if not hasattr(data, "__getitem__") or not hasattr(data, "__len__") or not len(data):
        return False
    try:
        images, labels = item_of(data[0])
    except Exception:  # reported when it is read
        return False
    if not is_array(images) or not is_array(labels):
        return False
    return len(images.shape) > 2 and len(images) == len(labels) > 1
