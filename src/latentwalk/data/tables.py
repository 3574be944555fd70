"""Samples in files: rows of a CSV, or the first axis of an array in .npy or .npz."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.data.archive_names import parts_of
from latentwalk.data.npz import read_npz
from latentwalk.errors import DataError
from latentwalk.files.bounded import check_regular_file, read_bounded
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

ENDINGS = (".csv", ".tsv", ".npy", ".npz")
LABELS = ("label", "labels", "class", "target", "cell_type")
"""Names of columns that hold labels."""
SHOWN = 5
"""Names or rows in a message."""


class Table(NamedTuple):
    """n samples and what is known about them."""

    samples: NDArray[Any]
    """(n, ...)."""
    names: tuple[str, ...] = ()
    """The names of the columns, if they have any."""
    labels: Any = None
    """n labels; None without any."""
    remark: str = ""
    """What was assumed, as a sentence; empty if nothing was."""


def is_table(path: Path) -> bool:
    """Whether a name is that of a file of samples."""
    return path.suffix.lower() in ENDINGS


def read_table(path: Path, columns: Sequence[str] = ()) -> Table:
    """The samples in a file.

    A CSV may have a first row of names. A column with the name of a label holds labels, other
    columns of text are left out. An .npz has its samples and labels under the names of images and
    labels, or has one array.

    Args:
        path: a .csv, .tsv, .npy or .npz file.
        columns: the names of the model's values: a first row of these is no sample.

    Raises:
        DataError: it cannot be read, or has no samples.
    """
    read = {".npy": _from_npy, ".npz": _from_npz}.get(path.suffix.lower())
    try:
        table = _from_text(path, columns) if read is None else read(path)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist.") from None
    except (OSError, ValueError, EOFError, MemoryError, csv.Error) as error:
        reason = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise DataError(f"Cannot read samples from {path}: {reason}.") from error
    if not len(table.samples):
        raise DataError(f"{path} has no samples.")
    return table


def names_of(output: Output) -> tuple[str, ...]:
    """The names of a model's named values; none for other samples."""
    return output.columns if isinstance(output, ValuesSpec) else ()


def selected(names: Sequence[str], own: tuple[str, ...]) -> tuple[list[int] | None, str]:
    """The columns of a table that are a model's named values, in its order, and an assumption.

    None stands for all of them, as they are.

    Args:
        names: the names of the table's columns.
        own: the names of the model's values; none if they are unknown.
    """
    if not own or not names or tuple(names) == own:
        return None, ""
    places = {name: at for at, name in enumerate(names)}
    if all(name in places for name in own):
        return [places[name] for name in own], ""
    if len(names) == len(own):
        missing = next(name for name in own if name not in places)
        return None, (
            f"The table has other names than the model, which has {missing[:40]}: its columns are "
            "taken in their order."
        )
    return None, ""


def label_column(names: Sequence[str]) -> int | None:
    """The index of the column that holds labels, by its name."""
    lower = [name.strip().lower() for name in names]
    return next((lower.index(name) for name in LABELS if name in lower), None)


def left_out(names: Sequence[str]) -> str:
    """A sentence about columns that are not numbers; empty if there are none."""
    if not names:
        return ""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    listed = ", ".join(name[:40] for name in names[:SHOWN])
    return f"Columns that are not numbers are left out: {listed}{more}."


def _from_npy(path: Path) -> Table:
    check_regular_file(path)
    array = np.load(path, allow_pickle=False)
    if array.ndim < 2:
        raise ValueError(f"its array has the shape {array.shape}; samples need (n, ...)")
    return Table(array)


def _from_npz(path: Path) -> Table:
    arrays = read_npz(path, {})
    parts = parts_of(arrays)
    if parts:
        part = parts[min(1, len(parts) - 1)]
        labels = None if part.labels is None else arrays[part.labels]
        used = f"{path} has several parts: {part.images} is used." if len(parts) > 1 else ""
        return Table(arrays[part.images], (), labels, used)
    if len(arrays) != 1:
        raise ValueError(f"the samples must be named x; it has {', '.join(arrays) or 'nothing'}")
    return Table(next(iter(arrays.values())))


def _from_text(path: Path, columns: Sequence[str]) -> Table:
    text = read_bounded(path).decode("utf-8-sig")
    first = text.partition("\n")[0]
    separator = next((mark for mark in "\t;," if mark in first), ",")
    csv.field_size_limit(2**20)
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if row]
    if not rows:
        return Table(np.empty((0, 0)))
    header = not all(map(_is_number, rows[0])) or rows[0] == list(columns)
    names = [name.strip() for name in rows[0]] if header else []
    body = rows[1:] if header else rows
    width = len(rows[0])
    ragged = next((at for at, row in enumerate(body) if len(row) != width), None)
    if ragged is not None:
        raise ValueError(
            f"row {ragged} has {len(body[ragged])} cells, the first row {width}: rows count from 0"
        )
    marked = label_column(names)
    numeric = [at for at in range(width) if at != marked and all(_may_be(r[at]) for r in body)]
    if not numeric:
        raise ValueError("it has no column of numbers")
    cells = [[float(row[at]) if row[at].strip() else np.nan for at in numeric] for row in body]
    others = [names[at] for at in range(len(names)) if at != marked and at not in set(numeric)]
    return Table(
        np.array(cells, np.float64).reshape(len(body), len(numeric)),
        tuple(names[at] for at in numeric) if header else (),
        None if marked is None else [_label(row[marked]) for row in body],
        left_out(others),
    )


def _label(cell: str) -> Any:
    """A whole number, a name, or None for an empty cell."""
    text = cell.strip()
    return int(text) if text.lstrip("-").isdecimal() else text or None


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _may_be(cell: str) -> bool:
    """Whether a cell is a number or empty."""
    return not cell.strip() or _is_number(cell)
