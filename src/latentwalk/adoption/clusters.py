"""Adds the clusters of its encoded data to a model, as a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns
from latentwalk.columns.writing import to_bytes
from latentwalk.errors import ModelError
from latentwalk.folder.manifest import COLUMNS
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.layouts.clusters import clustered

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.infer.model import Model

NAME = "cluster"
"""The name of the column."""


def with_clusters(model: Model, say: Callable[[str], None]) -> Model:
    """The model with a column of the clusters of its encoded data.

    They are found on the layout if there is one, else among the latent means. A column of the same
    name is replaced.

    Raises:
        ModelError: it has no encoded data.
        MissingError: scikit-learn is not installed.
    """
    folder, atlas = model.folder, model.atlas
    if atlas is None or not len(atlas):
        raise ModelError(f"clusters= needs data=: {model.name} has no encoded data of its own.")
    found = clustered(atlas.mean if atlas.layout is None else atlas.layout)
    count = int(found.max()) + 1
    where = "the latent means" if atlas.layout is None else "the layout"
    if not count:
        say(f"HDBSCAN finds no clusters in {where}, so there is no column '{NAME}'.")
        return model
    say(
        f"HDBSCAN finds {count} cluster{'s' if count > 1 else ''} in {where}; "
        f"{np.mean(found < 0):.0%} of the items are in none. They are the column '{NAME}'."
    )
    names = tuple(str(number) for number in range(1, count + 1))
    column = Columns((Column(NAME, "category", found, names),), len(found))
    columns = column if model.columns is None else model.columns.with_(column)
    files = {name: folder.content(name) for name in folder.manifest.files}
    files[COLUMNS] = to_bytes(columns)
    return model.within(InMemoryFolder.of(folder.path, folder.manifest, files))
