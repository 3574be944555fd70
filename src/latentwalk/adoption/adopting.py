"""Converts a foreign model to a Latentwalk model, in memory or as a model folder."""

from __future__ import annotations

import platform
import sys
import warnings
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.atlases import with_atlas
from latentwalk.adoption.batches import BATCH
from latentwalk.adoption.data_sources import examples_of
from latentwalk.adoption.fitting import fit
from latentwalk.adoption.levels import Levels
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.priors import prior_of
from latentwalk.adoption.ranges import Range
from latentwalk.adoption.recognition import foreign_models_of, is_folder
from latentwalk.adoption.remarks import remarks_on, summary
from latentwalk.adoption.space_search import CODES, in_space, space_of
from latentwalk.adoption.unnamed_outputs import with_form
from latentwalk.adoption.values import data_levels, with_values
from latentwalk.errors import LatentwalkError, ModelError, OutputError
from latentwalk.folder.manifest import DECODER, ENCODER, MANIFEST, Manifest
from latentwalk.folder.model_folder import InMemoryFolder, write_folder
from latentwalk.infer.model import Model, open_model
from latentwalk.terminal.console import console
from latentwalk.terminal.plain_text import printable
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from typing_extensions import Unpack

    from latentwalk.adoption.batches import Trial
    from latentwalk.adoption.examples import Examples
    from latentwalk.adoption.fitted import Fitted
    from latentwalk.adoption.foreign_model import ForeignModel
    from latentwalk.adoption.options import ModelKeywords


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
    options, say = options or ModelOptions(), say or _say
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
        files, reasons = _files(fitted)
        prior = prior_of(fitted, options.prior)
        remarks = [*assumptions, *remarks_on(fitted, inputs)]
        remarks += [f"{prior.remark}."] if prior.remark else []
    spec = fitted.spec
    name = options.name or fitted.foreign.name
    manifest = Manifest(
        name=name,
        latent_dim=fitted.latent_dim,
        image=spec,
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


def adopt(
    model: Any = None,
    out: str | Path = "",
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    **options: Unpack[ModelKeywords],
) -> Model:
    """Write a foreign model as a model folder, and open the folder.

        latentwalk.adopt(vae, "my-model", data=images, labels=digits)

    Args:
        model: a model, as for `explore`.
        out: the folder to write.
        encoder: the encoder, if the model does not name one.
        decoder: the decoder, if the model does not name one.
        data: images to encode into the atlas.
        labels: their labels.
        options: what is known about the model: the fields of `ModelOptions`.

    Raises:
        LatentwalkError: as `explore`, or the decoder cannot be exported to a file.
    """
    if not str(out):
        raise ModelError("adopt needs a folder to write to: latentwalk.adopt(model, 'my-model').")
    chosen = ModelOptions.from_keywords(options).named(Path(out).resolve().name)
    ours = adopted(
        model, encoder=encoder, decoder=decoder, data=data, labels=labels, options=chosen
    )
    return write(ours, out)


def write(model: Model, out: str | Path) -> Model:
    """Write a model as a model folder, and open the folder.

    Raises:
        ModelError: the decoder is a Python function, which a folder cannot contain.
        OutputError: the folder cannot be written.
    """
    if "decoder" in model.live:
        raise ModelError(
            f"The decoder of {model.name} could not be exported to ONNX, so no folder can contain "
            "it. Use `latentwalk open` or latentwalk.explore, which call it."
        )
    if "encoder" in model.live:
        _say(f"The encoder of {model.name} could not be exported and is left out of the folder.")
    target, folder = Path(out), model.folder
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise OutputError(f"{out} has other files and is not a model folder: give a new folder.")
    files = {name: folder.content(name) for name in folder.manifest.files}
    return Model(write_folder(out, folder.manifest, files))


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


def _files(fitted: Fitted) -> tuple[dict[str, bytes], list[str]]:
    """The exported networks, and the reasons why others could not be exported."""
    content = fitted.foreign.onnx
    if content:
        from latentwalk.adoption.onnx_files import files_of

        return files_of(content[0], content[1], fitted)
    if fitted.foreign.module is None:
        return {}, ["it is a Python function"]
    from latentwalk.adoption.tracing import export

    return export(fitted)


@contextmanager
def isolated_rng() -> Iterator[None]:
    """Preserve the state of PyTorch's generator: trying a model that samples draws from it."""
    if "torch" not in sys.modules:
        yield
        return
    import torch

    with torch.random.fork_rng(devices=[]):
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress other libraries' warnings: what matters is said in a sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _say(message: str) -> None:
    console().print(printable(message), soft_wrap=True, markup=False)


def _provenance(fitted: Fitted) -> dict[str, Any]:
    return {
        "from": fitted.foreign.source or fitted.foreign.name,
        "latent_shape": list(fitted.latent_shape),
        "latentwalk": __version__,
        "python": platform.python_version(),
    }
