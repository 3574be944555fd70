"""Noise that a decoder takes as an argument of its own: one draw, the same for every point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.conditioning.entry import Choice
from latentwalk.adoption.conditioning.tables import layers_of
from latentwalk.adoption.option_conditions import Constant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from latentwalk.adoption.foreign.further import Further
    from latentwalk.adoption.foreign.model import ForeignModel

NAMES = {"noise", "noises", "noise_input", "input_noise", "random_noise", "eps", "epsilon"}
"""Usual names of such arguments."""
MOST = 2**20
"""The most numbers of one draw."""


def is_noise(further: Further) -> bool:
    """Whether an argument has the name of noise."""
    return further.name.lower() in NAMES


def draws(foreign: ForeignModel, further: Further) -> Iterator[Choice]:
    """Draws of N(0, 1), in the shape that the argument states or in those that layers take."""
    for shape in _shapes(foreign, further):
        values = np.random.default_rng(0).standard_normal((1, *shape)).astype(np.float32)
        yield Choice(Constant(values, drawn=True))


def _shapes(foreign: ForeignModel, further: Further) -> list[tuple[int, ...]]:
    if further.shape is not None and all(further.shape):
        return [further.shape] if np.prod(further.shape) <= MOST else []
    widths: set[int] = set()
    for layer in layers_of(foreign):
        widths |= _sizes(layer)
    shapes: list[tuple[int, ...]] = [(width,) for width in sorted(widths)]
    return [*shapes, *((width, 1, 1) for width in sorted(widths))]


def _sizes(layer: Any) -> set[int]:
    """The widths of what a layer of PyTorch takes."""
    found = (getattr(layer, name, None) for name in ("in_features", "in_channels"))
    return {size for size in found if isinstance(size, int) and 0 < size <= MOST}
