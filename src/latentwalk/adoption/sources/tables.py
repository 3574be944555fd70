"""Tables of numbers: pandas data frames, annotated matrices such as AnnData's, and files."""

from __future__ import annotations

import re
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.sources.labels import is_missing
from latentwalk.data.archive_names import IMAGES
from latentwalk.data.tables import (
    SHOWN,
    Table,
    is_table,
    label_column,
    left_out,
    not_classes,
    read_table,
)
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

INDEX = re.compile(r"(Unnamed: 0)?")
"""The name of a column that was a table's index when it was saved."""


def table_of(data: Any, own: Sequence[str] = ()) -> Table | None:
    """The samples, names and labels of a table; None if the data is none.

    Of an .npz, which may have images, nothing is read.

    Args:
        data: the user's data.
        own: the names of the model's values, if they are known: such a column holds no labels.

    Raises:
        DataError: a file that cannot be read, or a table without numbers.
    """
    if isinstance(data, (str, Path)):
        path = Path(data)
        return read_table(path, own) if is_table(path) and path.suffix.lower() != ".npz" else None
    if all(hasattr(data, name) for name in ("X", "obs", "var_names")):
        return _annotated(data)
    if hasattr(data, "iloc") and hasattr(data, "columns"):
        return _frame(data, own)
    if hasattr(data, "tocsr") and len(getattr(data, "shape", ())) == 2:
        return Table(Rows(data.tocsr()))  # type: ignore[arg-type]
    return None


def _frame(data: Any, own: Sequence[str]) -> Table | None:
    """A data frame of numbers; None if a column holds images.

    Raises:
        DataError: none of its columns has numbers.
    """
    names = [str(name) for name in data.columns]
    kinds = [_kind(data.iloc[:, at]) for at in range(len(names))]
    if any(k == "object" and name.lower() in IMAGES for k, name in zip(kinds, names, strict=True)):
        return None
    marked = label_column(names, own)
    index = 0 if names and INDEX.fullmatch(names[0]) and names[0] not in own else None
    numeric = [
        at for at, kind in enumerate(kinds) if kind == "number" and at not in {marked, index}
    ]
    if not numeric:
        if any(_may_hold_arrays(data.iloc[:, at]) for at in range(len(names))):
            return None
        raise DataError(f"The table has no column of numbers; its columns are {_listed(names)}.")
    others = [names[at] for at in range(len(names)) if at not in {*numeric, marked, index}]
    labels, remark = (None, "") if marked is None else _labels(data.iloc[:, marked], names[marked])
    remarks = [remark, left_out(others)]
    if index is not None:
        remarks.append(f"The column {names[0]} is left out, as the rows' index.")
    return Table(
        Rows(data.iloc[:, numeric]),  # type: ignore[arg-type]
        tuple(names[at] for at in numeric),
        labels,
        " ".join(filter(None, remarks)),
    )


def _annotated(data: Any) -> Table:
    """An annotated matrix: `X` dense or sparse, `var_names`, and a label in `obs` if clear."""
    obs = data.obs
    names = [str(name) for name in getattr(obs, "columns", ())]
    marked = label_column(names)
    text = [at for at in range(len(names)) if _kind(obs.iloc[:, at]) in {"object", "category"}]
    remark = ""
    if marked is None and len(text) == 1:
        marked = text[0]
        remark = f"Labels are obs['{names[marked]}']. Others can be given as labels=."
    elif marked is None and text:
        listed = _listed([names[at] for at in text])
        remark = f"obs has several columns of text ({listed}): give one as labels= to have labels."
    labels = None
    if marked is not None:
        labels, wrong = _labels(obs.iloc[:, marked], names[marked])
        remark = " ".join(filter(None, (remark, wrong)))
    return Table(Rows(data.X), tuple(map(str, data.var_names)), labels, remark)  # type: ignore[arg-type]


class Rows:
    """The rows of a matrix, dense, sparse or a data frame, read when they are asked for."""

    def __init__(self, matrix: Any) -> None:
        self._matrix = getattr(matrix, "iloc", matrix)
        self.shape: tuple[int, ...] = tuple(map(int, matrix.shape))
        """(n, p)."""
        self.dtype = np.dtype(np.float64)
        """Their type."""

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Any) -> NDArray[np.float64]:
        chosen = self._matrix[rows]
        chosen = chosen.toarray() if hasattr(chosen, "toarray") else chosen
        if hasattr(chosen, "to_numpy"):
            return np.asarray(chosen.to_numpy(np.float64, na_value=np.nan))
        return np.asarray(chosen, np.float64)


def _kind(column: Any) -> str:
    """Whether a column holds numbers, categories or objects."""
    dtype = column.dtype
    if str(dtype) == "category":
        return "category"
    if getattr(dtype, "kind", "O") in "biuf":
        return "number"
    given = column.tolist() if str(dtype) == "object" else []
    filled = [value for value in given if not is_missing(value)]
    return "number" if filled and all(map(_is_real, filled)) else "object"


def _is_real(value: Any) -> bool:
    return isinstance(value, (Real, Decimal, np.bool_))


def _may_hold_arrays(column: Any) -> bool:
    """Whether the first value of a column is more than text, a number or a date."""
    first = column.iloc[0] if len(column) else None
    return isinstance(first, (bytes, dict, list, tuple)) or hasattr(first, "__array_interface__")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:SHOWN]) + ", ..." * (len(names) > SHOWN)


def _labels(column: Any, name: str) -> tuple[Sequence[Any] | None, str]:
    """Labels, and a sentence if they are measurements and left out.

    Names and numbers in one column are all names.
    """
    labels = [None if is_missing(value) else value for value in column.tolist()]
    given = [label for label in labels if label is not None]
    numbers = [label for label in given if _is_real(label)]
    if len(numbers) < len(given):
        return [None if label is None else str(label) for label in labels], ""
    broken = next((number for number in numbers if number != int(number)), None)
    return (labels, "") if broken is None else (None, not_classes(name, f"{broken:g}"))
