"""Evidence about an encoder's two outputs: which is the mean, and what the other is.

Each function takes what is known and returns the forms that agree with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.foreign.forms import INVERSES, LOGS, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

ENOUGH = 24
"""The fewest values of an output from which its sign is inferred."""
CODES = 8
"""The fewest images from which the variance of codes is estimated."""
OFF = 0.05
"""How far a trained model's variance is off the prior's, as a share."""
NEAR, CLEAR = 4.0, 5.0
"""A form agrees with the prior if the square of its distance, in standard errors, is below the
first, and those of others exceed it by the second."""
WIDE = 1.65
"""Codes whose mean square exceeds this are wider than the prior, and so are posteriors whose mean
variance does."""
BETTER = 0.8
"""An output is the mean if its reconstructions have less than this share of the other's error."""
ALIKE, RELATED = 1.25, 0.7
"""Spreads fit a decoder if they vary as it lets expect, up to this factor, and correlate so."""
WORSE = 2.0
"""Of forms that fit, one is preferred if the misfit of others is this many times as large."""
VARIED = 0.1
"""The least standard deviation of log-variances that can be compared with a decoder."""
STEP = 0.05
"""How far codes are moved to see how images change."""
MOVES, DIMENSIONS = 128, 16
"""The moves in all, and the largest number of dimensions."""
NOISES = np.exp(np.linspace(-14, 10, 97))
"""Variances of a decoder's noise that are tried, as shares of the mean squared change of images."""


def by_sign(forms: Sequence[Form], parts: Sequence[Array]) -> list[Form]:
    """The forms whose spread has the sign of its kind.

    Variances, standard deviations and precisions are positive. The logarithms of a trained model's
    variances are not all positive, since no posterior is wider than the prior. If this leaves both
    orders, an output that alone is positive throughout is the spread.
    """
    if parts[0].size < ENOUGH:
        return list(forms)
    positive = [bool((part > 0).all()) for part in parts]
    fitting = [
        form
        for form in forms
        if form.spread == "log_precision" or positive[1 - form.place] != (form.spread in LOGS)
    ]
    ordered = [form for form in fitting if positive[1 - form.place] or not positive[form.place]]
    return ordered or fitting or list(forms)


def by_width(forms: Sequence[Form], parts: Sequence[Array]) -> list[Form]:
    """The forms under which posteriors are no wider than the prior, on the whole.

    A trained model's are not: their mean variance is at most 1. A precision is taken into account
    only where this excludes all other spreads, and if codes are about as wide as the prior: models
    that hardly weigh the divergence have variances of any size.
    """
    fitting: list[Form] = []
    for place in dict.fromkeys(form.place for form in forms):
        here = [form for form in forms if form.place == place]
        usual = [form for form in here if form.spread not in INVERSES]
        if float(np.square(parts[place]).mean()) > WIDE:
            fitting += usual
            continue
        narrow = [form for form in here if _width(form, parts) < WIDE]
        fitting += [form for form in usual if form in narrow] or narrow
    return fitting or [form for form in forms if form.spread not in INVERSES] or list(forms)


def _width(form: Form, parts: Sequence[Array]) -> float:
    """The mean variance of posteriors; infinite if the outputs cannot have this form."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        width = float(np.exp(form.gaussian(parts).logvar).mean())
    return width if np.isfinite(width) else np.inf


def by_error(forms: Sequence[Form], errors: Sequence[float], variance: float) -> list[Form]:
    """The forms whose mean reconstructs images, if that of the others does not.

    Args:
        forms: the forms.
        errors: the mean squared error of reconstructions from either output.
        variance: the error of the mean image.
    """
    least = min(errors)
    if not (least < variance and least < BETTER * max(errors)):
        return list(forms)
    return [form for form in forms if errors[form.place] == least]


def by_prior(forms: Sequence[Form], parts: Sequence[Array]) -> list[Form]:
    """The forms under which codes have the prior's variance of 1, if that tells them apart.

    The variance of the codes and the mean of the posteriors' variances add up to the prior's if the
    posteriors, taken together, are N(0, I).
    """
    if len(parts[0]) < CODES:
        return list(forms)
    distances = []
    for form in forms:
        given = form.gaussian(parts)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            codes = float(np.square(given.mean).mean())
            total = codes + float(np.exp(given.logvar).mean())
            error = np.hypot(OFF, np.sqrt(2 / given.mean.size) * codes / total)
            distance = float(np.square(np.log(total) / error))
        distances.append(distance if np.isfinite(distance) else np.inf)
    least, *others = sorted(distances)
    if least < NEAR and all(other > least + CLEAR for other in others):
        return [forms[distances.index(least)]]
    return list(forms)


def by_decoder(
    forms: Sequence[Form], parts: Sequence[Array], decode: Callable[[Array], Array]
) -> list[Form]:
    """The forms whose spreads fit the decoder, if that tells them apart; all have the same mean.

    The posterior of a Gaussian decoder with noise s is narrow where images change fast: its
    variance is 1 / (1 + g / s²), where g is the squared change of the image along a dimension. This
    holds for other likelihoods and weights of the divergence with another s, which is fitted. A
    log-variance that is taken for a log standard deviation varies twice as much as expected.
    """
    spread = parts[1 - forms[0].place]
    order = np.argsort(spread.mean(0))
    dims = order[np.unique(np.linspace(0, len(order) - 1, DIMENSIONS).astype(int))]
    means = forms[0].gaussian(parts).mean[: MOVES // len(dims)]
    moved = np.repeat(means[:, None], len(dims), axis=1)
    moved[:, np.arange(len(dims)), dims] += STEP
    images = decode(means).reshape(len(means), 1, -1)
    beside = decode(moved.reshape(-1, means.shape[1])).reshape(len(means), len(dims), -1)
    change = np.square((beside - images) / STEP).sum(2)
    misfits = []
    for form in forms:
        with np.errstate(invalid="ignore", divide="ignore"):
            misfits.append(_misfit(form.gaussian(parts).logvar[: len(means), dims], change))
    least, *others = sorted(misfits)
    if least < np.inf and all(other > WORSE * least for other in others):
        return [forms[misfits.index(least)]]
    return list(forms)


def _misfit(logvar: Array, change: Array) -> float:
    """The share of log-variances' variance that a decoder with the noise that fits best leaves.

    It is infinite where they do not vary as the decoder's images do.
    """
    if not np.isfinite(logvar).all() or logvar.std() < VARIED or not change.any():
        return np.inf
    ratios = change / change.mean()
    expected = min(
        (-np.log1p(ratios / noise) for noise in NOISES),
        key=lambda one: float(np.square(logvar - one).mean()),
    )
    if expected.std() == 0 or np.corrcoef(logvar.ravel(), expected.ravel())[0, 1] < RELATED:
        return np.inf
    if not 1 / ALIKE < logvar.std() / expected.std() < ALIKE:
        return np.inf
    return float(np.square(logvar - expected).mean() / logvar.var())
