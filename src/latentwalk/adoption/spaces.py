"""Latent spaces other than R^d: spheres, probabilities, hyperbolic spaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted

ENOUGH = 4
"""Codes from which a shape can be told."""
EVEN = 1e-3
"""How far norms or sums may differ, as a share of their mean."""
HYPERBOLIC = re.compile(r"poincar|hyperbol|lorentz", re.IGNORECASE)


def notes(fitted: Fitted, codes: NDArray[np.float32] | None) -> Iterator[str]:
    """What the sliders mean where the latent space is not R^d.

    Args:
        fitted: the model.
        codes: the means (n, d) of a few encoded images; None without an encoder or data.
    """
    module = fitted.foreign.module
    if module is not None:
        parts = [type(part).__name__ for part in module.modules()]
        manifolds = [type(value).__name__ for part in module.modules()
                     for value in vars(part).values() if hasattr(value, "__dict__")]  # fmt: skip
        found = next((name for name in (*parts, *manifolds) if HYPERBOLIC.search(name)), None)
        if found:
            yield (
                f"Its latent space is hyperbolic ({found}): sliders and paths follow straight "
                "lines in its coordinates, not geodesics"
            )
    if codes is None or len(codes) < ENOUGH or codes.shape[1] < 2:
        return
    sums, norms = codes.sum(1), np.linalg.norm(codes, axis=1)
    if codes.min() >= 0 and _even(sums) and sums.mean() > 0.5:
        groups = int(np.rint(sums.mean()))
        variables = "a categorical variable" if groups == 1 else f"{groups} categorical variables"
        yield (
            f"Its codes are the probabilities of {variables}, which add up to {groups}: each "
            "slider is one probability, and other points decode to mixtures"
        )
    elif norms.mean() > 0 and _even(norms):
        yield (
            f"Its codes lie on a sphere of radius {norms.mean():.3g}: sliders move along straight "
            "lines, which leave it, and the initial point lies on it"
        )


def _even(values: NDArray[np.float32]) -> bool:
    mean = float(values.mean())
    return bool(np.abs(values - mean).max() <= EVEN * abs(mean))
