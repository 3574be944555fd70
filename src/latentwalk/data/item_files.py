"""Tables about items in .csv and .parquet files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from latentwalk.data.delimited import decoded, grid_of
from latentwalk.errors import DataError, MissingError
from latentwalk.files.bounded import read_bounded

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2**30
TEXTS = {".csv", ".tsv", ".txt"}
PARQUET = {".parquet", ".pq"}


def read_table(path: Path) -> tuple[list[Any], list[Any], bool]:
    """The names and columns of a file, and whether its values are texts.

    Raises:
        DataError: another kind of file, or one that cannot be read.
        MissingError: Parquet without pyarrow.
    """
    suffix = path.suffix.lower()
    if suffix not in TEXTS | PARQUET:
        raise DataError(f"A table of columns is a .csv or a .parquet, got '{path}'.")
    if suffix in PARQUET:
        return _parquet(path)
    try:
        grid = grid_of(decoded(read_bounded(path, MAX_BYTES)))
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read {path}: {reason}.") from error
    if not grid.names:
        raise DataError(f"{path} has no names of columns: give them in its first row.")
    return (
        grid.names,
        [list(cells) for cells in zip(*grid.body, strict=True)] or [[] for _ in grid.names],
        True,
    )


def _parquet(path: Path) -> tuple[list[Any], list[Any], bool]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingError("Parquet needs pyarrow: pip install 'latentwalk[parquet]'.") from None
    try:
        with ParquetFile(path) as file:
            table = file.read()
    except (OSError, ArrowException) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise DataError(f"Cannot read {path}: {reason}.") from error
    return list(table.column_names), list(table.columns), False
