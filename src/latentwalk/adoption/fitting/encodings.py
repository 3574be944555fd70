"""`Encoding`: a way in which a foreign model encodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.foreign.forms import USUAL, Form
from latentwalk.adoption.foreign.posteriors import Gaussian
from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from collections.abc import Callable


class Encoding(NamedTuple):
    """A way to encode that was tried and fits."""

    encode: Callable[[Any], Gaussian]
    """Samples in the encoder's layout to posteriors, as the network returns them."""
    doubt: str = ""
    """An assumption, as a sentence without its full stop."""
    sampled: int | None = None
    """The index of the output that is a random sample and is skipped."""
    form: Form = USUAL
    """The form of two outputs."""
    undecided: bool = False
    """Whether nothing shows the form of its two outputs, which are read as usual."""
    random: bool = False
    """Whether codes are random samples, or the means of such without variances."""
    plain: bool = True
    """Whether it is the encoder alone, called once."""


def between(at: Callable[[float, Any], Any], value: Any) -> Gaussian:
    """The Gaussian of a function with fixed noise: its value at 0, and its distance at 1."""
    mean = at(0.0, value)
    return Gaussian(mean, spread_to_logvar(at(1.0, value) - mean))


def spread_to_logvar(spread: Any) -> Any:
    """Standard deviations of either sign as log-variances, not below the least that is stored."""
    return (spread * spread + float(np.exp(-LOGVAR_BOUND))).log()
