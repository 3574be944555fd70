"""Writes a model folder whose atlas is a fair sample of many encoded pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.columns.writing import to_bytes
from latentwalk.errors import DataError
from latentwalk.folder.atlas import TRAINED_ON, Atlas
from latentwalk.folder.manifest import ATLAS, COLUMNS, ORIGINALS
from latentwalk.folder.model_folder import ModelFolder, write_folder
from latentwalk.latent.presets import choose_presets
from latentwalk.layouts.choice import Choice
from latentwalk.originals.writing import to_bytes as originals_to_bytes
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.data.chunks import Label
    from latentwalk.data.item_columns import ItemTable
    from latentwalk.encoding.encoder import Encoded
    from latentwalk.encoding.given import Given
    from latentwalk.infer.model import Model
    from latentwalk.originals.spool import Spool

MAX_CLASSES = 10_000
"""The largest number of classes; more distinct labels have another meaning."""


class Sampled:
    """Collects the sampled pictures for an atlas."""

    def __init__(self, latent_dim: int, originals: Spool | None = None) -> None:
        """Take the number of dimensions, and what collects the pictures themselves."""
        self._originals = originals
        nothing = np.empty((0, latent_dim), np.float32)
        self._mean, self._logvar, self._error = [nothing], [nothing], [nothing[:, 0]]
        self._labels: list[Label] = []
        self._names: list[str] = []
        self._rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]

    def add(self, encoded: Encoded) -> None:
        """Add the chosen pictures of a batch."""
        self._mean.append(encoded.posterior.mean[encoded.chosen])
        self._logvar.append(encoded.posterior.logvar[encoded.chosen])
        self._error.append(encoded.error)
        self._labels += [encoded.labels[index] for index in encoded.chosen]
        self._rows.append(encoded.rows)
        self._names += [encoded.names[index] for index in encoded.chosen]
        if self._originals is not None and encoded.originals is not None:
            self._originals.add_stored(encoded.originals)

    def write(
        self,
        model: Model,
        path: Path,
        given: Given,
        table: ItemTable | None = None,
        layout: Choice | None = None,
    ) -> ModelFolder:
        """Write the model's folder to `path` with the sample as its atlas, and class presets.

        Args:
            model: the model.
            path: the folder to write.
            given: the conditions under which the pictures were encoded.
            table: what is known about each picture of the data, by its row.
            layout: the layout of the sample.

        The classes are the model's own if the labels are among them, else those of the labels.

        Raises:
            DataError: labels that cannot be classes.
            OutputError: the folder cannot be written.
        """
        manifest = model.folder.manifest
        marks, classes = _marks(self._labels, model.classes)
        atlas = Atlas(
            np.concatenate(self._mean),
            np.concatenate(self._logvar),
            marks,
            np.full(len(marks), TRAINED_ON, np.uint8),
            np.concatenate(self._error),
            row=np.concatenate(self._rows).astype(np.int32),
            conditions=given.codes(model.conditions, self._labels),
            file=tuple(self._names),
        )
        atlas, manifest = (layout or Choice()).applied(atlas, manifest, say, atlas.row, model.atlas)
        if (marks >= 0).any():
            presets = choose_presets(atlas, classes, model.conditions)
            manifest = manifest.with_presets(classes, presets)
        of_another = {COLUMNS, ORIGINALS}
        files = {
            name: model.folder.content(name) for name in manifest.files if name not in of_another
        }
        files[ATLAS] = atlas.to_bytes()
        if table is not None:
            columns, remarks = table.taken(np.concatenate(self._rows))
            files[COLUMNS] = to_bytes(columns)
            for remark in remarks:
                say(remark)
        if self._originals is not None:
            files[ORIGINALS] = originals_to_bytes(self._originals, model.output)
        return write_folder(path, manifest, files)


def _marks(
    labels: Sequence[Label], classes: tuple[str, ...]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The indices of labels into classes, -1 for no label, and the classes' names."""
    if all(label is None or isinstance(label, int) for label in labels):
        numbers = [-1 if label is None else int(label) for label in labels]
        lowest, highest = min(numbers, default=-1), max(numbers, default=-1)
        if not -1 <= lowest <= highest < MAX_CLASSES:
            raise DataError(
                f"Labels must be from 0 to {MAX_CLASSES - 1}, or -1 for none; these are from "
                f"{lowest} to {highest}. Give others as names, labels.astype(str)."
            )
        enough = highest < len(classes)
        return np.array(numbers, np.int32), (
            classes if enough else tuple(map(str, range(highest + 1)))
        )
    names = {str(label) for label in labels if label is not None}
    if len(names) > MAX_CLASSES:
        raise DataError(
            f"The labels have {len(names)} different names; there can be at most {MAX_CLASSES} "
            "classes."
        )
    chosen = classes if names <= set(classes) else tuple(sorted(names))
    index: dict[str | None, int] = {name: number for number, name in enumerate(chosen)}
    words = [None if label is None else str(label) for label in labels]
    return np.array([index[word] if word is not None else -1 for word in words], np.int32), chosen
