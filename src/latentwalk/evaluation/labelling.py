"""How the conditions of a model follow from the labels of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.labels import label_condition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition
    from latentwalk.data import Dataset
    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Labelling:
    """The condition that labels set; other conditions are their defaults."""

    model: Model
    condition: Condition
    """The condition."""
    place: int
    """Its place among the model's conditions."""
    index: NDArray[np.intp]
    """For each class of the data, its index among the condition's values."""

    @classmethod
    def of(cls, model: Model, data: Dataset) -> Labelling | None:
        """The labelling of a data set; None if its labels give no condition of the model."""
        found = label_condition(model.conditions, data.classes)
        if found is None or -1 in found[1]:
            return None
        place, values = found
        (one,) = (one for i, one in enumerate(model.conditions) if i == place)
        return cls(model, one, place, np.array(values, np.intp))

    def numbers(self, labels: NDArray[np.integer]) -> NDArray[np.float32]:
        """The numbers of all conditions (n, w) for labels (n,) of the data; -1 is the default."""
        codes = np.full((len(labels), len(self.model.conditions)), np.nan, np.float32)
        known = labels >= 0
        codes[known, self.place] = self.index[labels[known]]
        return self.model.conditions.expanded(codes)


def numbers_for(
    model: Model, labelling: Labelling | None, labels: NDArray[np.integer]
) -> NDArray[np.float32]:
    """The conditions' numbers (n, w) for labels (n,); the defaults without a labelling."""
    if labelling is not None:
        return labelling.numbers(labels)
    return model.conditions.numbers(None, len(labels))
