"""A fitted model whose values are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted


class Interpreted(NamedTuple):
    """A model with the meaning of its values, and what was assumed about them."""

    fitted: Fitted
    """The model."""
    assumptions: list[str]
    """Sentences, each with the option that overrides it."""
    inputs: NDArray[np.float32]
    """A few samples (n, *shape) that its encoder takes."""
