"""A foreign model whose shapes, names and layouts are known."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.foreign.forms import USUAL, Form
from latentwalk.adoption.foreign.levels import UNIT, Levels
from latentwalk.conditions.conditions import Conditions
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.layouts import Layout
    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.foreign.spaces import Space
    from latentwalk.infer.engine import Network
    from latentwalk.outputs.output import Output

MAX_VALUES = 2**24
"""Values that are decoded in one call."""
Affine: TypeAlias = "tuple[NDArray[np.float32], NDArray[np.float32]]"
"""A factor and an offset of values, (c or 1, 1, 1) each."""


@dataclass(frozen=True)
class Fitted:
    """A foreign model with its two functions in one form.

    Both work on arrays of the model's own framework and can be traced.
    """

    foreign: ForeignModel
    """The model as it was found."""
    latent_shape: tuple[int, ...]
    """The shape of one latent point as the model takes it."""
    spec: Output
    """The shape and the value range of its samples."""
    decode_native: Callable[[Any], Any]
    """Points (n, d) to samples (n, *spec.shape): images are (n, c, h, w)."""
    encode_native: Callable[[Any], tuple[Any, Any]] | None = None
    """Samples (n, *spec.shape) to means and log-variances, (n, d) each; None if it cannot encode.
    Encoders of points have the least log-variance that is stored."""
    layout: Layout = "nchw"
    """The layout of the samples that it decodes."""
    encode_layout: Layout = "nchw"
    """The layout of the samples that it encodes."""
    sampled: int | None = None
    """The index of the encoder's output that is a random sample, which is skipped."""
    variances: bool = False
    """Whether its encoder returns variances."""
    random: bool = False
    """Whether its codes are random samples, or the means of such without variances."""
    form: Form = USUAL
    """The form of its encoder's two outputs."""
    undecided: bool = False
    """Whether nothing shows yet what its encoder's two outputs are."""
    plain_encoder: bool = True
    """Whether `encode_native` calls its encoder once and uses what it returns."""
    batched: bool = True
    """Whether it takes more than one item per call."""
    fault: str = ""
    """Why its encoder cannot be used, if it has one that cannot."""
    remarks: tuple[str, ...] = ()
    """Assumptions, as sentences without their full stops."""
    logits: bool = False
    """Whether `decode_native` applies a sigmoid to what the model decodes, or a softmax if that are
    categories."""
    after: Affine | None = None
    """The conversion that `decode_native` applies to decoded images."""
    before: Affine | None = None
    """The conversion that `encode_native` applies to its images."""
    space: Space | None = None
    """Its latent space, if that is not R^d."""
    data: Levels = UNIT
    """The values of black and white in the data."""

    @property
    def latent_dim(self) -> int:
        """d: the number of values of one latent point."""
        return prod(self.latent_shape)

    @property
    def image(self) -> ImageSpec:
        """Size, channels and value range of its images, for what is done with images only."""
        assert isinstance(self.spec, ImageSpec)
        return self.spec

    @property
    def traceable(self) -> bool:
        """Whether the module's own `forward` may show what it passes to its decoder."""
        if self.foreign.module is None:
            return False
        from latentwalk.adoption.fitting.codes import can_be_traced_to

        return can_be_traced_to(self.foreign.module, self.foreign.decode)

    def decoder(self) -> Network:
        """The decoder on NumPy arrays: (n, d) to [(n, *spec.shape)].

        It also takes its conditions' numbers (n, width); without them those are held.
        """
        return self._on_numpy(lambda z: (self.decode_native(z),))

    def encoder(self) -> Network | None:
        """The encoder on NumPy arrays: (n, *spec.shape) to [mean, logvar], (n, d) each; or None.

        It also takes conditions, as the decoder does.
        """
        return None if self.encode_native is None else self._on_numpy(self.encode_native)

    @property
    def conditions(self) -> Conditions:
        """What the decoder takes besides points."""
        held = self.foreign.held
        return Conditions() if held is None else held.conditions

    @property
    def conditional_encoder(self) -> bool:
        """Whether the encoder takes the conditions, too."""
        held = self.foreign.held
        return held is not None and held.encoder and self.encode_native is not None

    def using(self, numbers: Sequence[Any]) -> AbstractContextManager[None]:
        """Hold the framework's own arrays (n, width), one for each condition."""
        held = self.foreign.held
        return nullcontext() if held is None else held.using(numbers)

    def _on_numpy(self, function: Callable[[Any], Sequence[Any]]) -> Network:
        framework = self.foreign.framework
        limit = max(1, MAX_VALUES // prod(self.spec.shape)) if self.batched else 1
        held = self.foreign.held  # which decoder and encoder share
        # foreign functions need not be thread-safe
        lock = threading.Lock() if held is None else held.lock

        def call(*inputs: NDArray[np.float32]) -> Sequence[NDArray[np.float32]]:
            pieces = []
            with lock:
                for start in range(0, len(inputs[0]), limit):
                    part = slice(start, start + limit)
                    value, *numbers = (
                        framework.native(np.ascontiguousarray(one[part])) for one in inputs
                    )
                    with self.using(numbers):
                        given = framework.call(function, value)
                    pieces.append([as_numpy(part).astype(np.float32) for part in given])
            return [np.concatenate(parts) for parts in zip(*pieces, strict=True)]

        return call
