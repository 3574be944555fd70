"""`evaluate`: all measures that a model and a data set permit, in one record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.evaluation.factors import MIN_IMAGES, Coded, disentangled
from latentwalk.evaluation.latents import accuracies, encoded, likelihood
from latentwalk.evaluation.result import Evaluation
from latentwalk.evaluation.samples import sampled, unreadable
from latentwalk.latent.posterior import POINT

if TYPE_CHECKING:
    from latentwalk.data import Dataset, Images
    from latentwalk.infer.model import Model

NO_ENCODER = "The model has no encoder: measures that need posteriors are missing."
NO_PRIOR = "The encoder gives points, so its prior is unknown: there are no samples to measure."


def evaluate(
    model: Model, data: Dataset, *, samples: int = 50, seed: int = 0, most: int | None = None
) -> Evaluation:
    """Evaluate a model on a data set's held-out images.

    Measures that need an encoder, labels, factors or readable digits are null without them, and
    the result's notes say so.

    Args:
        model: the model.
        data: images of the model's size.
        samples: posterior samples per image.
        seed: the seed of all draws.
        most: the largest number of images to use, evenly spaced.

    Raises:
        DataError: there are no held-out images, or they are not of the model's size.
    """
    total = len(data.held_out)
    if not total:
        raise DataError(f"The data set {data.name} has no held-out images to evaluate on.")
    count = total if most is None else max(1, min(most, total))
    held_out = data.held_out.take(np.arange(count) * total // count)
    model.image.to_values(held_out.pixels[:1])  # raises if they do not fit
    found = Evaluation(images=len(held_out))
    if not model.can_encode:
        found = replace(found, notes=(NO_ENCODER,))
        return _with_samples(found, model, data, held_out, seed)
    posterior = encoded(model, held_out, "encoding held-out images")
    train_posterior = encoded(model, data.train, "encoding training images")
    rng = np.random.default_rng(seed)
    found = likelihood(found, model, held_out, posterior, train_posterior, samples, rng)
    classes = max(len(data.classes), 1 + int(data.train.labels.max(initial=-1)))
    found = accuracies(found, held_out, posterior, data.train, train_posterior, classes)
    if (posterior.logvar <= POINT).all():
        found = replace(found, notes=(*found.notes, NO_PRIOR))
    else:
        found = _with_samples(found, model, data, held_out, seed)
    train, other = data.train.factors, held_out.factors
    if train is None or other is None or len(held_out) < MIN_IMAGES:
        return found
    coded, held_out_coded = Coded(train_posterior.mean, train), Coded(posterior.mean, other)
    rng = np.random.default_rng([seed, 2])
    factors = disentangled(data.factors, coded, held_out_coded, rng)
    return replace(found, factors=factors)


def _with_samples(
    found: Evaluation, model: Model, data: Dataset, images: Images, seed: int
) -> Evaluation:
    reason = unreadable(data, images)
    if reason is not None:
        return replace(found, notes=(*found.notes, reason))
    rng = np.random.default_rng([seed, 1])
    return replace(found, samples=sampled(model, data, images, rng))
