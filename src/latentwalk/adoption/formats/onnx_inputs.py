"""The inputs of an ONNX network: the one for points or samples, and what it takes besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.further import LATENTS, Further
from latentwalk.conditions.labels import LABELS
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.adoption.formats.onnx_batches import Batches

TYPES = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
}
"""The types of inputs that are conditions."""


def main_input(session: Any, name: str) -> Any:
    """The input for points or samples.

    It is the only input, or the one with a usual name, or else the first of floats that has not the
    usual name of a label.

    Raises:
        ModelError: no input takes floats.
    """
    inputs = session.get_inputs()
    floats = [one for one in inputs if one.type in {"tensor(float)", *PRECISIONS}]
    if not floats:
        listed = ", ".join(f"{one.name} {one.type}" for one in inputs) or "none"
        raise ModelError(f"{name} must take floats; its inputs are {listed}.")
    named = [one for one in floats if one.name.lower() in LATENTS]
    others = [one for one in floats if one.name.lower() not in LABELS]
    return (named or others or floats)[0]


PRECISIONS = {"tensor(float16)": "float16", "tensor(double)": "float64"}
"""Types of the main input that are converted."""


@dataclass(frozen=True, eq=False)
class OnnxFunction:
    """An ONNX network as a function of a batch of points or samples."""

    session: Any
    """The network in ONNX Runtime."""
    batches: Batches
    """How it takes batches."""

    @property
    def further(self) -> tuple[Further, ...]:
        """What it takes besides: see `further_of`."""
        main = self.batches.name
        return tuple(_further(one) for one in self.session.get_inputs() if one.name != main)

    def __call__(self, value: NDArray[np.float32]) -> Any:
        """Run it on points or samples alone."""
        return self.with_further(value, {})

    def with_further(self, value: NDArray[np.float32], given: Mapping[str, Any]) -> Any:
        """Run it on points or samples, and on its other inputs by name."""
        types: dict[str, Any] = {one.name: TYPES.get(one.type) for one in self.session.get_inputs()}
        more = {name: np.asarray(array, types[name]) for name, array in given.items()}
        results = self.batches.run(self.session, value, more)
        names = [one.name for one in self.session.get_outputs()]
        return results[0] if len(results) == 1 else dict(zip(names, results, strict=True))


def _further(one: Any) -> Further:
    if one.type not in TYPES:
        raise ModelError(f"The input '{one.name}' takes {one.type}, which is no condition.")
    whole = np.issubdtype(TYPES[one.type], np.integer)
    sides = tuple(side if isinstance(side, int) else 0 for side in one.shape)
    return Further(one.name, type="int" if whole else "float", shape=sides[1:] if sides else None)
