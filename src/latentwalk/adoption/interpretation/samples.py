"""What the values of a model of samples other than images mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.conditioning.holding import hold_labels
from latentwalk.adoption.interpretation.drawn_range import decoded_draws, with_range
from latentwalk.adoption.interpretation.interpreted import Interpreted
from latentwalk.adoption.interpretation.reconstructions import reconstructed
from latentwalk.adoption.interpretation.space_search import CODES, in_space, space_of
from latentwalk.adoption.interpretation.unnamed_outputs import SAMPLES, with_form
from latentwalk.adoption.sources.batches import BATCH
from latentwalk.adoption.sources.few_labels import (
    are_ordered,
    class_names,
    few_conditions,
    few_labels,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.samples import Known
    from latentwalk.adoption.sources.samples import Samples

COMPARED = 64
"""Samples that are reconstructed."""


def with_samples(fitted: Fitted, known: Known, data: Samples | None) -> Interpreted:
    """A model of other samples than images with its latent space, its encoder's outputs and range.

    Raises:
        LatentwalkError: the decoder returns NaN, or the data do not fit.
    """
    given = None if data is None else data.trial_of(fitted.spec, BATCH)
    labels = None if data is None else few_labels(data, BATCH)
    own = None if data is None else few_conditions(data, BATCH)
    hold_labels(fitted.foreign, labels, class_names(data), own, ordered=are_ordered(data))
    fitted, assumption = with_range(fitted, known, given)
    inputs = decoded_draws(fitted, SAMPLES) if given is None else given
    fitted = in_space(fitted, space_of(fitted, inputs[:CODES]))
    if fitted.undecided:
        fitted = with_form(fitted, lambda one: (one, inputs), from_data=given is not None)
    assumptions = [assumption] if assumption else []
    if given is not None and fitted.encode_native is not None:
        assumptions += _agreement(fitted, given[:COMPARED])
    return Interpreted(fitted, assumptions, inputs)


def _agreement(fitted: Fitted, data: NDArray[np.float32]) -> list[str]:
    """A warning if reconstructions of the data are worse than their mean."""
    with np.errstate(over="ignore", invalid="ignore"):
        difference = fitted.spec.compared(reconstructed(fitted, data) - data)
        error = float(np.square(difference).mean())
    variance = float(fitted.spec.compared(data).var(axis=0).mean())
    if len(data) < 2 or error <= variance or variance == 0:
        return []
    return [
        f"It does not reconstruct the data: reconstructions are off by {np.sqrt(error):.2g}, the "
        f"mean of the data by {np.sqrt(variance):.2g}. It may be untrained, decode other values "
        "than it encodes, or be trained on data that were scaled in another way."
    ]
