"""Opens a foreign model as a Latentwalk model in memory."""

from __future__ import annotations

import platform
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.atlases import Supplied
from latentwalk.adoption.clusters import with_clusters
from latentwalk.adoption.conditioning.candidates import condition_names, with_conditions
from latentwalk.adoption.conditioning.columns import codes_in, with_codes, without_columns
from latentwalk.adoption.conditioning.remarks import remarks_on as condition_remarks
from latentwalk.adoption.export.networks import networks_of
from latentwalk.adoption.fitting.shapes import fit
from latentwalk.adoption.formats.recognition import foreign_models_of, is_folder
from latentwalk.adoption.interpretation.images import with_images
from latentwalk.adoption.interpretation.priors import prior_of
from latentwalk.adoption.interpretation.samples import with_samples
from latentwalk.adoption.isolation import isolated_rng, quiet
from latentwalk.adoption.option_kinds import check_kind, check_own
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.own_models import with_data, with_knowledge
from latentwalk.adoption.predictors.adding import with_predictor
from latentwalk.adoption.remarks import print_message, remarks_on, summary
from latentwalk.adoption.sources.few_labels import are_ordered, class_names
from latentwalk.adoption.sources.given import given_of
from latentwalk.data.item_columns import table_of
from latentwalk.data.tables import names_of
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.folder.manifest import DECODER, ENCODER, ORIGINALS, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model, open_model
from latentwalk.layouts.choice import Choice
from latentwalk.layouts.clusters import check_clustering
from latentwalk.outputs.image import ImageSpec
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.foreign.samples import Known
    from latentwalk.adoption.sources.examples import Examples
    from latentwalk.adoption.sources.given import Given


def adopted(
    model: Any = None,
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    columns: Any = None,
    originals: bool = False,
    options: ModelOptions | None = None,
    say: Callable[[str], None] | None = None,
) -> Model:
    """Open a foreign model as a Latentwalk model in memory.

    Its networks are exported to files if possible; otherwise they are Python functions.

    Args:
        model: a module, an object with `decode` or `decoder`, a function of latent points, a path,
            or a Latentwalk model.
        encoder: the encoder, if the model does not name one.
        decoder: the decoder, if the model does not name one.
        data: samples to encode into an atlas: images as for `examples_of`, others as for
            `samples_of`.
        labels: their labels.
        columns: what else is known about them: a table with a row for each, as for `table_of`.
        originals: whether to keep the samples of the atlas themselves, too.
        options: what is known about the model.
        say: called with messages about what was found; by default they are printed to standard
            error.

    Raises:
        LatentwalkError: the model cannot be opened, does not decode, or the data do not fit it.
    """
    options, say = options or ModelOptions(), say or print_message
    if data is None and labels is not None:
        raise ModelError("labels= needs data=, the samples that they belong to.")
    table = None if columns is None else table_of(columns)
    layout = Choice.of(options.layout)
    if options.clusters:
        check_clustering()
    supplied = Supplied(data, table, originals, layout)
    if isinstance(model, Model) or is_folder(model):
        ours = model if isinstance(model, Model) else open_model(model)
        check_own(ours.name, options)
        ours = with_knowledge(ours, labels, columns, supplied, options, say)
    else:
        ours = _foreign(model, encoder, decoder, labels, supplied, options, say)
    if options.clusters:
        ours = with_clusters(ours, say)
    return with_predictor(ours, options, say)


