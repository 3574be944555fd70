"""Labels of an archive: integers, whole floats, booleans, names or one-hot rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MAX_CLASSES = 65_536


def read_labels(
    columns: Sequence[tuple[str, NDArray[Any] | None, int]],
    classes: Sequence[str] | None,
    say: Callable[[str], None],
) -> tuple[list[NDArray[np.int32]], tuple[str, ...]]:
    """The labels of each split as indices into common classes.

    Args:
        columns: for each split, a name for messages, the labels or None, and the number of images.
        classes: the classes' names, if they are known.
        say: receives why labels are not used.

    Returns:
        (n,) int32 for each split, -1 for no label, and the classes' names.

    Raises:
        DataError: another number of labels than of images, or labels out of range.
    """
    read = [_column(what, values, n, say) for what, values, n in columns]
    texts = [values for values in read if values.dtype.kind == "U"]
    if not texts:
        marks = [_numbers(what, values) for (what, *_), values in zip(columns, read, strict=True)]
        highest = max((int(part.max(initial=-1)) for part in marks), default=-1)
        names = tuple(map(str, range(highest + 1))) if classes is None else tuple(classes)
        if len(names) <= highest:
            raise DataError(
                f"{columns[0][0]} has names for {len(names)} classes, but a label {highest}."
            )
        return marks, names
    if any(values.dtype.kind != "U" and (values >= 0).any() for values in read):
        raise DataError(
            f"{' and '.join(what for what, *_ in columns)} must be all names or all numbers; they "
            "are both."
        )
    found = sorted({str(name) for values in texts for name in np.unique(values)} - {""})
    names = tuple(found if classes is None else classes)
    unknown = sorted(set(found) - set(names))
    if unknown:
        raise DataError(
            f"{columns[0][0]} has the label '{unknown[0]}', which is not one of the classes: "
            f"{', '.join(names[:10])}."
        )
    index = {name: label for label, name in enumerate(names)}
    return [
        np.array([index.get(str(name), -1) for name in values], np.int32)
        if values.dtype.kind == "U"
        else _numbers("labels", values)
        for values in read
    ], names


def _column(
    what: str, values: NDArray[Any] | None, n: int, say: Callable[[str], None]
) -> NDArray[Any]:
    """One label for each of n images: (n,) int64, or text."""
    if values is None:
        return np.full(n, -1)
    if values.ndim == 0 or len(values) != n:
        raise DataError(f"{what} must be {n} labels, one for each image, it is {values.shape}.")
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2 and _is_one_hot(values):
        return np.where(values.any(1), values.argmax(1), -1)
    if values.ndim != 1:
        say(
            f"{what} is not used: its shape {values.shape} gives several values for each image, "
            "which are not one class."
        )
        return np.full(n, -1)
    if values.dtype.kind == "f":
        known = np.isfinite(values)
        if (values[known] % 1 != 0).any():
            raise DataError(f"{what} must be {n} integers or names, it has fractions.")
        return np.where(known, values, -1).astype(np.int64)
    return values


def _is_one_hot(rows: NDArray[Any]) -> bool:
    if rows.dtype.kind not in "biuf" or not len(rows):
        return False
    return bool(((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) <= 1).all())


def _numbers(what: str, values: NDArray[Any]) -> NDArray[np.int32]:
    if values.size and not (values.min() >= -1 and values.max() < MAX_CLASSES):
        raise DataError(
            f"{what} must be from 0 to {MAX_CLASSES - 1}, or -1 for none; they are from "
            f"{values.min()} to {values.max()}."
        )
    return values.astype(np.int32)
