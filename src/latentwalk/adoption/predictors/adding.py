"""Adds a predictor to a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from latentwalk.adoption.isolation import isolated_rng, quiet
from latentwalk.adoption.predictors.evidence import specified
from latentwalk.adoption.predictors.given import candidate_of
from latentwalk.errors import ModelError
from latentwalk.evaluation import classifier
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.folder.predictor import PREDICTOR, PredictorSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.adoption.options import ModelOptions
    from latentwalk.infer.model import Model


def with_predictor(model: Model, options: ModelOptions, say: Callable[[str], None]) -> Model:
    """The model with the predictor of its options; itself if they have none.

    Raises:
        ModelError: the predictor cannot be used, or options of one are given without one.
    """
    if options.predictor is None:
        for name in ("predicts", "predictor_names", "predictor_values"):
            if getattr(options, name) is not None:
                raise ModelError(f"{name}= needs predictor=, the network that it describes.")
        return model
    with isolated_rng(), quiet():
        candidate = candidate_of(options.predictor, model.output)
        names, levels = options.predictor_classes, options.predictor_levels
        spec, remarks = specified(candidate, model, names, options.predicts, levels)
    for remark in remarks:
        say(remark)
    if candidate.content is None:
        say(f"{candidate.name} is called in this process, because {candidate.reason}.")
        return _with(model, spec, None).calling(lambda inputs: [candidate.scores(inputs)])
    return _with(model, spec, candidate.content)


def with_digits(model: Model) -> Model:
    """A model of MNIST's digits with the shipped classifier, unless it has a predictor.

    Models that were trained on other data of that size, or with other classes, stay as they are.
    """
    data = model.folder.manifest.provenance.get("data")
    is_mnist = isinstance(data, Mapping) and str(data.get("name")).lower() == "mnist"
    if model.predictor or not is_mnist or model.output.shape != classifier.IMAGE.shape:
        return model
    image = classifier.IMAGE
    spec = PredictorSpec(
        classifier.CLASSES, "logits", image.shape, (image.low,), (image.high,), classifier.LOGITS
    )
    return _with(model, spec, classifier.FILE.read_bytes())


def _with(model: Model, spec: PredictorSpec, content: bytes | None) -> Model:
    """A model with another predictor, which is a file or follows."""
    folder = model.folder
    files = {name: folder.content(name) for name in folder.manifest.files if name != PREDICTOR}
    if content is not None:
        files[PREDICTOR] = content
    manifest = replace(folder.manifest, predictor=spec)
    return model.within(InMemoryFolder.of(folder.path, manifest, files))
