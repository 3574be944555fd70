"""The figures of the lesson `variational`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.spatial import cKDTree

from tests.lessons.stated import digits, point_of, read, states, view_of

if TYPE_CHECKING:
    import latentwalk

LESSON = "variational"
FEW = 2500
"""The encoded images of the autoencoder, and as many of the other model."""


def far(model: latentwalk.Model, drawn: np.ndarray) -> float:
    """The share of points farther from the data than five times the median gap in it."""
    data = model.atlas.mean[:FEW]
    tree = cKDTree(data)
    gap = np.median(tree.query(data, 2)[0][:, 1])
    return float((tree.query(drawn)[0] > 5 * gap).mean())


def noisy(
    amount: float, items: np.ndarray, draws: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Points (draws, n, d) of the posteriors of encoded items, and their means (n, d)."""
    atlas = digits("mnist-2d").atlas
    mean, sigma = atlas.mean[items], np.exp(0.5 * atlas.logvar[items])
    noise = random.standard_normal((draws, *mean.shape)).astype(np.float32)
    return mean + amount * sigma * noise, mean


def kept(amount: float, items: np.ndarray, draws: int) -> float:
    """The share of draws that the classifier reads as it reads the mean."""
    model = digits("mnist-2d")
    points, mean = noisy(amount, items, draws, np.random.default_rng(0))
    expected = read(model, mean)
    return float(np.mean([read(model, one) == expected for one in points]))


def nine() -> int:
    """The encoded item whose noise the lesson shows, counted from 0."""
    return int(view_of(LESSON, "a nine")["noise"].partition(":")[0]) - 1


@pytest.fixture(scope="module")
def items() -> np.ndarray:
    return np.random.default_rng(1).choice(10_000, 1000, replace=False)


def test_more_draws_of_the_autoencoder_lie_far_from_its_data() -> None:
    random = np.random.default_rng(0)
    plain, variational = digits("mnist-autoencoder-2d"), digits("mnist-2d")
    mean = plain.atlas.mean
    fitted = random.multivariate_normal(mean.mean(0), np.cov(mean.T), 4000)
    assert states(LESSON, "about 20 of 100")
    assert abs(far(plain, fitted) - 0.20) < 0.02
    assert states(LESSON, "only 6 of 100 lie so far away")
    assert abs(far(variational, random.standard_normal((4000, 2))) - 0.06) < 0.01


def test_the_gap_is_not_decoded_to_what_is_encoded_there() -> None:
    model = digits("mnist-autoencoder-2d")
    gap = point_of(LESSON, "into the gap")
    assert np.linalg.norm(model.encode(model.decode(gap)).mean - gap) > 2


def test_the_nine_of_the_links_is_the_item_whose_noise_they_show() -> None:
    atlas = digits("mnist-2d").atlas
    item = nine()
    np.testing.assert_allclose(point_of(LESSON, "a nine")[0], atlas.mean[item], atol=1e-3)
    sigma = np.exp(0.5 * atlas.logvar[item])
    for view, most in (("with noise", 2), ("three sigma", 6)):
        assert (np.abs(point_of(LESSON, view)[0] - atlas.mean[item]) < most * sigma).all()
    assert atlas.label[item] == 9


def test_one_sigma_hardly_changes_a_digit(items: np.ndarray) -> None:
    model = digits("mnist-2d")
    points, mean = noisy(1, items, 4, np.random.default_rng(0))
    images = model.decode(mean)

    def apart(others: np.ndarray) -> float:
        # values are from -1 to 1
        return float(np.sqrt(((others - images) ** 2).mean((1, 2, 3))).mean() / 2)

    assert states(LESSON, "changes the pixels by 1.6 % of their range")
    assert abs(np.mean([apart(model.decode(one)) for one in points]) - 0.016) < 0.001
    assert states(LESSON, "two random digits differ by 22 %")
    assert abs(apart(np.roll(images, 1, 0)) - 0.22) < 0.01


def test_most_draws_keep_their_digit(items: np.ndarray) -> None:
    assert states(LESSON, "as without in 96 of 100 cases")
    assert abs(kept(1, items, 4) - 0.96) < 0.01
    assert states(LESSON, "88 of 100 draws keep their digit at three")
    assert abs(kept(3, items, 4) - 0.88) < 0.01


def test_the_nine_is_near_a_border() -> None:
    assert kept(1, np.array([nine()]), 500) > 0.95
    assert 0.6 < kept(3, np.array([nine()]), 500) < 0.73


def test_what_the_clouds_cost_and_how_wide_they_are() -> None:
    atlas = digits("mnist-2d").atlas
    nats = 0.5 * (atlas.mean**2 + np.exp(atlas.logvar) - 1 - atlas.logvar)
    assert states(LESSON, "it is 6.5 nats for each image")
    assert round(float(nats.sum(1).mean()), 1) == 6.5
    width = np.exp(0.5 * atlas.logvar).mean(0) / atlas.mean.std(0)
    assert states(LESSON, "about a twenty-third as wide")
    assert abs(1 / float(width.mean()) - 23) < 1


def test_the_autoencoder_has_no_prior() -> None:
    assert not digits("mnist-autoencoder-2d").knows_prior
