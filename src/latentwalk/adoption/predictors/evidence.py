"""What a predictor takes and returns, where nobody says so: judged by samples of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentwalk.errors import ModelError
from latentwalk.folder.predictor import PredictorSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.levels import Levels
    from latentwalk.adoption.predictors.candidate import Candidate
    from latentwalk.folder.predictor import Scores
    from latentwalk.infer.model import Model

PROBES = 512
"""Samples that the predictor is tried on."""
RANGES = ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0))
"""Values of black and white that networks are usually trained with."""
BETTER = 0.95
"""Another range is chosen if its cross-entropy with the labels is below this share of the own's."""
TEMPERATURES = 2.0 ** np.arange(-3, 10, 0.25)
"""Divisors of log-probabilities, the best of which makes up for confidence that is out of place, as
wrong ranges often cause it (Guo 2017, "On calibration of modern neural networks")."""
POOR = 0.5
"""A share of labels below which a message asks whether something is wrong."""
TINY = 1e-38
"""Added to probabilities before the logarithm."""
SUM = 1e-3
"""How far the sum of probabilities may be from 1."""


@dataclass(frozen=True)
class Probes:
    """Samples of a model, as far as possible of its data."""

    samples: NDArray[np.float32]
    """(n, *output.shape), in the model's values."""
    labels: NDArray[np.int32]
    """(n,), -1 where unknown."""

    @classmethod
    def of(cls, model: Model) -> Probes:
        """Decode the encoded data or, without any, points of the prior."""
        atlas = model.atlas
        if atlas is None or not len(atlas):
            points = model.draw(PROBES // 8, np.random.default_rng(0))
            rows = model.rows(points)
            return cls(model.decode_rows(rows), np.full(len(rows), -1, np.int32))
        labelled = np.flatnonzero(atlas.label >= 0)
        items = labelled if len(labelled) else np.arange(len(atlas))
        items = items[np.linspace(0, len(items), min(PROBES, len(items)), False).astype(np.intp)]
        mean = atlas.mean[items]
        if atlas.conditions is None:
            rows = model.rows(mean)
        else:
            rows = np.concatenate([mean, model.conditions.expanded(atlas.conditions[items])], 1)
        return cls(model.decode_rows(rows), atlas.label[items])


def specified(
    candidate: Candidate,
    model: Model,
    names: Sequence[str] | None,
    returns: Scores | None,
    levels: Levels | None,
) -> tuple[PredictorSpec, list[str]]:
    """Find what a predictor takes and returns.

    Args:
        candidate: the predictor.
        model: the model whose samples it reads.
        names: its classes or values, if given.
        returns: what it returns, if given.
        levels: black and white in the images that it takes, if given.

    Returns:
        The entry of the manifest, and a sentence for each assumption.

    Raises:
        ModelError: it takes samples of another size, fails, or the options do not fit it.
    """
    output, probes = model.output, Probes.of(model)
    shape = candidate.shape_for(output)
    remarks = [candidate.remark] if candidate.remark else []
    spec = PredictorSpec(("",), "values", shape, output=candidate.output)
    if isinstance(output, ImageSpec):
        spec = replace(spec, low=(output.low,), high=(output.high,))
        if levels is not None:
            levels.check_channels(output.channels)
            spec = replace(spec, low=levels.black, high=levels.white)
        elif candidate.low:
            spec = replace(spec, low=candidate.low, high=candidate.high)
    scores = candidate.scores(spec.inputs(probes.samples, output))
    names = names or candidate.names or None
    spec, assumption = _with_returns(spec, candidate, scores, names, returns, model.classes)
    remarks += [assumption] if assumption else []
    if not spec.classifies:
        return spec, remarks
    is_known = levels is not None or bool(candidate.low) or not isinstance(output, ImageSpec)
    spec, sentence = _with_range(spec, candidate, model, probes, is_known=is_known)
    return spec, [*remarks, *([sentence] if sentence else [])]


def _with_returns(
    spec: PredictorSpec,
    candidate: Candidate,
    scores: NDArray[np.float32],
    names: Sequence[str] | None,
    returns: Scores | None,
    classes: tuple[str, ...],
) -> tuple[PredictorSpec, str]:
    """The entry with what the network returns, and what was assumed for it."""
    k = scores.shape[1]
    known = returns or candidate.returns
    assumption = ""
    if known is None:
        if _are_probabilities(scores):
            known = "probabilities"
        elif k > 1:
            known = "logits"
            assumption = f"The {k} outputs of {candidate.name} are taken for logits of classes"
        else:
            known = "values"
            assumption = f"The output of {candidate.name} is taken for a value"
    binary = k == 1 and known != "values"
    if binary:
        one = names[-1] if names else "yes"
        found = tuple(names) if names and len(names) == 2 else (f"not {one}", one)
    elif names:
        found = tuple(names)
    elif known != "values" and len(classes) == k:
        found = classes
        assumption += "; " if assumption else f"The outputs of {candidate.name} are classes; "
        assumption += f"their names are those of the model's classes, {classes[0]} to {classes[-1]}"
    elif k == 1:
        found = ("value",)
    else:
        found = tuple(map(str, range(k)))
    if len(found) != (2 if binary else k):
        raise ModelError(
            f"{candidate.name} returns {k} score{'s' * (k > 1)}, but predictor_names has "
            f"{len(names or ())}: give one name for each."
        )
    if assumption:
        assumption += ". Others are set by predicts= and predictor_names=."
    return replace(spec, names=found, returns=known, binary=binary), assumption


def _are_probabilities(scores: NDArray[np.float32]) -> bool:
    """Whether scores (n, k > 1) are those of a softmax."""
    if scores.shape[1] == 1:
        return False
    sums = scores.sum(1)
    return bool((scores >= -SUM).all() and (np.abs(sums - 1) <= SUM).all())


def _with_range(
    spec: PredictorSpec,
    candidate: Candidate,
    model: Model,
    probes: Probes,
    *,
    is_known: bool,
) -> tuple[PredictorSpec, str]:
    """The entry with the range of values that agrees best with the labels, and that agreement."""
    own = (spec.low, spec.high)
    comparable = set(spec.names) == set(model.classes) and bool((probes.labels >= 0).any())
    if not comparable:
        if is_known:
            return spec, ""
        return spec, (
            f"{candidate.name} is assumed to take images as the model decodes them, from "
            f"{own[0][0]:g} to {own[1][0]:g}. Other values are set by predictor_values=."
        )
    others = [] if is_known else [((low,), (high,)) for low, high in RANGES]
    agreements = {own: _agreement(spec, candidate, model, probes)}
    for low, high in others:
        if (low, high) != own:
            one = replace(spec, low=low, high=high)
            agreements[low, high] = _agreement(one, candidate, model, probes)
    best = min(agreements, key=lambda ends: agreements[ends].loss)
    is_better = agreements[best].loss < BETTER * agreements[own].loss
    chosen = best if is_better and agreements[best].share > POOR else own
    share = agreements[chosen].share
    read = f"{candidate.name} reads {share:.0%} of {len(probes.labels)} decoded items "
    read += "as they are labelled"
    if not is_known:
        read += f", given values from {chosen[0][0]:g} to {chosen[1][0]:g}"
    if share < POOR:
        read += (
            ". Are its classes in another order (predictor_names=), or its values others "
            "(predictor_values=)?"
        )
        return replace(spec, low=chosen[0], high=chosen[1]), read
    return replace(spec, low=chosen[0], high=chosen[1]), f"{read}."


class _Agreement(NamedTuple):
    """How well a predictor agrees with labels."""

    share: float
    """The share of samples that it reads as labelled."""
    loss: float
    """The mean cross-entropy in nats, at the temperature at which it is least."""


def _agreement(
    spec: PredictorSpec, candidate: Candidate, model: Model, probes: Probes
) -> _Agreement:
    labelled = probes.labels >= 0
    inputs = spec.inputs(probes.samples[labelled], model.output)
    logs = np.log(spec.scores(candidate.scores(inputs)).astype(np.float64) + TINY)
    truth = np.array([spec.names.index(name) for name in model.classes])[probes.labels[labelled]]
    each = np.arange(len(truth))
    losses = []
    for temperature in TEMPERATURES:
        scaled = logs / temperature
        total = np.log(np.exp(scaled - scaled.max(1, keepdims=True)).sum(1)) + scaled.max(1)
        losses.append(float((total - scaled[each, truth]).mean()))
    return _Agreement(float((logs.argmax(1) == truth).mean()), min(losses))