def _foreign(
    model: Any,
    encoder: Callable[[Any], Any] | None,
    decoder: Callable[[Any], Any] | None,
    labels: Any,
    supplied: Supplied,
    options: ModelOptions,
    say: Callable[[str], None],
) -> Model:
    """A foreign model with its data, see `adopted`."""
    data, layout = supplied.data, supplied.layout
    if data is None and supplied.columns is not None:
        raise ModelError("columns= needs data=, the samples that its rows belong to.")
    if data is None and layout.places is not None:
        raise ModelError("layout= needs data=, the samples that its coordinates belong to.")
    with isolated_rng(), quiet():
        found_models = foreign_models_of(model, encoder, decoder, options)
        own, known = found_models[0], options.known
        if data is None and own.data is not None:
            data, labels = own.data, own.labels
            say(f"Its own data are encoded, {len(data):,} items. For others, give data=.")
        if own.names and not known.names and known.kind in {None, "values"}:
            known = replace(known, kind="values", names=own.names)
        declared = {**own.conditions, **options.declared}
        samples_in = without_columns(data, condition_names(found_models, declared), known.names)
        given, known = given_of(samples_in, labels, options.class_names, options.pictures, known)
        given, looks = given.looks()
        classes = class_names(given.examples or given.read)
        if not are_ordered(given.examples or given.read):
            classes = tuple(sorted(classes))
        candidates = list(with_conditions(found_models, declared, classes))
        shaped = _first_fitted(candidates, options, given, looks, known)
        remarks = [f"{text}." for text in condition_remarks(shaped.foreign, declared)]
        source: Examples | None
        codes = codes_in(shaped.conditions, data, shaped.foreign)
        if isinstance(shaped.spec, ImageSpec):
            check_kind("image", options)
            source = with_codes(given.images, codes)
            found = with_images(shaped, options, source)
        else:
            check_kind(shaped.spec.kind, options)
            samples = given.samples
            samples = None if samples is None else samples.named(names_of(shaped.spec))
            source = samples = with_codes(samples, codes)
            found = with_samples(shaped, known, samples)
        fitted = found.fitted
        files, reasons = networks_of(fitted)
        prior = prior_of(fitted, options.prior)
        remarks += [*found.assumptions, *remarks_on(fitted, found.inputs)]
        remarks += [f"{prior.remark}."] if prior.remark else []
    name = options.name or fitted.foreign.name
    manifest = Manifest(
        name=name,
        latent_dim=fitted.latent_dim,
        output=fitted.spec,
        provenance={"adopted": _provenance(fitted)},
        prior=prior.value,
        conditions=fitted.conditions,
        conditional_encoder=fitted.conditional_encoder,
    )
    ours = Model(
        InMemoryFolder.of(Path(name), manifest, files),
        decoder=None if DECODER in files else fitted.decoder(),
        encoder=None if ENCODER in files else fitted.encoder(),
    )
    say(summary(ours, fitted, reasons))
    for remark in remarks:
        say(remark)
    if source is not None and fitted.fault:
        raise ModelError(
            f"The data cannot be encoded: the encoder of {name} cannot be used, {fitted.fault}."
        )
    if source is None:
        return ours
    return with_data(ours, source, fitted.data, supplied._replace(data=data), options, say)


def check_originals(model: Model) -> None:
    """Check that a model has the originals that were asked for.

    Raises:
        ModelError: it has none.
    """
    if ORIGINALS not in model.folder:
        raise ModelError(
            f"originals= needs data=, the samples to keep: {model.name} has no originals of its "
            "own, or they were left out."
        )


def _first_fitted(
    candidates: Sequence[ForeignModel],
    options: ModelOptions,
    given: Given,
    looks: Sequence[NDArray[np.float32] | None],
    known: Known,
) -> Fitted:
    """The first candidate that can be fitted; raises the first error if none can."""
    first: LatentwalkError | None = given.fault
    for look, foreign in product(looks, candidates):
        try:
            return fit(
                foreign,
                latent_shape=options.latent_shape,
                image_shape=options.image_shape,
                form=options.form or foreign.outputs,
                sample=look,
                known=known,
            )
        except ModelError as error:
            first = first or error
    assert first is not None
    raise first


def _provenance(fitted: Fitted) -> dict[str, Any]:
    return {
        "from": fitted.foreign.source or fitted.foreign.name,
        "latent_shape": list(fitted.latent_shape),
        "latentwalk": __version__,
        "python": platform.python_version(),
    }
