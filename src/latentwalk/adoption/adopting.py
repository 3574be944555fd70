"""Opens a foreign model as a Latentwalk model in memory."""

from __future__ import annotations

import platform
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.atlases import with_atlas
from latentwalk.adoption.export.networks import networks_of
from latentwalk.adoption.fitting.shapes import fit
from latentwalk.adoption.foreign.levels import Levels
from latentwalk.adoption.formats.recognition import foreign_models_of, is_folder
from latentwalk.adoption.interpretation.priors import prior_of
from latentwalk.adoption.interpretation.ranges import Range
from latentwalk.adoption.interpretation.space_search import CODES, in_space, space_of
from latentwalk.adoption.interpretation.unnamed_outputs import with_form
from latentwalk.adoption.interpretation.values import data_levels, with_values
from latentwalk.adoption.isolation import isolated_rng, quiet
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.remarks import print_message, remarks_on, summary
from latentwalk.adoption.sources.batches import BATCH
from latentwalk.adoption.sources.data import examples_of
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.folder.manifest import DECODER, ENCODER, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model, open_model
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.sources.batches import Trial
    from latentwalk.adoption.sources.examples import Examples


def adopted(
    model: Any = None,
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
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
        data: images to encode into an atlas, as for `examples_of`.
        labels: their labels.
        options: what is known about the model.
        say: called with messages about what was found; by default they are printed to standard
            error.

    Raises:
        LatentwalkError: the model cannot be opened, does not decode, or the data do not fit it.
    """
    options, say = options or ModelOptions(), say or print_message
    if data is None and labels is not None:
        raise ModelError("labels= needs data=, the images that they belong to.")
    examples = (
        None if data is None else examples_of(data, labels, options.class_names, options.pictures)
    )
    if isinstance(model, Model) or is_folder(model):
        ours = model if isinstance(model, Model) else open_model(model)
        if examples is None:
            return ours
        own = Levels.of(ours.image.low, ours.image.high)
        levels, assumption = data_levels(examples.trial(ours.image), options, own)
        if assumption:
            say(assumption)
        return _with_data(ours, examples, levels, options, say)
    with isolated_rng(), quiet():
        samples = [None] if examples is None else examples.looks()
        candidates = foreign_models_of(model, encoder, decoder, options)
        shaped = _first_fitted(candidates, options, samples)
        trial = None if examples is None else examples.trial(shaped.spec)
        shaped = in_space(shaped, space_of(shaped, _any_images(shaped, trial)))
        found = Range.of(shaped)
        if shaped.undecided:
            more = None if examples is None else examples.trial(shaped.spec, BATCH)
            shaped = with_form(shaped, options, more, found)
        fitted, assumptions = with_values(shaped, options, trial, found)
        inputs = _inputs(fitted, trial)
        files, reasons = networks_of(fitted)
        prior = prior_of(fitted, options.prior)
        remarks = [*assumptions, *remarks_on(fitted, inputs)]
        remarks += [f"{prior.remark}."] if prior.remark else []
    spec = fitted.spec
    name = options.name or fitted.foreign.name
    manifest = Manifest(
        name=name,
        latent_dim=fitted.latent_dim,
        output=spec,
        provenance={"adopted": _provenance(fitted)},
        prior=prior.value,
    )
    ours = Model(
        InMemoryFolder.of(Path(name), manifest, files),
        decoder=None if DECODER in files else fitted.decoder(),
        encoder=None if ENCODER in files else fitted.encoder(),
    )
    say(summary(ours, fitted, reasons))
    for remark in remarks:
        say(remark)
    if examples is not None and fitted.fault:
        raise ModelError(
            f"The data cannot be encoded: the encoder of {name} cannot be used, {fitted.fault}."
        )
    return ours if examples is None else _with_data(ours, examples, fitted.data, options, say)


def _with_data(
    model: Model,
    examples: Examples,
    levels: Levels,
    options: ModelOptions,
    say: Callable[[str], None],
) -> Model:
    """The model with its data encoded; says which labels were left out."""
    model = with_atlas(model, examples, options.atlas, levels)
    for sentence in examples.reading.sentences():
        say(sentence)
    if examples.reader.remark:
        say(f"{examples.reader.remark}.")
    return model


def _first_fitted(
    candidates: Sequence[ForeignModel],
    options: ModelOptions,
    samples: Sequence[NDArray[np.float32] | None],
) -> Fitted:
    """The first candidate that can be fitted; raises the first error if none can."""
    first: LatentwalkError | None = None
    for sample, foreign in product(samples, candidates):
        try:
            return fit(
                foreign,
                latent_shape=options.latent_shape,
                image_shape=options.image_shape,
                form=options.form or foreign.outputs,
                sample=sample,
            )
        except ModelError as error:
            first = first or error
    assert first is not None
    raise first


def _any_images(fitted: Fitted, trial: Trial | None) -> NDArray[np.float32]:
    """Images (n, c, h, w) of which only the size is the encoder's: of the data, or noise."""
    if trial is None:
        return np.random.default_rng(2).random((CODES, *fitted.spec.shape), dtype=np.float32)
    return trial.images * np.float32(1 / 255) if trial.pixels else trial.images


def _inputs(fitted: Fitted, trial: Trial | None) -> NDArray[np.float32]:
    """A few images (n, c, h, w) that the encoder takes: of the data, or grey ones."""
    spec = fitted.spec
    if trial is None:
        return np.full((2, *spec.shape), (spec.low + spec.high) / 2, np.float32)
    return fitted.data.converted(trial.images, Levels.of(spec.low, spec.high))


def _provenance(fitted: Fitted) -> dict[str, Any]:
    return {
        "from": fitted.foreign.source or fitted.foreign.name,
        "latent_shape": list(fitted.latent_shape),
        "latentwalk": __version__,
        "python": platform.python_version(),
    }
