"""`evaluate`: every measure that a model and a data set allow, in one record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.evaluation.factors import LEAST, Coded, disentangled
from latentwalk.evaluation.latents import accuracies, encoded, likelihood
from latentwalk.evaluation.result import Evaluation
from latentwalk.evaluation.samples import sampled, unreadable
from latentwalk.latent.posterior import POINT

if TYPE_CHECKING:
    from latentwalk.data import Dataset, Images
    from latentwalk.infer.model import Model

NO_ENCODER = "The model has no encoder: what is judged by posteriors is missing."
NO_PRIOR = (
    "No prior is known of an encoder that gives points: there is nothing to draw samples from."
)


def evaluate(
    model: Model, data: Dataset, *, samples: int = 50, seed: int = 0, most: int | None = None
) -> Evaluation:
    """Judge a model on a data set's held-out images.

    What needs an encoder, labels, factors or readable digits is null where there are none, and
    the result's notes say so.

    Args:
        model: the model.
        data: at the model's image size.
        samples: posterior samples per image.
        seed: of all draws.
        most: judge on so many of the images alone, spread over all, at least 1.

    Raises:
        DataError: nothing is held out, or the images are not of the model's size.
    """
    there = len(data.held_out)
    if not there:
        raise DataError(f"The data set {data.name} holds no images back to judge by.")
    count = there if most is None else max(1, min(most, there))
    held_out = data.held_out.take(np.arange(count) * there // count)
    model.image.to_values(held_out.pixels[:1])  # says so where they do not fit
    found = Evaluation(images=len(held_out))
    if not model.can_encode:
        found = replace(found, notes=(NO_ENCODER,))
        return _with_samples(found, model, data, held_out, seed)
    posterior = encoded(model, held_out, "encoding held-out images")
    known = encoded(model, data.train, "encoding training images")
    rng = np.random.default_rng(seed)
    found = likelihood(found, model, held_out, posterior, known, samples, rng)
    classes = max(len(data.classes), 1 + int(data.train.labels.max(initial=-1)))
    found = accuracies(found, held_out, posterior, data.train, known, classes)
    if (posterior.logvar <= POINT).all():
        found = replace(found, notes=(*found.notes, NO_PRIOR))
    else:
        found = _with_samples(found, model, data, held_out, seed)
    train, other = data.train.factors, held_out.factors
    if train is None or other is None or len(held_out) < LEAST:
        return found
    coded, asked = Coded(known.mean, train), Coded(posterior.mean, other)
    factors = disentangled(data.factors, coded, asked, np.random.default_rng([seed, 2]))
    return replace(found, factors=factors)


def _with_samples(
    found: Evaluation, model: Model, data: Dataset, images: Images, seed: int
) -> Evaluation:
    why = unreadable(data, images)
    if why is not None:
        return replace(found, notes=(*found.notes, why))
    rng = np.random.default_rng([seed, 1])
    return replace(found, samples=sampled(model, data, images, rng))
