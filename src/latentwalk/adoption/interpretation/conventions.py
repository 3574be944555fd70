"""How a foreign model's values are read, and the model read in a certain way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.foreign.levels import UNIT, Levels
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from latentwalk.adoption.fitting.fitted import Affine, Fitted


@dataclass(frozen=True)
class Convention:
    """How a model's values are read."""

    images: Levels
    """Black and white of decoded images, after the sigmoid if they are logits."""
    inputs: Levels
    """Black and white of the images that the encoder takes."""
    logits: bool = False
    """Whether decoded images are logits, to which a sigmoid is applied."""

    @property
    def stored(self) -> Levels:
        """Black and white in the model folder, which has one range for all channels."""
        return self.images if self.images.uniform else UNIT

    def __str__(self) -> str:
        images = "as logits" if self.logits else f"in {self.images}"
        return f"images {images} and inputs in {self.inputs}"


def in_convention(fitted: Fitted, convention: Convention, data: Levels) -> Fitted:
    """The model with its values read in a certain way, and with the values of its data.

    A sigmoid and conversions become part of its networks, so whatever decodes or encodes applies
    them.
    """
    stored = convention.stored
    after = _conversion(convention.images, stored)
    before = _conversion(stored, convention.inputs)
    decode, encode = fitted.decode_native, fitted.encode_native
    framework = fitted.foreign.framework
    native = {
        key: [framework.native(part) for part in conversion or ()]
        for key, conversion in (("after", after), ("before", before))
    }

    def decode_native(z: Any) -> Any:
        images = decode(z)
        return _converted(sigmoid(images) if convention.logits else images, *native["after"])

    def encode_native(images: Any) -> tuple[Any, Any]:
        assert encode is not None
        return encode(_converted(images, *native["before"]))

    spec = fitted.image
    return replace(
        fitted,
        spec=ImageSpec(spec.height, spec.width, spec.channels, stored.black[0], stored.white[0]),
        decode_native=decode_native if convention.logits or after else decode,
        encode_native=encode_native if before and encode is not None else encode,
        logits=convention.logits,
        after=after,
        before=before,
        data=data,
    )


def sigmoid(array: Any) -> Any:
    """The logistic function of an array of any framework."""
    if hasattr(array, "sigmoid"):
        return array.sigmoid()
    return 0.5 * (1.0 + np.tanh(0.5 * as_numpy(array)))


def _conversion(levels: Levels, other: Levels) -> Affine | None:
    return None if levels == other else levels.to(other)


def _converted(values: Any, *conversion: Any) -> Any:
    if not conversion:
        return values
    factor, offset = conversion
    return values * factor + offset
