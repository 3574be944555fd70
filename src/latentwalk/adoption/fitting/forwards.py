"""What a module's own `forward` decodes, with its noise fixed: the means and their spread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.fitting.encodings import Encoding, between
from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.foreign.posteriors import Gaussian
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.forms import Form
    from latentwalk.adoption.foreign.model import ForeignModel


class Shown(NamedTuple):
    """What a module's own `forward` decodes."""

    at: Callable[[float, Any], Any]
    """Samples of the module to latent points, with its noise at a number of deviations."""
    mean: NDArray[Any]
    """The points without noise, (n, ...)."""
    spread: NDArray[Any]
    """One standard deviation of their noise, or zeros if it adds none."""

    def encoding(self) -> Encoding:
        """The encoder up to what is decoded."""
        doubt = (
            "The standard deviation of its posteriors is the one with which its forward samples. "
            "Otherwise give posterior= (--posterior): mean,std or, for points without one, mean"
        )
        return Encoding(partial(between, self.at), doubt, plain=False)


def in_forward(fitted: Fitted, value: Any) -> Shown | None:
    """What a module's own `forward` decodes; None if it does not show."""
    if not fitted.traceable:
        return None
    at = partial(_code, fitted.foreign)
    try:
        mean, beside = (
            as_numpy(fitted.foreign.framework.call(partial(at, noise), value))
            for noise in (0.0, 1.0)
        )
        return Shown(at, mean, beside - mean)
    except Exception:  # a forward that takes other arguments, or draws other noise
        return None


def of_forward(fitted: Fitted, value: Any, _: Form | None) -> Encoding:
    """What the module's own `forward` passes to its decoder.

    Raises:
        Exception: it does not take the value, or does not call the decoder.
    """
    if not fitted.traceable:
        raise ModelError("its forward does not show what it decodes")
    foreign = fitted.foreign
    at = partial(_code, foreign)
    middle, same, high = (
        as_numpy(foreign.framework.call(partial(at, noise), value)) for noise in (0.0, 0.0, 1.0)
    )
    if not np.array_equal(middle, same):
        raise ModelError("its forward is random")
    doubt = "Its encoder is read from its forward, up to the decoder. Otherwise give encoder="
    if np.array_equal(middle, high):
        return Encoding(lambda x: Gaussian(at(0.0, x), None), doubt, plain=False)
    return Encoding(partial(between, at), doubt, plain=False)


def _code(foreign: ForeignModel, noise: float, value: Any) -> Any:
    """What is decoded, with its own noise fixed; noise of the samples themselves is left out."""
    from latentwalk.adoption.fitting.codes import code

    middle = code(foreign.module, foreign.decode, value, 0.0)
    if not noise:
        return middle
    return code(foreign.module, foreign.decode, value, noise, middle.numel())
