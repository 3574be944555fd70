"""Samples in files: rows of a CSV, or the first axis of an array in .npy or .npz."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.data.archive_names import parts_of
from latentwalk.data.delimited import decoded, grid_of, labels_in
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

    Raises:
        DataError: names that are needed are not unique.
    """
    if not own or not names or tuple(names) == own:
        return None, ""
    places = {name: at for at, name in enumerate(names)}
    if all(name in places for name in own):
        count = Counter(names)
        twice = next((name for name in own if count[name] > 1), None)
        if twice is not None or len(set(own)) < len(own):
            name = next(name for name in own if own.count(name) > 1) if twice is None else twice
            raise DataError(
                f"The table has {count[name]} columns named '{name[:40]}', the model's values "
                f"{own.count(name)}: give each column a name of its own, or the columns in the "
                "model's order."
            )
        return [places[name] for name in own], ""
    if len(names) == len(own):
        missing = next(name for name in own if name not in places)
        return None, (
            f"The table has other names than the model, which has {missing[:40]}: its columns are "
            "taken in their order."
        )
    return None, ""


def label_column(names: Sequence[str], own: Sequence[str] = ()) -> int | None:
    """The index of the column that holds labels, by its name; `own` are names of values."""
    lower = ["" if name in own else name.strip().lower() for name in names]
    return next((lower.index(name) for name in LABELS if name in lower), None)


def not_classes(name: str, such: str) -> str:
    """A sentence about a column with the name of a label that holds measurements."""
    return (
        f"The column {name[:40]} has numbers such as {such}, which are no classes: it is left out."
    )


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
    names, body, number, remarks = grid_of(decoded(read_bounded(path)), columns)
    if not body:
        return Table(np.empty((0, 0)))
    width, named = len(body[0]), bool(names) and not all(number(n) is not None for n in names)
    marked = label_column(names, columns)
    cells = [[number(cell) for cell in row] for row in body]
    empty, others, numeric = [], [], []
    for at in range(width):
        values = [row[at] for row in cells]
        if at == marked:
            continue
        if at in {0, width - 1} and not (names and names[at]) and _is_missing(values):
            empty.append(at)
        elif any(value is None for value in values):
            others.append(at)
        else:
            numeric.append(at)
    if names and not names[0] and numeric[:1] == [0] and len(numeric) > 1:
        numeric = numeric[1:]
        remarks.append("The first column has no name and is left out, as the rows' index.")
    if empty:
        remarks.append(f"Empty columns at the edge are left out: {len(empty)}.")
    if not numeric:
        raise ValueError("it has no column of numbers")
    labels, wrong = (None, "") if marked is None else labels_in([row[marked] for row in body])
    if marked is not None and wrong:
        remarks.append(not_classes(names[marked], wrong))
    remarks.append(left_out([names[at] if names else f"number {at + 1}" for at in others]))
    return Table(
        np.array([[row[at] for at in numeric] for row in cells], np.float64),
        tuple(names[at] for at in numeric) if named else (),
        labels,
        " ".join(filter(None, remarks)),
    )


def _is_missing(values: Sequence[float | None]) -> bool:
    return all(value is not None and value != value for value in values)
