"""A predictor before it is known what it takes and returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import ModelError
from latentwalk.folder.predictor import MAX_NAMES, fits

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.folder.predictor import Scores
    from latentwalk.outputs.output import Output


@dataclass(frozen=True)
class Candidate:
    """A network, as the user gave it."""

    name: str
    """What messages call it."""
    call: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    """Maps inputs (n, *shape) float32 to scores."""
    shapes: tuple[tuple[int, ...], ...]
    """The shapes of one input item that it may take, the likeliest first."""
    content: bytes | None = None
    """Its ONNX file; None for a function."""
    output: str | None = None
    """The name of its output, if its file has several."""
    names: tuple[str, ...] = ()
    """Its classes, if it names them."""
    returns: Scores | None = None
    """What it returns, if it says so."""
    low: tuple[float, ...] = ()
    """The values of black that it takes, if that is known."""
    high: tuple[float, ...] = ()
    """The values of white."""
    reason: str = ""
    """Why it is a function; "" if it is a file."""
    remark: str = ""
    """What was assumed about it, as a sentence; "" for nothing."""

    def scores(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Its scores (n, k) for inputs (n, *shape).

        Raises:
            ModelError: it fails, or returns something else.
        """
        try:
            returned = np.asarray(self.call(inputs), np.float32)
        except Exception as error:  # the user's function can raise anything
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ModelError(f"{self.name} failed on {len(inputs)} samples: {reason}") from error
        if returned.shape == (len(inputs),):
            returned = returned[:, None]
        if returned.ndim != 2 or len(returned) != len(inputs) or not returned.shape[1]:
            raise ModelError(
                f"{self.name} must return the scores of classes or values, (n, k), but returns the "
                f"shape {returned.shape} for {len(inputs)} samples."
            )
        if returned.shape[1] > MAX_NAMES:
            raise ModelError(
                f"{self.name} returns {returned.shape[1]:,} scores; at most {MAX_NAMES:,} can be "
                "shown."
            )
        if not np.isfinite(returned).all():
            raise ModelError(f"{self.name} returns NaN or infinity.")
        return returned

    def shape_for(self, output: Output) -> tuple[int, ...]:
        """The shape that it takes samples of `output` in.

        Raises:
            ModelError: it takes samples of another size.
        """
        fitting = [shape for shape in self.shapes if fits(shape, output)]
        if not fitting:
            takes = " or ".join(f"(n, {', '.join(map(str, shape))})" for shape in self.shapes)
            raise ModelError(
                f"{self.name} takes {takes}, but the model decodes {output.plural} of {output}: "
                f"(n, {', '.join(map(str, output.shape))})."
            )
        fault: ModelError | None = None
        for shape in fitting:
            try:
                self.scores(np.zeros((2, *shape), np.float32))
            except ModelError as error:
                fault = fault or error
            else:
                return shape
        assert fault is not None
        raise fault
