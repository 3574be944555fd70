"""Layouts that the user has: arrays of coordinates, and files of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError
from latentwalk.files.bounded import read_bounded
from latentwalk.folder.arrays import MAX_VALUE

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILES = (".csv", ".npy")
"""Files of coordinates."""
MAX_BYTES = 2**30


def is_file(text: str) -> bool:
    """Whether a word names a file of coordinates."""
    return Path(text).suffix.lower() in FILES


def coordinates(given: Any) -> NDArray[np.float32]:
    """Coordinates (n, 2): of an array, or in a file of two columns, .csv or .npy.

    Raises:
        DataError: another shape, or NaN, infinity or numbers beyond 1e30; or a file that cannot be
            read.
    """
    values = _read(Path(given)) if isinstance(given, (str, Path)) else given
    try:
        detached = values.detach().cpu() if hasattr(values, "detach") else values
        array = np.asarray(detached, np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"A layout must be numbers (n, 2), two for each item, got {_brief(given)}."
        ) from error
    if array.ndim != 2 or array.shape[1] != 2:
        raise DataError(
            f"A layout must have the shape (n, 2), two coordinates for each item, got "
            f"{array.shape}."
        )
    if not np.isfinite(array).all() or (np.abs(array) > MAX_VALUE).any():
        row = int(np.flatnonzero(~(np.abs(array) <= MAX_VALUE).all(1))[0])
        raise DataError(
            f"A layout must be finite numbers of at most {MAX_VALUE:g}, but item {row + 1} is at "
            f"({array[row, 0]:g}, {array[row, 1]:g}): leave such items out of the data."
        )
    if len(array) and (array == array[0]).all():
        raise DataError(f"All {len(array):,} coordinates of the layout are equal: give others.")
    return array.astype(np.float32)


def _read(path: Path) -> Any:
    if path.suffix.lower() not in FILES:
        raise DataError(f"A layout is a .csv or a .npy of two columns, got '{path}'.")
    try:
        content = read_bounded(path, MAX_BYTES)
        if path.suffix.lower() == ".npy":
            return np.load(io.BytesIO(content), allow_pickle=False)
        lines = [line for line in csv.reader(content.decode("utf-8-sig").splitlines()) if line]
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read the layout {path}: {reason}.") from error
    if lines and not all(map(_is_number, lines[0])):
        lines = lines[1:]  # the names of the columns
    if not lines or any(len(line) != 2 for line in lines):
        raise DataError(f"{path} must have two columns of numbers, with a row for each item.")
    return lines


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _brief(value: Any) -> str:
    return type(value).__name__
