"""Reads latent points from files: text, NumPy, safetensors, Parquet, and the tables of `encode`."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError, LatentError, MissingError
from latentwalk.files.bounded import check_regular_file, read_bounded
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NAMES = ("mean", "z", "latents", "latent", "points", "mu")
"""Names of arrays with points; `encode` writes `mean`."""
_COLUMN = re.compile(r"(mean|mu|z|latent|dim)[ _-]?(\d+)")


def read_points(path: Path, dims: int) -> NDArray[np.float64]:
    """The latent points (k, d) in a file, or in a folder of Parquet shards.

    Text has one point per line, numbers separated by commas, semicolons, tabs or spaces, with or
    without a header; lines that begin with # are comments. In a table with the columns `mean_1` ...
    `mean_d`, as `encode` writes it, these are the points, else the columns of numbers must be d.

    Args:
        path: the file.
        dims: the model's number of dimensions, d.

    Raises:
        LatentError: the file cannot be read, or has no points of d numbers.
        MissingError: Parquet without pyarrow.
    """
    ending = ".parquet" if path.is_dir() else path.suffix.lower()
    read = {
        ".npz": _from_npz,
        ".npy": _from_npy,
        ".safetensors": _from_safetensors,
        ".parquet": _from_parquet,
    }.get(ending, _from_text)
    try:
        points = read(path, dims)
    except MissingError:
        raise
    except (DataError, OSError, ValueError, MemoryError) as error:
        reason = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise LatentError(
            f"Cannot read latent points from {path}: {reason}. Expected a table of `latentwalk "
            f"encode`, or one point per line, {dims} numbers separated by commas."
        ) from error
    if not len(points):
        raise LatentError(f"{path} has no latent points.")
    return points


def _from_text(path: Path, dims: int) -> NDArray[np.float64]:
    text = read_bounded(path).decode("utf-8-sig")
    each = text.splitlines(keepends=True)  # a quoted name may have line breaks
    lines = [line for line in each if line.strip() and line.lstrip()[0] != "#"]
    if not lines:
        return np.empty((0, dims))
    separator = next((mark for mark in ",;\t" if mark in lines[0]), None)
    rows = (
        [line.split() for line in lines]
        if separator is None
        else list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    )
    counted = separator == "," and _counts_columns(rows)
    if counted:
        first = ",".join(rows[0])
        say(f"The first row, {first}, is read as a header. If it is a point, write it as decimals.")
    header = None if all(_is_number(cell) for cell in rows[0]) and not counted else rows[0]
    if header is None:
        return _numbers(rows, dims, 1)
    body = rows[1:]
    ragged = next((row for row, cells in enumerate(body) if len(cells) != len(header)), None)
    if ragged is not None:
        raise ValueError(
            f"row {ragged + 1} has {len(body[ragged])} cells, but the header has {len(header)}"
        )
    numeric = [
        column
        for column in range(len(header))
        if body and all(_is_number(cells[column]) for cells in body)
    ]
    chosen = _chosen(header, numeric, dims)
    return _numbers([[cells[column] for column in chosen] for cells in body], dims, 2)


def _counts_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is pandas's header of a table without names: 0,1,2 above decimals."""
    first, *others = rows
    cells = [cell.strip() for row in others for cell in row]
    decimal = bool(cells) and all("." in cell or "e" in cell.lower() for cell in cells)
    return decimal and [cell.strip() for cell in first] == [str(i) for i in range(len(first))]


def _numbers(rows: Sequence[Sequence[str]], dims: int, first: int) -> NDArray[np.float64]:
    points = np.empty((len(rows), dims))
    for row, cells in enumerate(rows):
        if len(cells) != dims:
            raise ValueError(f"row {row + first} has {len(cells)} numbers")
        wrong = next((cell for cell in cells if not _is_number(cell)), None)
        if wrong is not None:
            raise ValueError(f"row {row + first} has '{wrong[:40]}', which is not a number")
        points[row] = [float(cell) for cell in cells]
    return points


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _chosen(names: Sequence[str], numeric: Sequence[int], dims: int) -> list[int]:
    """The columns with the points, in the order of their numbers."""
    families: dict[str, dict[int, int]] = {}
    for column, name in enumerate(names):
        if match := _COLUMN.fullmatch(name.strip().lower()):
            families.setdefault(match[1], {})[int(match[2])] = column
    for family in families.values():
        if len(family) == dims and max(family) - min(family) == dims - 1:
            return [family[number] for number in sorted(family)]
    index = ("", "__index_level_0__")  # pandas' names of its index in CSV and Parquet
    named = [column for column in numeric if names[column].strip() not in index]
    for columns in (numeric, named) if not families else ():
        if len(columns) == dims:
            return list(columns)
    found = next(iter(families.values()), None)
    has = f"{len(numeric)} columns of numbers" if found is None else f"{len(found)} dimensions"
    raise ValueError(f"the table has {has} ({', '.join(names)[:100]}), but the model has {dims}")


def _from_npz(path: Path, dims: int) -> NDArray[np.float64]:
    from latentwalk.data.npz import read_npz

    return _named(read_npz(path, {}), dims)


def _from_npy(path: Path, dims: int) -> NDArray[np.float64]:
    check_regular_file(path)
    try:
        array = np.load(path, allow_pickle=False)
    except EOFError:
        raise ValueError("it is empty") from None
    return _checked(array, dims)


def _from_safetensors(path: Path, dims: int) -> NDArray[np.float64]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return _named(load(read_bounded(path)), dims)
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def _named(arrays: dict[str, NDArray[Any]], dims: int) -> NDArray[np.float64]:
    """The array of points among several: by its name, or the only one that fits."""
    for name in NAMES:
        if name in arrays:
            return _checked(arrays[name], dims)
    fitting = [name for name, one in arrays.items() if one.ndim == 2 and one.shape[1] == dims]
    if len(fitting) != 1:
        has = ", ".join(f"{name} {one.shape}" for name, one in arrays.items()) or "nothing"
        raise ValueError(f"the points must be named {NAMES[0]}; it has {has}")
    return _checked(arrays[fitting[0]], dims)


def _checked(array: NDArray[Any], dims: int) -> NDArray[np.float64]:
    array = array[None] if array.ndim == 1 else array
    if array.dtype.kind not in "iuf" or array.ndim != 2 or array.shape[1] != dims:
        raise ValueError(f"it has {array.dtype} of shape {array.shape}, expected (k, {dims})")
    return array.astype(np.float64)


def _from_parquet(path: Path, dims: int) -> NDArray[np.float64]:
    try:
        from pyarrow import ArrowException, types
        from pyarrow.parquet import read_table
    except ImportError:
        raise MissingError("Parquet needs pyarrow: pip install 'latentwalk[parquet]'.") from None
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise ValueError("the folder has no Parquet files")
    parts = []
    for file in files:
        check_regular_file(file)
        try:
            table = read_table(file)
        except ArrowException as error:
            raise ValueError(str(error)) from error
        kinds = [field.type for field in table.schema]
        numeric = [
            column
            for column, kind in enumerate(kinds)
            if types.is_integer(kind) or types.is_floating(kind)
        ]
        chosen = _chosen(table.column_names, numeric, dims)
        columns = [table.column(column).to_numpy() for column in chosen]
        parts.append(np.stack([np.asarray(column, np.float64) for column in columns], 1))
    return np.concatenate(parts)
