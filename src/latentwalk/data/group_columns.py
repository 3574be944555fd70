"""Groups of an archive: an array with one value for each image; equal values are one group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.data.archive_names import Part


def read_groups(
    path: Path,
    arrays: Mapping[str, NDArray[Any]],
    parts: Sequence[Part],
    counts: Sequence[int],
    name: str | None,
) -> tuple[list[NDArray[np.int32] | None], tuple[str, ...]]:
    """The groups of each split as indices into common groups, and the groups' names.

    Args:
        path: the archive, for messages.
        arrays: its arrays.
        parts: its splits.
        counts: the number of images of each split.
        name: the name of the array; None for no groups.

    Raises:
        DataError: there is no such array, it has not one value for each image, or fractions.
    """
    if name is None:
        return [None] * len(parts), ()
    columns = []
    for part, count in zip(parts, counts, strict=True):
        names = {f"{part.split}_{name}".lower(), f"{name}_{part.split}".lower()}
        names |= {name.lower()} if len(parts) == 1 else set()
        found = next((key for key in arrays if key.lower() in names), None)
        if found is None:
            wanted = name if len(parts) == 1 else f"{name}_{part.split}"
            raise DataError(
                f"{path} has no array '{wanted}' for --group; it has {', '.join(arrays)}."
            )
        values = arrays[found]
        if values.ndim == 2 and values.shape[1] == 1:
            values = values[:, 0]
        if values.shape != (count,):
            raise DataError(
                f"'{found}' in {path} must be {count} groups, one for each image, it is "
                f"{values.shape}."
            )
        if values.dtype.kind == "f" and not (values % 1 == 0).all():
            raise DataError(
                f"'{found}' in {path} must be integers or names of groups, it has fractions."
            )
        columns.append(values.astype(np.int64) if values.dtype.kind == "f" else values)
    try:
        texts = [np.array(list(map(str, column)), object) for column in columns]
        every, indices = np.unique(np.concatenate(texts), return_inverse=True)
        "".join(every).encode()
    except ValueError as error:
        raise DataError(f"The groups in {path} have invalid characters.") from error
    ends = np.cumsum(counts)[:-1]
    split = np.split(indices.astype(np.int32), ends)
    return list(split), tuple(map(str, every))
