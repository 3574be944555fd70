"""Adds what a user knows to a model: its encoded data, their columns and their layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.adoption.atlases import Supplied, with_atlas
from latentwalk.adoption.conditioning.columns import codes_in, with_codes, without_columns
from latentwalk.adoption.conditioning.unknown import remarks_on_data
from latentwalk.adoption.foreign.levels import UNIT, Levels
from latentwalk.adoption.interpretation.values import data_levels
from latentwalk.adoption.sources.data import examples_of
from latentwalk.adoption.sources.samples import Samples, samples_of, tabular
from latentwalk.adoption.sources.texts import texts_of
from latentwalk.data.tables import names_of
from latentwalk.encoding.columns import file_of_columns, rows_in_data
from latentwalk.errors import ModelError
from latentwalk.folder.manifest import ATLAS
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.adoption.options import ModelOptions
    from latentwalk.adoption.sources.examples import Examples
    from latentwalk.infer.model import Model
    from latentwalk.layouts.choice import Choice


def with_knowledge(
    model: Model,
    labels: Any,
    columns: Any,
    supplied: Supplied,
    options: ModelOptions,
    say: Callable[[str], None],
) -> Model:
    """A Latentwalk model with other data or, without any, with more about its own.

    Raises:
        ModelError: it has no data that columns or a layout could belong to.
        DataError: the data do not fit it.
    """
    if supplied.data is not None:
        return _with_own_data(model, supplied.data, labels, supplied, options, say)
    model = _with_layout(model, supplied.layout, say) if supplied.layout else model
    return model if columns is None else _with_columns(model, columns, say)


def _with_columns(model: Model, columns: Any, say: Callable[[str], None]) -> Model:
    """A Latentwalk model with what is known about the items of its atlas."""
    folder, atlas = model.folder, model.atlas
    if atlas is None or not len(atlas):
        raise ModelError(f"columns= needs data=: {model.name} has no encoded data of its own.")
    files = {name: folder.content(name) for name in folder.manifest.files}
    files |= file_of_columns(columns, folder.manifest, atlas, say)
    return model.within(InMemoryFolder.of(folder.path, folder.manifest, files))


def _with_layout(model: Model, layout: Choice, say: Callable[[str], None]) -> Model:
    """A Latentwalk model with a layout of its atlas."""
    folder, atlas = model.folder, model.atlas
    if atlas is None or not len(atlas):
        raise ModelError(f"layout= needs data=: {model.name} has no encoded data of its own.")
    rows = None
    if layout.places is not None:
        rows = rows_in_data(folder.manifest.provenance, atlas, len(layout.places), "layout")
    atlas, manifest = layout.applied(atlas, folder.manifest, say, rows)
    files = {name: folder.content(name) for name in manifest.files}
    files[ATLAS] = atlas.to_bytes()
    return model.within(InMemoryFolder.of(folder.path, manifest, files))


def _with_own_data(
    model: Model,
    data: Any,
    labels: Any,
    supplied: Supplied,
    options: ModelOptions,
    say: Callable[[str], None],
) -> Model:
    """A Latentwalk model with its data encoded."""
    names, codes = names_of(model.output), codes_in(model.conditions, data)
    data = without_columns(data, [one.name for one in model.conditions], names)
    if not isinstance(model.output, ImageSpec):
        if isinstance(model.output, CategoriesSpec):
            texts = texts_of(data)
            data = data if texts is None else texts
        samples = samples_of(data, labels, options.class_names, names).named(names)
        return with_data(model, with_codes(samples, codes), UNIT, supplied, options, say)
    data, labels = tabular(data, labels, options.class_names)
    if isinstance(data, Samples):
        examples = data.as_images(options.pictures)
    else:
        examples = examples_of(data, labels, options.class_names, options.pictures)
    examples = with_codes(examples, codes)
    own = Levels.of(model.image.low, model.image.high)
    levels, assumption = data_levels(examples.trial(model.image), options, own)
    if assumption:
        say(assumption)
    return with_data(model, examples, levels, supplied, options, say)


def with_data(
    model: Model,
    examples: Examples,
    levels: Levels,
    supplied: Supplied,
    options: ModelOptions,
    say: Callable[[str], None],
) -> Model:
    """The model with its data encoded; says which labels were left out, or took for what."""
    model = with_atlas(model, examples, options.atlas, levels, supplied, say)
    for sentence in examples.reading.sentences():
        say(sentence)
    if examples.reader.remark:
        say(f"{examples.reader.remark}.")
    codes = None if model.atlas is None else model.atlas.conditions
    for sentence in remarks_on_data(model.conditions, codes, model.classes):
        say(sentence)
    return model
