from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.mixture import GaussianMixture

from latentwalk.data import Images
from latentwalk.folder.mixture import Mixture
from latentwalk.infer.model import open_model
from latentwalk.training.prior import fit_prior


@pytest.fixture
def mixture() -> Mixture:
    rng = np.random.default_rng(0)
    factor = np.tril(rng.normal(size=(3, 2, 2)))
    factor[:, [0, 1], [0, 1]] = np.abs(factor[:, [0, 1], [0, 1]]) + 0.2
    return Mixture(np.array([0.5, 0.3, 0.2]), rng.normal(0, 4, (3, 2)), factor)


def test_its_density_is_scipy_s(mixture: Mixture) -> None:
    z = np.random.default_rng(1).normal(0, 3, (20, 2))
    parts = zip(mixture.weight, mixture.mean, mixture.factor, strict=True)
    expected = sum(
        weight * stats.multivariate_normal(mean, factor @ factor.T).pdf(z)
        for weight, mean, factor in parts
    )
    np.testing.assert_allclose(mixture.log_density(z), np.log(expected), rtol=1e-9)


def test_its_samples_have_its_moments(mixture: Mixture) -> None:
    points = mixture.sample(200_000, np.random.default_rng(2))
    assert points.dtype == np.float32
    mean = mixture.weight @ mixture.mean
    spread = mixture.factor @ mixture.factor.transpose(0, 2, 1)
    gap = mixture.mean - mean
    covariance = np.einsum("k,kij->ij", mixture.weight, spread + gap[:, :, None] * gap[:, None])
    np.testing.assert_allclose(points.mean(0), mean, atol=0.05)
    np.testing.assert_allclose(np.cov(points.T), covariance, rtol=0.03, atol=0.05)


def test_it_comes_back_from_json(mixture: Mixture) -> None:
    read = Mixture.from_json(mixture.to_json(), 2)
    for ours, theirs in zip(
        (read.weight, read.mean, read.factor),
        (mixture.weight, mixture.mean, mixture.factor),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3)


GOOD = {"weight": 1.0, "mean": [0.0, 0.0], "factor": [[1.0], [0.0, 1.0]]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "a list of Gaussians"),
        (5, "a list of Gaussians"),
        ("no", "a list of Gaussians"),
        ([{}], "a list of Gaussians"),
        ([GOOD | {"mean": [0.0]}], "a mean of 2 numbers"),
        ([GOOD | {"mean": [0.0, float("nan")]}], "a mean of 2 numbers"),
        ([GOOD | {"factor": [[1.0], [1.0]]}], "a triangular factor of 2 rows"),
        ([GOOD | {"factor": [[1.0], [1.0, 0.0]]}], "must be positive"),
        ([GOOD | {"weight": 0.0}], "must be positive"),
    ],
)
def test_an_invalid_mixture_is_refused(content: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Mixture.from_json(content, 2)


def test_a_fitted_one_lies_where_the_data_do() -> None:
    model = open_model("mnist-2d")
    assert model.atlas is not None
    pixels = model.pixels(model.atlas.mean[:1500])
    images = Images(pixels, np.full(len(pixels), -1, np.int32))
    fitted = fit_prior(model, images, 12, seed=0)
    assert len(fitted.weight) == 12
    assert list(fitted.weight) == sorted(fitted.weight, reverse=True)
    assert fitted.weight.sum() == pytest.approx(1)
    encoded = model.encode(pixels).mean.astype(np.float64)
    standard = stats.multivariate_normal(np.zeros(2)).logpdf(encoded)
    assert fitted.log_density(encoded).mean() > standard.mean() + 0.1
    # as well as the reference fits the same images' means
    reference = GaussianMixture(12, random_state=1).fit(encoded)
    assert fitted.log_density(encoded).mean() > reference.score(encoded) - 0.1


def test_few_images_get_few_gaussians() -> None:
    model = open_model("mnist-2d")
    assert model.atlas is not None
    pixels = model.pixels(model.atlas.mean[:25])
    fitted = fit_prior(model, Images(pixels, np.full(25, -1, np.int32)), 20, seed=0)
    assert len(fitted.weight) == 2
