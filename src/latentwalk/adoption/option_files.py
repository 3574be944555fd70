"""Options that are lists: positions, names and edges, as sequences, arrays, text or files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import ModelError
from latentwalk.files.bounded import MAX_TEXT, read_bounded
from latentwalk.outputs.output import MAX_LEVEL
from latentwalk.outputs.output import MAX_TEXT as MAX_NAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ITEMS = 2**20
"""The most names, positions or edges."""
BETWEEN = re.compile(r"(\d)\s*-")
"""A dash after a number joins it to the next; others are signs."""
SHOWN = 40
"""Characters of a wrong value in a message."""


def positions(given: Any) -> tuple[float, ...]:
    """Ascending positions: numbers, text with commas, or a file (.npy, or text).

    Raises:
        ModelError: they are not ascending finite numbers.
    """
    array = _numbers("x", given)
    if array.ndim != 1 or not 1 <= len(array) <= MAX_ITEMS:
        raise ModelError(
            f"x must be a list of 1 to {MAX_ITEMS:,} positions, got the shape {array.shape}."
        )
    if not np.isfinite(array).all() or np.abs(array).max() > MAX_LEVEL:
        raise ModelError(f"x must be finite numbers of at most {MAX_LEVEL:g}.")
    falls = np.flatnonzero(np.diff(array) <= 0)
    if len(falls):
        at = int(falls[0])
        raise ModelError(
            f"x must ascend, but number {at + 2} is {array[at + 1]:g}, after {array[at]:g}."
        )
    return tuple(array.tolist())


def texts(given: Any) -> tuple[str, ...]:
    """Names: a list, text with commas, or a text file with a name in each line.

    Raises:
        ModelError: they are not names, or too many or too long ones.
    """
    if isinstance(given, (str, Path)):
        content = _content("names", given)
        lines = str(given).split(",") if content is None else content.splitlines()
        names: list[Any] = [line.strip() for line in lines if line.strip()]
    else:
        names = _listed_names(given)
    if not 1 <= len(names) <= MAX_ITEMS:
        raise ModelError(
            f"names must be a list of 1 to {MAX_ITEMS:,} names or a text file with one in each "
            f"line, got {len(names):,} names."
        )
    longest = max(names, key=len)
    if len(longest) > MAX_NAME:
        raise ModelError(
            f"A name has at most {MAX_NAME:,} characters, but '{longest[:SHOWN]}...' has "
            f"{len(longest):,}."
        )
    return tuple(names)


def pairs(given: Any) -> tuple[tuple[int, int], ...]:
    """Edges: pairs of point numbers from 0, as a list, text such as 0-1,1-2, or a file.

    A text file has a pair in each line.

    Raises:
        ModelError: they are not pairs of whole numbers from 0.
    """
    if isinstance(given, (str, Path)) and not _is_array_file(given):
        content = _content("edges", given)
        lines = str(given).split(",") if content is None else content.splitlines()
        marks = str.maketrans(",;\t", "   ")
        joined = [BETWEEN.sub(r"\1 ", line.strip()) for line in lines if line.strip()]
        given = [line.translate(marks).split() for line in joined]
    try:
        array = _numbers("edges", given)
    except ModelError:
        array = np.empty(0)
    whole = array.ndim == 2 and array.shape[1] == 2 and len(array) and np.isfinite(array).all()
    if not whole or array.min() < 0 or (array != np.rint(array)).any() or len(array) > MAX_ITEMS:
        raise ModelError(
            f"edges must be 1 to {MAX_ITEMS:,} pairs of point numbers from 0, such as "
            "[(0, 1), (1, 2)], or a file with a pair in each line."
        )
    return tuple((int(one), int(other)) for one, other in array)


def _listed_names(given: Any) -> list[str]:
    """The names in a list, an array or an index of pandas; those of other things are none.

    Raises:
        ModelError: they are in no order, or some are missing or not single.
    """
    if isinstance(given, (set, frozenset)):
        raise ModelError("names must be in an order, and a set has none: give a list.")
    given = getattr(given, "tolist", lambda: given)()
    if isinstance(given, (bytes, Mapping)) or not isinstance(given, Iterable):
        return []
    names = [one.decode(errors="replace") if isinstance(one, bytes) else one for one in given]
    for at, one in enumerate(names):
        if one is None or one != one or isinstance(one, (list, tuple, dict)):
            raise ModelError(f"names must be texts, but number {at + 1} is {str(one)[:SHOWN]}.")
    return [str(one) for one in names]


def _numbers(option: str, given: Any) -> NDArray[np.float64]:
    """Numbers of any form as an array."""
    try:
        if isinstance(given, (str, Path)):
            if _is_array_file(given):
                given = np.load(given, allow_pickle=False)
            else:
                content = _content(option, given)
                lines = str(given if content is None else content).splitlines()
                given = [cell for row in csv.reader(lines) for cell in row if cell.strip()]
        if hasattr(given, "detach"):
            given = given.detach().cpu()
        if np.asarray(given).dtype.kind == "c":
            raise TypeError("complex numbers have no order")
        return np.asarray(given, np.float64)
    except (TypeError, ValueError, OSError, EOFError, MemoryError) as error:
        reason = " ".join(str(error).split())[: 2 * SHOWN]
        raise ModelError(f"{option} must be numbers or a file of numbers: {reason}.") from None


def _is_array_file(given: str | Path) -> bool:
    return str(given)[-4:].lower() == ".npy" and _is_file(given)


def _content(option: str, given: str | Path) -> str | None:
    """The text of the file that an option names; None if the option itself is the text.

    Raises:
        ModelError: the file does not exist or cannot be read.
    """
    if not _is_file(given):
        if isinstance(given, Path) or given[-4:].lower() in {".txt", ".csv", ".npy", ".tsv"}:
            raise ModelError(f"The file {given}, given as {option}, does not exist.")
        return None
    try:
        return read_bounded(Path(given), MAX_TEXT).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise ModelError(f"Cannot read {option} from {given}: {reason}.") from None


def _is_file(given: str | Path) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # too long for a name, or not one
        return False
