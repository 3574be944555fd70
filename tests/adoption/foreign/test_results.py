from __future__ import annotations

from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from latentwalk.adoption.foreign.posteriors import Gaussian, posterior_reader, sampled_index
from latentwalk.adoption.foreign.results import image_reader
from latentwalk.errors import ModelError


def image_of(given: Any) -> Any:
    return image_reader(given)(given)


def posterior_of(given: Any, size: int | None = None, sampled: int | None = None) -> Gaussian:
    return posterior_reader(given, size, sampled)(given)


MEAN = np.arange(6.0).reshape(3, 2)
LOGVAR = -MEAN
SAMPLE = MEAN + 0.5


@dataclass
class Encoded:
    z: Any
    log_var: Any
    mu: Any


Named = namedtuple("Named", ["sample_z", "mean", "logvar"])


@pytest.mark.parametrize(
    "given",
    [
        (MEAN, LOGVAR),
        [MEAN, LOGVAR],
        {"mu": MEAN, "logvar": LOGVAR},
        OrderedDict(log_covariance=LOGVAR, embedding=MEAN),
        Encoded(SAMPLE, LOGVAR, MEAN),
        Named(SAMPLE, MEAN, LOGVAR),
        SimpleNamespace(latent_dist=SimpleNamespace(mean=MEAN, logvar=LOGVAR)),
        SimpleNamespace(loc=MEAN, scale=np.exp(LOGVAR / 2)),
        (SimpleNamespace(mean=MEAN, logvar=LOGVAR), "more"),
        np.concatenate([MEAN, LOGVAR], axis=1),
        {"q": {"z_mean": MEAN, "z_log_var": LOGVAR}},
    ],
)
def test_means_and_variances_are_found(given: Any) -> None:
    mean, logvar = posterior_of(given, size=2)
    np.testing.assert_allclose(mean, MEAN)
    np.testing.assert_allclose(logvar, LOGVAR)


@pytest.mark.parametrize(
    "given",
    [MEAN, (MEAN,), (MEAN, np.zeros(()), None), {"latents": MEAN}, SimpleNamespace(embedding=MEAN)],
)
def test_points_have_no_variance(given: Any) -> None:
    mean, logvar = posterior_of(given, size=2)
    np.testing.assert_allclose(mean, MEAN)
    assert logvar is None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_output_that_changes_between_calls_is_the_sample(place: int) -> None:
    once, again = [MEAN, LOGVAR], [MEAN, LOGVAR]
    once.insert(place, SAMPLE)
    again.insert(place, SAMPLE + 0.1)
    found = sampled_index(once, again)
    assert found == place
    mean, logvar = posterior_of(once, 2, found)
    np.testing.assert_allclose(mean, MEAN)
    np.testing.assert_allclose(logvar, LOGVAR)


def test_a_distribution_of_pytorch() -> None:
    normal = torch.distributions.Normal(torch.tensor(MEAN), torch.exp(torch.tensor(LOGVAR) / 2))
    mean, logvar = posterior_of(torch.distributions.Independent(normal, 1), 2)
    np.testing.assert_allclose(mean, MEAN)
    np.testing.assert_allclose(logvar, LOGVAR)
    np.testing.assert_allclose(image_of(normal), MEAN)


@pytest.mark.parametrize(
    "given",
    [
        MEAN,
        (MEAN, LOGVAR),
        {"reconstruction": MEAN, "z": LOGVAR},
        SimpleNamespace(sample=MEAN),
        OrderedDict(loss=np.zeros(()), recon_x=MEAN, embedding=LOGVAR),
    ],
)
def test_images_are_found(given: Any) -> None:
    np.testing.assert_allclose(image_of(given), MEAN)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "NoneType"),
        ({"a": 1}, "a dictionary with a"),
        (("x", 2), "a sequence of str, int"),
        ({}, "no entries"),
    ],
)
def test_a_result_without_arrays_is_described(given: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        image_of(given)
    with pytest.raises(ModelError, match=message):
        posterior_of(given)
