"""Tables of numbers: pandas data frames, annotated matrices such as AnnData's, and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.archive_names import IMAGES
from latentwalk.data.tables import SHOWN, Table, is_table, label_column, left_out, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def table_of(data: Any) -> Table | None:
    """The samples, names and labels of a table; None if the data is none.

    Of an .npz, which may have images, nothing is read.

    Raises:
        DataError: a file that cannot be read.
    """
    if isinstance(data, (str, Path)):
        path = Path(data)
        return read_table(path) if is_table(path) and path.suffix.lower() != ".npz" else None
    if all(hasattr(data, name) for name in ("X", "obs", "var_names")):
        return _annotated(data)
    if hasattr(data, "iloc") and hasattr(data, "columns"):
        return _frame(data)
    return None


def _frame(data: Any) -> Table | None:
    """A data frame of numbers; None if a column holds images."""
    names = [str(name) for name in data.columns]
    kinds = [_kind(data.iloc[:, at]) for at in range(len(names))]
    if any(k == "object" and name.lower() in IMAGES for k, name in zip(kinds, names, strict=True)):
        return None
    marked = label_column(names)
    numeric = [at for at, kind in enumerate(kinds) if kind == "number" and at != marked]
    if not numeric:
        return None
    others = [names[at] for at in range(len(names)) if at not in {*numeric, marked}]
    return Table(
        Rows(data.iloc[:, numeric]),  # type: ignore[arg-type]
        tuple(names[at] for at in numeric),
        None if marked is None else _labels(data.iloc[:, marked]),
        left_out(others),
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
        listed = ", ".join(names[at][:40] for at in text[:SHOWN])
        remark = f"obs has several columns of text ({listed}): give one as labels= to have labels."
    labels = None if marked is None else _labels(obs.iloc[:, marked])
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
        return np.asarray(chosen, np.float64)


def _kind(column: Any) -> str:
    """Whether a column holds numbers, categories or objects."""
    dtype = column.dtype
    if str(dtype) == "category":
        return "category"
    kind = getattr(dtype, "kind", "O")
    return "number" if kind in "biuf" else "object"


def _labels(column: Any) -> Sequence[Any]:
    return [None if value != value else value for value in column.tolist()]
