"""The range in which samples other than images are drawn: of the data, or of decoded draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.interpretation.reconstructions import reconstructed
from latentwalk.errors import ModelError
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.output import MAX_LEVEL, MIN_RANGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.samples import Known

DRAWS = 64
"""Points of the prior that are decoded where there are no data."""
MAX_DRAWN = 2**24
"""Values that are decoded to find the range."""
MARGIN = 0.05
"""Added at both ends, as a share of the range."""
INNER = (0.005, 0.995)
OUTLYING, OUTLYING_VALUES = 4.0, 1.5
"""Values far outside are left out: the range is then that of these quantiles, widened, if it would
be this many times as wide. Named values differ more than the values of a curve."""


def with_range(
    fitted: Fitted, known: Known, data: NDArray[np.float32] | None
) -> tuple[Fitted, str]:
    """The model with the range in which its samples are drawn, and a sentence about it.

    Args:
        fitted: a model of samples other than images.
        known: the range, if the user gave it.
        data: samples of the data (n, *shape).

    Raises:
        ModelError: the decoder returns NaN or infinity for points of the prior.
    """
    drawn = decoded_draws(fitted, DRAWS)
    if not np.isfinite(drawn).all():
        raise ModelError(
            f"The decoder of {fitted.foreign.name} returns NaN or infinity for points of the "
            "prior: its weights are damaged or untrained."
        )
    if known.range is not None or fitted.spec.shares:
        return fitted, ""
    shown, source = _shown(fitted, drawn, data)
    shown = fitted.spec.compared(shown)
    if isinstance(fitted.spec, FieldSpec):
        return _with_ranges(fitted, fitted.spec, shown, source)
    low, high = range_of(shown, fitted.spec.kind == "values")
    remark = (
        f"Its {fitted.spec.plural} are drawn from {low:.4g} to {high:.4g}, the range of {source} "
        "with a margin. Otherwise give values= (--values), as (low, high)."
    ) + _beyond(shown, source)
    spec = replace(fitted.spec, low=low, high=high)  # type: ignore[type-var]
    return replace(fitted, spec=spec), remark


def _with_ranges(
    fitted: Fitted, spec: FieldSpec, shown: NDArray[np.float32], source: str
) -> tuple[Fitted, str]:
    """The model with a range for each channel of its fields, and a sentence about them."""
    ranges = [_of_one_sign(shown[:, channel]) for channel in range(len(spec.channels))]
    lows, highs = zip(*ranges, strict=True)
    own = tuple(ranges) if len(ranges) > 1 else ()
    spec = replace(spec, low=min(lows), high=max(highs), ranges=own)
    drawn = f"drawn from {spec.low:.4g} to {spec.high:.4g}, the range"
    each = f"drawn in a range for each of their {len(ranges)} channels, that"
    remark = (
        f"Its fields are {each if own else drawn} of {source} with a margin. Otherwise give "
        f"values= (--values), as (low, high){' for all' if own else ''}."
    )
    return replace(fitted, spec=spec), remark + _beyond(shown, source)


def _of_one_sign(values: NDArray[np.float32]) -> tuple[float, float]:
    """The range of values with a margin, which does not reach beyond 0 unless they do."""
    low, high = range_of(values, from_zero=False)
    return low, (min(high, 0.0) if values.max() <= 0 and low < 0 else high)


def _shown(
    fitted: Fitted, drawn: NDArray[np.float32], data: NDArray[np.float32] | None
) -> tuple[NDArray[np.float32], str]:
    """The samples whose range is drawn, and what they are.

    Named values are often counts, which reach much farther than the means that a model decodes, so
    their range is that of reconstructions.
    """
    if data is None:
        return drawn, "decoded points of the prior"
    if fitted.spec.kind == "values" and fitted.encode_native is not None:
        decoded = reconstructed(fitted, data)
        if np.isfinite(decoded).all() and np.ptp(decoded) > MIN_RANGE:
            return decoded, "the data's reconstructions"
    return data, "the data"


def _beyond(samples: NDArray[np.float32], source: str) -> str:
    """A sentence if samples are too small or too large to be drawn."""
    low, high = float(samples.min()), float(samples.max())
    if 0 < high - low <= MIN_RANGE:
        return (
            f" But the values of {source} differ by only {high - low:.2g}, less than the least "
            f"range that can be drawn, {MIN_RANGE:g}: give a decoder= in other units."
        )
    if max(abs(low), abs(high)) > MAX_LEVEL:
        return (
            f" But the values of {source} reach from {low:.2g} to {high:.2g}, and nothing beyond "
            f"{MAX_LEVEL:g} can be drawn: give a decoder= in other units."
        )
    return ""


def decoded_draws(fitted: Fitted, most: int) -> NDArray[np.float32]:
    """Samples (n, *shape) decoded from points of the prior: at most `most`, fewer of large ones."""
    n = min(most, max(2, MAX_DRAWN // fitted.spec.size))
    z = np.random.default_rng(0).standard_normal((n, fitted.latent_dim), dtype=np.float32)
    return np.asarray(fitted.decoder()(z)[0])


def range_of(samples: NDArray[np.float32], from_zero: bool) -> tuple[float, float]:
    """The range of samples with a margin; values that never change sign begin or end at 0.

    Args:
        samples: (n, ...), finite.
        from_zero: whether 0 is always within.
    """
    values = np.clip(samples.astype(np.float64), -MAX_LEVEL, MAX_LEVEL)
    low, high = float(values.min()), float(values.max())
    inner, outer = (float(one) for one in np.quantile(values, INNER))
    wide = OUTLYING_VALUES if from_zero else OUTLYING
    if outer > inner and high - low > wide * (outer - inner):
        middle, half = (inner + outer) / 2, wide / 2 * (outer - inner)
        low, high = max(low, middle - half), min(high, middle + half)
    positive = low >= 0
    negative = from_zero and high <= 0 and not positive
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = MARGIN * (high - low) if high - low > MIN_RANGE else max(1.0, abs(high))
    low, high = max(low - margin, -MAX_LEVEL), min(high + margin, MAX_LEVEL)
    return (max(low, 0.0) if positive else low), (min(high, 0.0) if negative else high)
