"""The figures of the lesson `beta`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.gallery import LESSONS
from tests.lessons.stated import digits, states

if TYPE_CHECKING:
    from pathlib import Path

LESSON = "beta"
COLLAPSED = 0.01
"""Dimensions with fewer nats are folded away."""
ENDS = 2.576
"""The ends of a strip, between which 99 % of the prior lie."""

pytestmark = pytest.mark.slow


def nats_of(model: latentwalk.Model) -> np.ndarray:
    """The mean KL divergence (d,) of the posteriors of the encoded digits from the prior."""
    mean, logvar = model.atlas.mean.astype(float), model.atlas.logvar.astype(float)
    nats: np.ndarray = (mean**2 + np.exp(logvar) - 1 - logvar).mean(0) / 2
    return nats


def error_of(name: str) -> float:
    """The reconstruction error of the held-out digits, as the training measured it."""
    manifest = json.loads((LESSONS.parent / name / "latentwalk.json").read_text("utf-8"))
    return float(manifest["provenance"]["metrics"]["held_out"]["reconstruction"])


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the trainings of the lesson learn from: 5,000 digits that the first model draws."""
    model = digits("mnist")
    rows = np.linspace(0, len(model.atlas.mean), 5000, endpoint=False).astype(int)
    pixels = np.clip(np.rint((model.decode(model.atlas.mean[rows])[:, 0] + 1) * 127.5), 0, 255)
    path = tmp_path_factory.mktemp("redrawn") / "digits.npz"
    np.savez(path, x=pixels.astype(np.uint8), y=model.atlas.label[rows])
    return path


def trained(data: Path, dimensions: int, beta: float, epochs: int) -> latentwalk.Model:
    """A model that learned as in the page: with one cycle, nothing warped, no spare dimensions."""
    out = data.parent / f"{dimensions}-{beta}"
    latentwalk.train(
        data=str(data), out=out, latent_dim=dimensions, beta=beta, epochs=epochs, augment="none",
        schedule="one-cycle", spare=0, accelerator="cpu",
    )  # fmt: skip
    return latentwalk.open(out)


def test_with_beta_1_six_dimensions_use_15_nats() -> None:
    nats = nats_of(digits("mnist"))
    assert states(LESSON, "It uses six dimensions and 15 nats for each image")
    assert ((nats > 1).sum(), round(nats.sum())) == (6, 15)


def test_with_beta_20_four_dimensions_use_1_8_nats() -> None:
    nats = nats_of(digits("mnist-beta-20"))
    assert states(LESSON, "It uses 1.8 nats, in four dimensions. Two dimensions are folded away")
    assert round(float(nats.sum()), 1) == 1.8
    assert ((nats >= COLLAPSED).sum(), (nats < COLLAPSED).sum()) == (4, 2)


def test_collapsed_dimensions_have_the_prior_and_change_nothing_that_one_can_see() -> None:
    model = digits("mnist-beta-20")
    collapsed = nats_of(model) < COLLAPSED
    assert states(LESSON, "2 dimensions carry nothing")
    assert states(LESSON, "with mean 0 and standard deviation 1")
    assert np.abs(model.atlas.mean[:, collapsed]).max() < 0.2
    assert np.exp(model.atlas.logvar[:, collapsed] / 2) == pytest.approx(1, abs=0.1)

    def change(at: int) -> float:
        """How far the pixels change from end to end, by root mean square, of their range."""
        ends = np.zeros((2, model.latent_dim), np.float32)
        ends[:, at] = -ENDS, ENDS
        first, last = model.decode(ends)
        return float(np.sqrt(((first - last) ** 2).mean()) / 2)

    changes = np.array([change(at) for at in range(model.latent_dim)])
    assert changes[collapsed].max() < 0.02
    assert changes[~collapsed].min() > 0.15


def test_with_beta_4_all_six_dimensions_carry_9_nats() -> None:
    nats = nats_of(digits("mnist-beta-4"))
    assert states(LESSON, "all six dimensions carry something: about 9 nats together")
    assert (nats.min() > 0.5, round(nats.sum())) == (True, 9)


def test_what_the_price_buys() -> None:
    first, second, third = (error_of(name) for name in ("mnist", "mnist-beta-4", "mnist-beta-20"))
    saved = 1 - nats_of(digits("mnist-beta-4")).sum() / nats_of(digits("mnist")).sum()
    assert states(LESSON, "the nats fall from 15 to 9, by 40 %")
    assert abs(saved - 0.40) < 0.015
    assert states(LESSON, "By 25 %, from 68 to 85 for each image")
    assert [round(first), round(second), round(100 * (second / first - 1))] == [68, 85, 25]
    assert states(LESSON, "the error nearly doubles, to 164")
    assert (round(third), 1.8 < third / second < 2) == (164, True)


def test_at_a_price_of_20_some_of_six_dimensions_never_carry_anything(redrawn: Path) -> None:
    nats = nats_of(trained(redrawn, 6, 20, 10))
    assert states(LESSON, "one grows first, others follow, some never do")
    assert 1 <= (nats < COLLAPSED).sum() <= 5


def test_at_a_price_of_100_the_decoder_draws_the_mean_of_all_digits(redrawn: Path) -> None:
    model = trained(redrawn, 6, 100, 10)
    assert states(LESSON, "All six dimensions collapse")
    assert nats_of(model).max() < COLLAPSED
    drawn = model.decode(np.random.default_rng(0).standard_normal((50, 6)).astype(np.float32))
    mean = np.load(redrawn)["x"].mean(0) / 127.5 - 1
    assert np.sqrt(((drawn - drawn.mean(0)) ** 2).mean()) / 2 < 0.02
    assert np.abs(drawn.mean(0)[0] - mean).mean() / 2 < 0.03


def test_at_a_price_of_4_about_seven_of_ten_dimensions_carry_half_a_nat(redrawn: Path) -> None:
    nats = nats_of(trained(redrawn, 10, 4, 20))
    assert states(LESSON, "How many will carry at least half a nat?")
    assert states(LESSON, "About seven: count them")
    assert 6 <= (nats >= 0.5).sum() <= 8
