"""Two outputs without names are read as evidence shows, or a message says what is undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.adoption.foreign.forms import Form, pairs
from latentwalk.errors import LatentwalkError
from tests.adoption.opening import opened_with_messages

if TYPE_CHECKING:
    from latentwalk.infer.model import Model

SIDE, DIMENSIONS, NOISE = 8, 6, 0.01
SPREADS: dict[str, Any] = {
    "logvar": np.log,
    "log_std": lambda variance: 0.5 * np.log(variance),
    "std": np.sqrt,
    "variance": lambda variance: variance,
    "precision": np.reciprocal,
    "log_precision": lambda variance: -np.log(variance),
}
FORMS = pytest.mark.parametrize("form", list(pairs()), ids=str)


class Linear:
    """A VAE whose decoder is linear, with the exact posterior as its encoder.

    For images W z + noise with orthogonal columns of lengths l, the posterior of dimension i has
    the variance s² / (s² + l²) and the mean of that share of w·x / s².
    """

    def __init__(self, form: Form, lengths: Any) -> None:
        rng = np.random.default_rng(0)
        basis = np.linalg.qr(rng.standard_normal((SIDE**2, DIMENSIONS)))[0]
        self.form, self.weights = form, (basis * lengths).astype(np.float32)
        self.variance = NOISE**2 / (NOISE**2 + np.square(lengths))

    def posterior(self, x: Any) -> tuple[Any, Any]:
        flat = x.reshape(len(x), -1) - 0.5
        mean = flat @ self.weights * self.variance / NOISE**2
        return mean, np.broadcast_to(self.variance, mean.shape)

    def encode(self, x: Any) -> Any:
        mean, variance = self.posterior(x)
        given = [mean if word == "mean" else SPREADS[word](variance) for word in self.form.outputs]
        return tuple(part.astype(np.float32) for part in given)

    def decode(self, z: Any) -> Any:
        return (0.5 + z @ self.weights.T).reshape(-1, 1, SIDE, SIDE)

    def images(self, n: int) -> Any:
        rng = np.random.default_rng(1)
        clean = self.decode(rng.standard_normal((n, DIMENSIONS)))
        return (clean + NOISE * rng.standard_normal(clean.shape)).astype(np.float32)


NARROW = NOISE * np.geomspace(8, 60, DIMENSIONS)
"""Log-variances from -4 to -8."""
PARTLY = NOISE * np.array([0.1, 0.3, 1, 3, 10, 30])
"""From none to narrow."""


def opened(model: Linear, data: Any = None, **options: Any) -> tuple[Model, str]:
    return opened_with_messages(
        data=data,
        encoder=model.encode,
        decoder=model.decode,
        latent_dim=DIMENSIONS,
        values=(0, 1),
        **options,
    )


def check(model: Linear, ours: Any) -> None:
    images = model.images(20)
    mean, variance = model.posterior(images)
    given = ours.encode(images)
    np.testing.assert_allclose(given.mean, mean, atol=1e-4)
    np.testing.assert_allclose(given.logvar, np.log(variance), atol=1e-3)


@FORMS
@pytest.mark.parametrize("lengths", [NARROW, PARTLY], ids=["narrow", "partly"])
@pytest.mark.parametrize("with_data", [True, False], ids=["data", "decoded images"])
def test_every_form_is_found(form: Form, lengths: Any, with_data: bool) -> None:
    model = Linear(form, lengths)
    ours, messages = opened(model, model.images(200) if with_data else None)
    check(model, ours)
    assert "cannot be decided" not in messages
    assert (f"are read as {form}, because" in messages) == (form != Form(("mean", "logvar")))


@pytest.mark.parametrize(
    ("outputs", "spreads"),
    [
        (("mean", "logvar"), "the log-variance or the log standard deviation"),
        (("std", "mean"), "the standard deviation or the variance"),
    ],
)
def test_equal_narrow_spreads_are_left_open(outputs: tuple[str, str], spreads: str) -> None:
    model = Linear(Form(outputs), np.full(DIMENSIONS, 20 * NOISE))
    ours, messages = opened(model, model.images(200))
    check(model, ours)
    assert f"whether the other is {spreads} cannot be decided" in messages
    assert "give posterior= (--posterior)" in messages
    decided, messages = opened(model, model.images(200), posterior=",".join(outputs))
    check(model, decided)
    assert "posterior=" not in messages


def test_equal_wide_spreads_are_decided_by_the_prior() -> None:
    model = Linear(Form(("mean", "log_std")), np.full(DIMENSIONS, NOISE))
    ours, messages = opened(model, model.images(400))
    check(model, ours)
    assert "the codes of the data then agree with the prior" in messages


def test_an_untrained_model_leaves_the_order_open() -> None:
    rng = np.random.default_rng(0)
    heads = rng.standard_normal((2, SIDE**2, DIMENSIONS)).astype(np.float32)
    model = Linear(Form(("mean", "logvar")), NARROW)
    model.encode = lambda x: tuple(x.reshape(len(x), -1) @ head for head in heads)  # type: ignore[method-assign]
    _, messages = opened(model, model.images(50))
    assert "which of them is the mean cannot be decided" in messages


def test_a_decoder_may_refuse_codes_read_from_the_wrong_output() -> None:
    model = Linear(Form(("logvar", "mean")), NARROW)
    decode = model.decode

    def strict(z: Any) -> Any:
        if np.abs(z).max() > 20 or not np.isfinite(z).all():
            raise ValueError("out of range")
        return decode(z)

    model.encode, plain = (lambda x: (plain(x)[0] * 10, plain(x)[1])), model.encode  # type: ignore[method-assign]
    model.decode = strict  # type: ignore[method-assign]
    ours, _ = opened(model, model.images(50))
    np.testing.assert_allclose(
        ours.encode(model.images(5)).mean, model.posterior(model.images(5))[0], atol=1e-4
    )


def test_nan_in_an_output_is_not_taken_for_a_random_sample() -> None:
    model = Linear(Form(("mean", "logvar")), NARROW)
    encode = model.encode
    model.encode = lambda x: (encode(x)[0] * np.nan, encode(x)[1])  # type: ignore[method-assign]
    with pytest.raises(LatentwalkError, match="NaN"):
        opened(model, model.images(20))
