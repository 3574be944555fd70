"""`Output`: the interface of all output kinds."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from latentwalk.errors import DataError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

Picture: TypeAlias = "NDArray[np.uint8]"
"""A drawn sample, (h, w, c): grey (c = 1) or RGB (c = 3), with alpha as one channel more."""
MAX_LEVEL, MIN_RANGE = 1e9, 1e-9
"""The largest magnitude of `low` and `high`, and the smallest difference between both."""
SPAN = 2.0
"""The range of values where samples are searched, as from -1 to 1."""
MAX_VALUES = 2**26
"""The most numbers in one sample."""
MAX_TEXT = 4096
"""The longest name of a value, an axis or a channel, in characters."""


class Output(ABC):
    """What a model decodes: the shape and the range of its samples, and how they are drawn.

    A kind is a frozen dataclass in a file of its own, listed in `outputs.kinds`.
    """

    kind: ClassVar[str]
    """The kind's name, in manifests and options."""
    plural: ClassVar[str]
    """What its samples are called in messages, in the plural."""
    shares: ClassVar[bool] = False
    """Whether samples are probabilities, from 0 to 1 in every model."""
    low: float
    """The lower end of the range in which samples are drawn; for images, the value of black."""
    high: float
    """The upper end; for images, the value of white."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample in the networks."""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """A name for each number of a flattened sample, for tables."""

    @abstractmethod
    def __str__(self) -> str:
        """The shape in a few words, such as "28 x 28 grey"."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""

    @classmethod
    @abstractmethod
    def from_json(cls, content: Mapping[str, Any]) -> Output:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values.
        """

    @abstractmethod
    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw samples.

        Args:
            values: (n, *shape), in the model's values.
            width: the width of a picture in pixels; images have their own.
            height: its height.

        Returns:
            (n, h, w, c) uint8, see `Picture`.
        """

    @property
    def ranged(self) -> str:
        """The range of its values, in words."""
        return f"values in [{self.low:g}, {self.high:g}]"

    def seen(self, choice: str) -> Output:
        """The same samples, drawn as a link's `seen` says it; most kinds are drawn in one way.

        Raises:
            SettingsError: they cannot be drawn so.
        """
        if choice:
            raise SettingsError(
                f"{self.plural.capitalize()} are drawn in one way only, so '{choice[:40]}' cannot "
                "be chosen: leave it out."
            )
        return self

    @property
    def size(self) -> int:
        """The number of values in one sample."""
        return math.prod(self.shape)

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of the smallest picture of a sample that shows what it is, in pixels."""
        return 96, 64

    @property
    def bytes_sent(self) -> int:
        """The bytes of a sample as a page gets it."""
        return 4 * self.size

    def sent(self, values: NDArray[np.float32]) -> NDArray[Any]:
        """Samples (n, *shape) as a page gets them: (n, size) float32; pixels for images."""
        return np.ascontiguousarray(values.reshape(len(values), -1), np.float32)

    def accepted(self, samples: ArrayLike) -> NDArray[np.float32]:
        """A user's samples as the networks take them.

        Args:
            samples: n samples, in the model's values.

        Returns:
            (n, *shape) float32.

        Raises:
            DataError: samples of another shape, or with NaN or infinity.
        """
        array = np.asarray(self.prepared(samples))
        if array.dtype.kind not in "fiub":
            raise DataError(f"{self.plural.capitalize()} must be numbers, got {array.dtype}.")
        values = self._arranged(array)
        if values is None:
            wanted = ", ".join(map(str, self.shape))
            raise DataError(
                f"The model takes {self.plural} of {self}, an array (n, {wanted}), got "
                f"{tuple(array.shape)}."
            )
        values = np.ascontiguousarray(values, np.float32)
        if not np.isfinite(values).all():
            raise DataError(
                f"{self.plural.capitalize()} must be finite, got NaN, infinity or a number beyond "
                "3.4e38, the largest of 32 bits: leave such rows out, or fill them in."
            )
        return values

    def compared(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The part of samples (n, *shape) that is compared with data: all, for most kinds."""
        return values

    def in_range_units(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is compared of samples (n, *shape), in units in which the drawn range is 2.

        In these units a search weighs the error against the prior, whatever a model's own are.
        """
        return self.compared(values) * np.float32(SPAN / (self.high - self.low))

    def prepared(self, samples: Any) -> Any:
        """Samples in another form than numbers of their shape, converted; others as they are.

        Raises:
            DataError: they are of that form, but do not fit the model.
        """
        return samples

    def _arranged(self, samples: NDArray[Any]) -> NDArray[Any] | None:
        """Samples in the networks' axes, (n, *shape); None if their shape does not fit."""
        if samples.shape[1:] == self.shape or samples.shape[1:] == (self.size,):
            return samples.reshape(-1, *self.shape)
        return None


def checked_range(low: Any, high: Any) -> None:
    """Check the range of samples.

    Raises:
        ValueError: the ends are not numbers, or are equal, reversed or too large.
    """
    if not all(type(end) in {int, float} for end in (low, high)) or not (
        -MAX_LEVEL <= low <= high - MIN_RANGE <= high <= MAX_LEVEL
    ):
        raise ValueError(
            f"low and high must be numbers from {-MAX_LEVEL:g} to {MAX_LEVEL:g}, low below high"
        )


def checked_text(*texts: Any) -> None:
    """Check names.

    Raises:
        ValueError: a name is not text, or has more than `MAX_TEXT` characters.
    """
    for text in texts:
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            raise ValueError(f"names and labels must be text of at most {MAX_TEXT:,} characters")


def is_whole(value: object) -> bool:
    """Whether a JSON value is an integer from 1 up. Python counts `true` as an integer."""
    return type(value) is int and value > 0
