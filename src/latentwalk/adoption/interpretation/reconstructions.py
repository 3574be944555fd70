"""Reconstructions of the data under several conventions of a foreign model's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.foreign.levels import UNIT
from latentwalk.adoption.interpretation.conventions import sigmoid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.levels import Levels
    from latentwalk.adoption.interpretation.conventions import Convention

MAX_IMAGES = 16
"""Images that are reconstructed."""
BETTER = 0.8
"""A convention is preferred to a more usual one if its error is below this share of the other's."""
AS_GOOD = 1.05
"""Conventions whose error is below this multiple of the least count as equally good."""
CERTAIN = 0.1
"""An error below this share of the data's variance needs no comparison."""


@dataclass(frozen=True)
class Reconstructions:
    """Mean squared errors of reconstructed data, in units of the distance from black to white."""

    errors: dict[Convention, float]
    """The error of each convention, the most usual convention first."""
    variance: float
    """The error of the data's mean image."""

    @classmethod
    def of(
        cls,
        fitted: Fitted,
        conventions: Sequence[Convention],
        images: NDArray[np.float32],
        *,
        all_of_them: bool = False,
    ) -> Reconstructions:
        """Reconstruct images (n, c, h, w) in [0, 1] under each convention.

        The first convention alone is tried if it leaves no doubt, unless all are wanted.
        """
        images = images[:MAX_IMAGES]
        variance = float(images.var(axis=0).mean())
        decoded: dict[Levels, NDArray[np.float32]] = {}
        errors: dict[Convention, float] = {}
        for convention in conventions:
            if convention.inputs not in decoded:
                inputs = UNIT.converted(images, convention.inputs)
                decoded[convention.inputs] = reconstructed(fitted, inputs)
            given = decoded[convention.inputs]
            given = sigmoid(given) if convention.logits else given
            ours = convention.images.converted(given, UNIT)
            with np.errstate(over="ignore", invalid="ignore"):
                error = float(np.square(ours - images).mean())
            errors[convention] = error if np.isfinite(error) else np.inf
            if not all_of_them and len(errors) == 1 and error < CERTAIN * variance:
                break
        return cls(errors, variance)

    def best(self, conventions: Iterable[Convention]) -> Convention:
        """The first convention, or another that reconstructs the data clearly better."""
        errors = {
            convention: self.errors[convention]
            for convention in conventions
            if convention in self.errors
        }
        first, least = next(iter(errors)), min(errors.values())
        if least > BETTER * errors[first] or least >= self.variance:
            return first
        return next(convention for convention, error in errors.items() if error <= AS_GOOD * least)

    def least(self, conventions: Iterable[Convention]) -> Convention:
        """The convention that reconstructs the data best, by however little."""
        return min(conventions, key=lambda convention: self.errors.get(convention, np.inf))

    def off(self, convention: Convention) -> str:
        """How far reconstructions are off: the root of the mean squared error."""
        return f"{np.sqrt(self.errors[convention]):.2g}"

    @property
    def off_by_mean(self) -> str:
        """How far the data's mean image is off."""
        return f"{np.sqrt(self.variance):.2g}"


def reconstructed(fitted: Fitted, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Images as the model decodes them, from the means of some inputs; NaN if it cannot."""
    encode, decode = fitted.encoder(), fitted.decoder()
    assert encode is not None
    try:
        return np.asarray(decode(encode(np.ascontiguousarray(inputs, np.float32))[0])[0])
    except Exception:  # networks may refuse values that they were not trained with
        return np.full((len(inputs), *fitted.spec.shape), np.nan, np.float32)
