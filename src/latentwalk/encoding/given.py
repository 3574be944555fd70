"""The conditions under which samples are encoded: as the user chose, or those of their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.conditions.labels import codes_of_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.conditions.conditions import Conditions
    from latentwalk.infer.model import Model
    from latentwalk.latent.posterior import Posterior


@dataclass(frozen=True)
class Given:
    """Conditions that hold for all samples, by name."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def codes(
        self, conditions: Conditions, labels: Sequence[int | str | None]
    ) -> NDArray[np.float32] | None:
        """What the conditions are for labelled samples, (n, m) as in an atlas; None without any.

        Raises:
            ConditionError: an unknown condition, or what is no value of it.
        """
        if not conditions:
            return None
        codes = codes_of_words(conditions, labels)
        for place, one in enumerate(conditions):
            if one.name in self.values:
                codes[:, place] = one.coded(self.values[one.name])
        return codes

    def numbers(
        self, conditions: Conditions, labels: Sequence[int | str | None]
    ) -> NDArray[np.float32]:
        """The numbers (n, w) that the network takes for labelled samples.

        Raises:
            ConditionError: as `codes`.
        """
        codes = self.codes(conditions, labels)
        return conditions.expanded(
            np.empty((len(labels), 0), np.float32) if codes is None else codes
        )


def encoded(model: Model, samples: ArrayLike, numbers: NDArray[np.float32]) -> Posterior:
    """Posteriors of samples with the conditions' numbers (n, w); by optimization if need be."""
    if model.can_encode:
        return model.encode_with(samples, numbers)
    return model.place_with(samples, numbers)
