"""Keras models with several inputs, as functions of points or samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign.further import LATENTS, Further
from latentwalk.conditions.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class KerasFunction:
    """A Keras model whose inputs are a list: one for points or samples, and conditions."""

    model: Any
    """The model."""
    main: int
    """The place of the input for points or samples."""

    @classmethod
    def of(cls, model: Any) -> KerasFunction | None:
        """A model with several inputs; None for any other value.

        The main input has a usual name of latent points, or is the first of those that have not
        the usual name of a label.
        """
        inputs = getattr(model, "inputs", None)
        if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
            return None
        names = [_name(one) for one in inputs]
        named = [i for i, name in enumerate(names) if name.lower() in LATENTS]
        others = [i for i, name in enumerate(names) if name.lower() not in LABELS]
        return cls(model, (named or others or [0])[0])

    @property
    def shape(self) -> tuple[Any, ...]:
        """The shape of a point or sample, None for a side of any length."""
        return tuple(self.model.inputs[self.main].shape[1:])

    @property
    def further(self) -> tuple[Further, ...]:
        """What it takes besides: see `further_of`."""
        found = []
        for place, one in enumerate(self.model.inputs):
            if place != self.main:
                kind: Any = "int" if "int" in str(one.dtype) else ""  # Keras casts to floats
                sides = tuple(side or 0 for side in one.shape[1:])
                found.append(Further(_name(one), type=kind, shape=sides))
        return tuple(found)

    def __call__(self, value: Any) -> Any:
        """Call it with points or samples alone, which fails."""
        return self.model(value)

    def with_further(self, value: Any, given: Mapping[str, Any]) -> Any:
        """Call it with points or samples, and its other inputs by name."""
        names = [_name(one) for one in self.model.inputs]
        return self.model(
            [value if i == self.main else given[name] for i, name in enumerate(names)]
        )


def _name(one: Any) -> str:
    return str(getattr(one, "name", "")).partition(":")[0]
