"""The encoded images that the lasso selected, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import MissingError
from latentwalk.folder.atlas import HELD_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model


def table(model: Model, groups: Sequence[NDArray[np.int32]]) -> pandas.DataFrame:
    """The selected images of `model`, one per row, as `Widget.selection` specifies.

    Raises:
        MissingError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingError(
            "A selection is a pandas DataFrame: pip install pandas. `selected` has the indices "
            "without pandas."
        ) from error
    atlas = model.atlas
    rows = np.concatenate([np.empty(0, np.int32), *groups])
    names = np.array([*model.classes, None], dtype=object)  # index -1, no label, gives None
    columns: dict[str, object] = {
        "index": rows,
        "group": np.repeat(np.array(["A", "B"])[: len(groups)], [len(group) for group in groups]),
        "label": [] if atlas is None else names[atlas.label[rows]],
        "split": []
        if atlas is None
        else np.where(atlas.split[rows] == HELD_OUT, "held out", "train"),
        "error": [] if atlas is None else atlas.error[rows],
    }
    if atlas is not None and atlas.row is not None:
        columns["row"] = atlas.row[rows]
    if atlas is not None and atlas.file is not None:
        columns["file"] = [atlas.file[row] for row in rows]
    for dim in range(model.latent_dim):
        columns[f"mean_{dim + 1}"] = [] if atlas is None else atlas.mean[rows, dim]
    for column in model.columns or ():
        values = column.take(rows)
        dates = column.kind == "date"
        columns.setdefault(column.name, values.values if dates else values.objects())
    return pandas.DataFrame(columns)
