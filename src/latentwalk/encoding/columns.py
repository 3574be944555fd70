"""What is known about the items of an atlas, from a table of all items of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.writing import to_bytes
from latentwalk.data.item_columns import table_of
from latentwalk.errors import DataError
from latentwalk.folder.atlas import HELD_OUT
from latentwalk.folder.manifest import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas
    from latentwalk.folder.manifest import Manifest


def file_of_columns(
    given: Any, manifest: Manifest, atlas: Atlas, say: Callable[[str], None]
) -> dict[str, bytes]:
    """The columns of a finished atlas as a file of the folder, by its name.

    Args:
        given: a table with a row for each item of the data, as `table_of` takes it.
        manifest: says how many items the data has, if the model was trained by Latentwalk.
        atlas: some or all of the items.
        say: called with what was assumed, in sentences.

    Raises:
        DataError: the table has another number of rows, or values that a column cannot hold.
    """
    table = table_of(given)
    columns, remarks = table.taken(rows_in_data(manifest.provenance, atlas, table.n))
    for remark in remarks:
        say(remark)
    return {COLUMNS: to_bytes(columns)}


def rows_in_data(
    provenance: Mapping[str, Any], atlas: Atlas, n: int, what: str = "table of columns"
) -> NDArray[np.int64]:
    """The places of an atlas's items in a table of n rows, one for each item of the data.

    Data with a part of its own for training, as MNIST's, numbers each part from 0; in the table the
    items that were trained on come first. `what` names the table in error messages.

    Raises:
        DataError: a table of n rows does not have a row for each of them.
    """
    about = provenance.get("data")
    parts = about if isinstance(about, dict) else {}
    trained_on, held_out = (_count(parts.get(name)) for name in ("trained_on", "held_out"))
    rows = np.arange(len(atlas)) if atlas.row is None else atlas.row.astype(np.int64)
    if atlas.row is not None and trained_on + held_out == n:
        held = atlas.split == HELD_OUT
        apart = (
            held.any() and rows[held].max() < held_out and rows[~held].max(initial=0) < trained_on
        )
        return np.where(held, rows + trained_on, rows) if apart else rows
    fits = n == len(atlas) if atlas.row is None or trained_on else rows.max(initial=-1) < n
    if not fits:
        whole = trained_on + held_out if atlas.row is not None else 0
        raise DataError(
            f"The {what} has {n:,} rows, but the model's "
            + (f"data has {whole:,} items" if whole else f"map has {len(atlas):,} items")
            + ": give one row for each, in their order."
        )
    return np.arange(n) if trained_on else rows


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0
