"""Fits a prior to the encoded training images after training."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import MissingError
from latentwalk.folder.mixture import Mixture
from latentwalk.latent.posterior import Posterior
from latentwalk.training.encoded import posterior_of
from latentwalk.training.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data import Images
    from latentwalk.infer.model import Model

IMAGES = 20_000
"""The largest number of images to encode, evenly spaced."""
MIN_VARIANCE = 1e-4
"""Added to each dimension's variance, so that no Gaussian collapses to a point."""
BATCH = 1000


def check_fitting() -> None:
    """Check that the package for `fit_prior` is installed, before hours of training.

    Raises:
        MissingError: scikit-learn is not installed.
    """
    try:
        import sklearn.mixture  # noqa: F401
    except ImportError:
        raise MissingError(
            "A mixture needs scikit-learn: pip install 'latentwalk[digits]'."
        ) from None


def fit_prior(model: Model, images: Images, gaussians: int, seed: int) -> Mixture:
    """Fit a mixture of Gaussians by expectation maximization, initialized by k-means.

    It is fitted to one point of each image's posterior, or each group's: a sample of the aggregate
    posterior, on which the decoder was trained.

    Args:
        model: a model with an encoder.
        images: images of its size.
        gaussians: how many; fewer if there are less than ten images for each.
        seed: the seed of the draws.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    points = _points(model, images, seed)
    count = max(1, min(gaussians, len(points) // 10))
    fit = GaussianMixture(count, reg_covar=MIN_VARIANCE, max_iter=200, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last iterate is good enough
        fit.fit(points)
    order = np.argsort(-fit.weights_)
    factor = np.linalg.cholesky(fit.covariances_[order])
    return Mixture(fit.weights_[order], fit.means_[order], factor)


def _points(model: Model, images: Images, seed: int) -> NDArray[np.float64]:
    rows = Rows.of(images).evenly(IMAGES)
    rng = np.random.default_rng(seed)
    parts = [posterior_of(model, rows.images.take(part.images), part) for part in rows.parts(BATCH)]
    mean = np.concatenate([part.mean for part in parts])
    logvar = np.concatenate([part.logvar for part in parts])
    return Posterior(mean, logvar).sample(rng).astype(np.float64)
