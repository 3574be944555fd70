"""The prior of a foreign model: N(0, I), a mixture that its module holds, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from latentwalk.folder.manifest import UNKNOWN
from latentwalk.folder.mixture import Mixture

if TYPE_CHECKING:
    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.interpretation.module_priors import Gaussians

MAX_NUMBERS = 100_000
"""Numbers of a mixture in a manifest; of larger ones some Gaussians are kept."""
OPTION = 'Otherwise give prior= (--prior), "normal" or "unknown"'


class Prior(NamedTuple):
    """A prior, and what is assumed about it."""

    value: Mixture | Literal["unknown"] | None
    """As in a manifest: None for N(0, I)."""
    remark: str = ""
    """An assumption, as a sentence without its full stop."""


def prior_of(fitted: Fitted, given: str | None) -> Prior:
    """The prior of a model.

    Args:
        fitted: the model as it decodes and encodes.
        given: "normal" or "unknown", if the user gave it.
    """
    if given is not None:
        return Prior(UNKNOWN if given == UNKNOWN else None)
    if fitted.foreign.module is not None:
        from latentwalk.adoption.interpretation.module_priors import ModulePrior

        own = ModulePrior.of(fitted)
        found = own.gaussians()
        if found is not None or own.names:
            return _of_module(own.names, found)
    if fitted.space is not None:
        return Prior(UNKNOWN, f"The prior on its latent space is unknown. {OPTION}")
    if fitted.encode_native is not None and not fitted.variances and not fitted.random:
        return Prior(
            UNKNOWN,
            f"Its encoder returns points without variances, so its prior is unknown. {OPTION}",
        )
    return Prior(None)


def _of_module(names: list[str], found: Gaussians | None) -> Prior:
    if found is None:
        return Prior(
            UNKNOWN,
            f"It has a prior of its own ({', '.join(names[:3])}), which cannot be read and counts "
            f"as unknown. {OPTION}",
        )
    k, d = found.means.shape
    if k == 1 and np.allclose(found.means, 0) and np.allclose(found.variances, 1):
        return Prior(None)
    kept = max(1, min(k, 2 * MAX_NUMBERS // (d * (d + 1))))
    chosen = np.sort(np.argsort(-found.weights, kind="stable")[:kept])
    weights = found.weights[chosen]
    deviations = np.sqrt(found.variances[chosen])
    mixture = Mixture(weights / weights.sum(), found.means[chosen], deviations[:, None] * np.eye(d))
    what = "a Gaussian" if k == 1 else f"a mixture of {k} Gaussians"
    fewer = f", of which {kept} are used" if kept < k else ""
    return Prior(mixture, f"Its prior is {what} ({found.source}){fewer}. {OPTION}")
