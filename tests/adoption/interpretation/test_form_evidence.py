"""What two unnamed outputs show about their form."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.adoption.foreign.forms import Form, pairs
from latentwalk.adoption.interpretation.form_evidence import (
    by_decoder,
    by_error,
    by_prior,
    by_sign,
    by_width,
)

FORMS = list(pairs())
RNG = np.random.default_rng(0)
CODES = RNG.standard_normal((64, 4)).astype(np.float32)


def test_a_spread_has_the_sign_of_its_kind() -> None:
    positive = np.full((64, 4), 0.1, np.float32)
    spreads = ("std", "variance", "precision", "log_precision")
    assert by_sign(FORMS, [CODES, positive]) == [Form(("mean", spread)) for spread in spreads]
    assert by_sign(FORMS, [positive, CODES]) == [Form((spread, "mean")) for spread in spreads]
    logs = [Form(("mean", spread)) for spread in ("logvar", "log_std", "log_precision")]
    assert by_sign(FORMS, [CODES, -positive])[:3] == logs
    assert by_sign(FORMS, [CODES[:2], positive[:2]]) == FORMS


@pytest.mark.parametrize(
    ("value", "spreads"),
    [
        (-3.0, {"logvar", "log_std"}),
        (0.05, {"logvar", "log_std", "std", "variance"}),
        (20.0, {"precision", "log_precision"}),
    ],
)
def test_posteriors_are_no_wider_than_the_prior(value: float, spreads: set[str]) -> None:
    forms = [form for form in FORMS if form.place == 0]
    output = np.full((64, 4), value, np.float32)
    assert {form.spread for form in by_width(forms, [CODES, output])} == spreads
    usual = {"logvar", "log_std", "std", "variance"}
    assert {form.spread for form in by_width(forms, [9 * CODES, output])} == usual


@pytest.mark.parametrize(
    ("errors", "places"),
    [((0.1, 0.9), {0}), ((0.9, 0.1), {1}), ((2, 3), {0, 1}), ((0.9, 1), {0, 1})],
)
def test_the_mean_reconstructs_better(errors: tuple[float, float], places: set[int]) -> None:
    assert {form.place for form in by_error(FORMS, errors, 1.0)} == places


def test_the_prior_decides_only_between_forms_that_differ() -> None:
    forms = [Form(("mean", "logvar")), Form(("mean", "log_std"))]
    half = np.full((64, 4), np.log(0.5), np.float32)
    assert by_prior(forms, [np.sqrt(0.5) * CODES, half]) == forms[:1]
    assert by_prior(forms, [np.sqrt(0.5) * CODES, 0.5 * half]) == forms[1:]
    assert by_prior(forms, [CODES, 10 * half]) == forms


@pytest.mark.parametrize("noise", [0.01, 0.1, 1])
def test_spreads_fit_a_decoder_under_any_noise(noise: float) -> None:
    scales = np.geomspace(0.5, 4, 4)
    forms = [Form(("mean", "logvar")), Form(("mean", "log_std"))]
    logvar = np.broadcast_to(-np.log1p(np.square(scales / noise)), CODES.shape)
    parts = [CODES, logvar.astype(np.float32)]
    decode = lambda z: z * scales  # noqa: E731
    assert by_decoder(forms, parts, decode) == forms[:1]
    assert by_decoder(forms, [CODES, parts[1] / 2], decode) == forms[1:]
    shuffled = [CODES, parts[1][:, [2, 0, 3, 1]]]
    assert by_decoder(forms, shuffled, decode) == forms
