"""Judging a model on images: its loss, a tighter bound, and how its latent space is used."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.latent.metrics import active_units, importance_bound, knn_accuracy
from latentwalk.latent.posterior import Posterior
from latentwalk.terminal import track

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from latentwalk.data import Dataset, Images
    from latentwalk.infer.model import Model

IMAGES_AT_ONCE = 50
"""Images whose posterior samples are decoded together."""


@dataclass(frozen=True)
class Evaluation:
    """What a model is worth on the images held out; nats per image unless said otherwise."""

    images: int
    """How many images it was judged on."""
    loss: float
    """reconstruction + kl: the negative ELBO without its constant, posteriors sampled."""
    loss_error: float
    """The standard error of `loss` over the images."""
    reconstruction: float
    """Summed squared error."""
    kl: float
    """Divergence of the posteriors from the prior."""
    kl_by_dimension: tuple[float, ...]
    """The same, by latent dimension."""
    active_units: int
    """Dimensions whose posterior mean varies over the images by more than 0.01."""
    iwae: float
    """The importance-weighted bound, in the same unit as `loss`."""
    iwae_samples: int
    """Posterior samples per image in that bound, and in `loss`."""
    knn_accuracy: float | None
    """Share of images whose class the five nearest training images in the latent space tell
    (posterior means, Euclidean); null without labels."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)


def evaluate(
    model: Model, data: Dataset, *, samples: int = 50, seed: int = 0, most: int | None = None
) -> Evaluation:
    """Judge a model on a data set's held-out images.

    Args:
        model: with an encoder.
        data: at the model's image size.
        samples: posterior samples per image.
        seed: of their draws.
        most: judge on the first so many images alone.

    Raises:
        DataError: nothing is held out, or the images are not of the model's size.
        MissingError: the model has no encoder.
    """
    held_out = data.held_out.take(slice(most))
    if not len(held_out):
        raise DataError(f"The data set {data.name} holds no images back to judge by.")
    rng = np.random.default_rng(seed)
    posterior = _encoded(model, held_out, "encoding held-out images")
    errors, bounds = _sampled(model, held_out, posterior, samples, rng)
    kl = posterior.kl()
    losses = errors + kl.sum(1)
    return Evaluation(
        images=len(held_out),
        loss=float(losses.mean()),
        loss_error=float(losses.std(ddof=1) / np.sqrt(len(losses))) if len(losses) > 1 else 0.0,
        reconstruction=float(errors.mean()),
        kl=float(kl.sum(1).mean()),
        kl_by_dimension=tuple(float(nats) for nats in kl.mean(0)),
        active_units=active_units(posterior.mean),
        iwae=float(bounds.mean()),
        iwae_samples=samples,
        knn_accuracy=_knn_accuracy(model, data, held_out, posterior),
    )


def _encoded(model: Model, images: Images, what: str) -> Posterior:
    starts = range(0, len(images), 1000)
    parts = [model.encode(images.pixels[i : i + 1000]) for i in track(starts, what, len(starts))]
    return Posterior(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.logvar for part in parts]),
    )


def _sampled(
    model: Model, images: Images, posterior: Posterior, samples: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The squared error, averaged over samples, and the importance-weighted bound: (n,) each."""
    errors, bounds = [], []
    starts = range(0, len(images), IMAGES_AT_ONCE)
    for start in track(starts, "sampling posteriors", len(starts)):
        part = slice(start, start + IMAGES_AT_ONCE)
        some = Posterior(posterior.mean[part], posterior.logvar[part])
        z = np.stack([some.sample(rng) for _ in range(samples)], axis=1)  # (b, k, d)
        values = model.image.to_values(images.pixels[part])[:, None]  # (b, 1, c, h, w)
        error = np.square(model.decode(z) - values).sum((2, 3, 4), dtype=np.float64)  # (b, k)
        errors.append(error.mean(1))
        bounds.append(importance_bound(error, some, z))
    return np.concatenate(errors), np.concatenate(bounds)


def _knn_accuracy(
    model: Model, data: Dataset, held_out: Images, posterior: Posterior
) -> float | None:
    known, asked = data.train.labels >= 0, held_out.labels >= 0
    if not known.any() or not asked.any():
        return None
    train = data.train.take(np.flatnonzero(known))
    means = _encoded(model, train, "encoding training images").mean
    return knn_accuracy(posterior.mean[asked], held_out.labels[asked], means, train.labels)
