"""`Condition`: the interface of what a decoder takes besides the latent point."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.errors import ConditionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_NAME, CITED = 200, 60
"""The longest name of a condition, and the most of a text that messages cite, in characters."""


class Condition(ABC):
    """A named input of a decoder besides the latent point.

    A kind is a frozen dataclass in a file of its own, listed in `conditions.conditions`.
    """

    kind: ClassVar[str]
    """The kind's name in manifests."""
    keys: ClassVar[tuple[str, ...]]
    """The other keys of its entry in a manifest."""
    name: str
    """The condition's name."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many numbers the network takes for it."""

    @abstractmethod
    def __str__(self) -> str:
        """What it can be, in a few words."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The condition as the manifest contains it, without its kind."""

    @classmethod
    @abstractmethod
    def from_json(cls, content: Mapping[str, Any]) -> Condition:
        """Parse and check a condition.

        Raises:
            ValueError: invalid or too large values.
        """

    @abstractmethod
    def numbers(self, given: Any, n: int) -> NDArray[np.float32]:
        """The network's numbers for what a user gave, (n, width).

        Args:
            given: one value for all of n points, or one for each.
            n: the number of points.

        Raises:
            ConditionError: it is no value of this condition, or not n of them.
        """

    @abstractmethod
    def coded(self, value: Any) -> float:
        """A value as an atlas has it: the index of a category's value, or a number.

        Raises:
            ConditionError: it is no value of this condition.
        """

    @abstractmethod
    def expanded(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The network's numbers (n, width) for the codes (n,) of an atlas; NaN is the default."""

    @abstractmethod
    def described(self, numbers: NDArray[np.float32]) -> str:
        """The network's numbers (width,) in words, such as "3" or "0.25"."""


def as_array(name: str, given: Any) -> NDArray[Any]:
    """What a user gave for a condition as an array; tensors may need gradients, or be elsewhere.

    Raises:
        ConditionError: it is no array, such as lists of different lengths.
    """
    for method in ("detach", "cpu"):
        given = getattr(given, method, lambda same=given: same)()
    try:
        return np.asarray(given)
    except (TypeError, ValueError, RuntimeError):
        raise ConditionError(
            f"'{name}' must be one value, or one for each point, got {given!r:.80}."
        ) from None


def checked_name(name: Any) -> None:
    """Check a condition's name.

    Raises:
        ValueError: it is not text, empty, or longer than `MAX_NAME`.
    """
    if not is_text(name, MAX_NAME):
        raise ValueError(f"a condition's name must be text of 1 to {MAX_NAME} characters")


def cut(text: str) -> str:
    """A text as messages cite it: of a long one, only the beginning."""
    return text if len(text) <= CITED else f"{text[: CITED - 1]}…"


def is_text(value: Any, most: int) -> bool:
    """Whether a value is text of 1 to `most` characters that are not all spaces."""
    return isinstance(value, str) and bool(value.strip()) and len(value) <= most
