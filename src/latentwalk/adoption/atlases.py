"""Encodes the user's data into the atlas of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.conditioning.holding import merged
from latentwalk.adoption.sources.data import in_order
from latentwalk.adoption.sources.examples import indexable
from latentwalk.adoption.sources.few_labels import are_ordered
from latentwalk.adoption.sources.own_columns import own_columns
from latentwalk.columns.writing import to_bytes
from latentwalk.conditions.labels import codes_of
from latentwalk.data.item_columns import ItemTable, check_rows
from latentwalk.encoding import Labelled, encode_atlas
from latentwalk.errors import DataError, ModelError
from latentwalk.folder.manifest import ATLAS, COLUMNS, ORIGINALS
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.latent.presets import choose_presets
from latentwalk.layouts.choice import Choice
from latentwalk.originals.spool import Spool
from latentwalk.originals.writing import fault
from latentwalk.originals.writing import to_bytes as originals_to_bytes
from latentwalk.terminal.console import say as say_aloud
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.levels import Levels
    from latentwalk.adoption.sources.examples import Examples
    from latentwalk.columns.columns import Columns
    from latentwalk.folder.atlas import Atlas
    from latentwalk.infer.model import Model

MAX_CLASSES = 10_000
"""The largest number of classes; larger labels have another meaning."""


class Supplied(NamedTuple):
    """What the user supplies about the items of the data, besides their labels."""

    data: Any = None
    """The data as the user gave it, which may have columns of its own."""
    columns: ItemTable | None = None
    """A table with a row for each item."""
    originals: bool = False
    """Whether the folder gets the samples themselves, too."""
    layout: Choice = Choice()
    """The layout that they get."""


def with_atlas(
    model: Model,
    examples: Examples,
    limit: int,
    levels: Levels,
    supplied: Supplied | None = None,
    say: Callable[[str], None] = say_aloud,
) -> Model:
    """The model with an atlas of at most `limit` samples, and a preset for each class.

    Args:
        model: the model.
        examples: the data.
        limit: the largest number of samples.
        levels: black and white of images in floats.
        supplied: what is known about the samples, and whether to keep them.
        say: called with what was found, in sentences.

    Raises:
        ModelError: the model has no encoder.
        DataError: samples or labels that do not fit.
    """
    if not model.can_encode:
        raise ModelError(
            f"{model.name} has no encoder, so the data cannot be encoded: leave the data out, or "
            "give encoder=."
        )
    folder, before = model.folder, model.atlas
    supplied = supplied or Supplied()
    originals = None
    if supplied.originals:
        reason = fault(model.output, limit)
        if reason:
            examples.reading.remarks.append(f"The originals are left out: {reason}.")
        else:
            originals = Spool(model.output)
    atlas = encode_atlas(model, _batches(examples, model, limit, levels), limit, originals)
    rows = _rows(supplied, examples, atlas)
    columns = None
    if atlas.row is not None:
        columns = _columns(supplied, examples, atlas.row)
        files = examples.files(map(int, atlas.row)) if examples.ordered else None
        atlas = replace(atlas, row=examples.rows(atlas.row), file=files)
    highest = int(atlas.label.max(initial=-1))
    names = examples.classes
    if not names and examples.reader.found:
        label, names = in_order(atlas.label, examples.reader.found)
        atlas = replace(atlas, label=label)
    names = names or tuple(map(str, range(highest + 1)))
    if highest >= len(names):
        raise DataError(f"The data has names for {len(names)} classes, but a label {highest}.")
    contents = {name: folder.content(name) for name in folder.manifest.files}
    for name in (COLUMNS, ORIGINALS):  # of another atlas
        contents.pop(name, None)
    if originals is not None and len(originals):
        contents[ORIGINALS] = originals_to_bytes(originals, model.output)
    atlas, manifest = supplied.layout.applied(atlas, folder.manifest, say, rows, before)
    contents[ATLAS] = atlas.to_bytes()
    if columns is not None and len(columns):
        contents[COLUMNS] = to_bytes(columns)
    presets = choose_presets(atlas, names, model.conditions)
    manifest = manifest.with_presets(names, presets)
    return model.within(InMemoryFolder.of(folder.path, manifest, contents))


def _rows(supplied: Supplied, examples: Examples, atlas: Atlas) -> NDArray[np.integer] | None:
    """The places of the atlas's items among the data, if a layout has coordinates for these."""
    places, rows = supplied.layout.places, atlas.row
    if places is None or rows is None:
        return None
    if not examples.ordered:
        raise DataError(
            "The loader shuffles, so that no coordinates of layout= are known to belong to an "
            "item: give its data set, or shuffle=False."
        )
    items = len(examples.source) if indexable(examples.source) else None
    if items is not None and len(places) != items:
        raise DataError(
            f"The layout has {len(places):,} coordinates, but the data has {items:,} items: give "
            "two numbers for each, in their order."
        )
    return rows


def _columns(supplied: Supplied, examples: Examples, rows: NDArray[np.int32]) -> Columns | None:
    """What is known about the items at some places of the data.

    Raises:
        DataError: the user's table does not fit the data.
    """
    if supplied.columns is not None:
        if not examples.ordered:
            raise DataError(
                "The loader shuffles, so that no row of columns= is known to belong to an item: "
                "give its data set, or shuffle=False."
            )
        items = len(examples.source) if indexable(examples.source) else int(rows.max()) + 1
        check_rows(supplied.columns, items)
    own = own_columns(supplied.data, examples)
    if not examples.ordered or own is None or own.n <= rows.max(initial=-1):
        found = None
    else:
        found = own.useful(rows)
    if supplied.columns is None:
        return found
    columns, remarks = supplied.columns.taken(rows)
    examples.reading.remarks.extend(remarks)
    return columns if found is None else found.with_(columns)


def _batches(examples: Examples, model: Model, limit: int, levels: Levels) -> Iterator[Labelled]:
    """The data in the model's values, with what its labels say about the model's conditions."""
    spec: Any = model.output  # the kind of output that the source reads
    conditions = model.conditions
    batches = examples.batches(limit, spec)
    for batch in track(batches, "encoding the data", examples.batches_in(limit)):
        labels = batch.labels
        if not -1 <= labels.min(initial=0) <= labels.max(initial=0) < MAX_CLASSES:
            raise DataError(
                f"Labels must be from 0 to {MAX_CLASSES - 1}, or -1 for none; these are from "
                f"{labels.min()} to {labels.max()}. Give others as names, "
                "labels.astype(str)."
            )
        split = np.zeros(len(labels), np.uint8)  # none held out
        names = examples.classes or examples.reader.found
        own = None if examples.conditions is None else examples.conditions[batch.rows]
        codes = merged(own, codes_of(conditions, labels, names, are_ordered(examples)))
        values = batch.values(spec, levels)
        yield Labelled(values, labels, split, batch.rows, conditions=codes)
