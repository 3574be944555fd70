"""Models whose encoded data is known to the last digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.columns import Columns
from latentwalk.folder.atlas import Atlas

if TYPE_CHECKING:
    from latentwalk.columns.column import Column


@dataclass
class Known:
    """What figures ask of a model: its name, its data, and what is known about that."""

    atlas: Atlas | None
    columns: Columns | None = None
    name: str = "known"
    classes: tuple[str, ...] = ()

    @property
    def latent_dim(self) -> int:
        assert self.atlas is not None
        return int(self.atlas.mean.shape[1])

    @property
    def home(self) -> Any:
        return np.full(self.latent_dim, 0.5, np.float32)


def known(mean: Any, *columns: Column, **fields: Any) -> Any:
    """A model with the given means (n, d), columns, and fields of the atlas or the model."""
    mean = np.asarray(mean, np.float32)
    n = len(mean)
    classes = fields.pop("classes", ())
    given = {
        "logvar": np.zeros_like(mean), "label": np.full(n, -1, np.int32),
        "split": np.zeros(n, np.uint8), "error": np.zeros(n, np.float32),
    } | fields  # fmt: skip
    table = Columns(columns, n) if columns else None
    return Known(Atlas(mean, **given), table, classes=classes)
