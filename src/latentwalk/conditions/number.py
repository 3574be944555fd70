"""A condition that is a number within a range: a weight, an age, a temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.conditions.condition import Condition, as_array, checked_name
from latentwalk.errors import ConditionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_NUMBER = 1e9
"""The largest magnitude of either end."""


@dataclass(frozen=True)
class Number(Condition):
    """A number within a range."""

    kind: ClassVar[str] = "number"
    keys: ClassVar[tuple[str, ...]] = ("name", "range", "default")

    name: str
    low: float = 0.0
    """The lower end of its slider."""
    high: float = 1.0
    """The upper end."""
    default: float = 0.0
    """The number where nothing else is said."""

    def __post_init__(self) -> None:
        checked_name(self.name)
        ends = (self.low, self.high, self.default)
        if not all(type(end) in {int, float} and abs(end) <= MAX_NUMBER for end in ends):
            raise ValueError(f"the range and the default of '{self.name}' must be numbers")
        if not self.low < self.high or not self.low <= self.default <= self.high:
            raise ValueError(f"the range of '{self.name}' must ascend and contain the default")

    @property
    def width(self) -> int:
        """1."""
        return 1

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"

    def to_json(self) -> dict[str, Any]:
        """The condition as the manifest contains it, without its kind."""
        return {"name": self.name, "range": [self.low, self.high], "default": self.default}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Number:
        """Parse and check a condition; see `Condition.from_json`."""
        rest = {key: value for key, value in content.items() if key != "range"}
        ends = content.get("range")
        if not isinstance(ends, list) or len(ends) != 2:
            raise ValueError("the range of a number must be two numbers")
        if not all(type(end) in {int, float} for end in ends):
            raise ValueError("the range of a number must be two numbers")
        return cls(**{"default": (ends[0] + ends[1]) / 2, **rest, "low": ends[0], "high": ends[1]})

    def numbers(self, given: Any, n: int) -> NDArray[np.float32]:
        """A column (n, 1) of a number, or of n of them; numbers beyond the range are allowed.

        Raises:
            ConditionError: it is neither a finite number nor n of them.
        """
        try:
            with np.errstate(over="ignore"):
                array = np.asarray(as_array(self.name, given), np.float32)
        except (TypeError, ValueError):
            array = np.array(np.nan, np.float32)
        if array.size not in {1, n} or not np.isfinite(array).all():
            raise ConditionError(
                f"'{self.name}' must be a number ({self}), or one for each point, "
                f"got {given!r:.80}."
            )
        return np.broadcast_to(array.reshape(-1, 1), (n, 1)).astype(np.float32)

    def coded(self, value: Any) -> float:
        """The number itself."""
        return float(self.numbers(value, 1)[0, 0])

    def expanded(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """A column (n, 1) of numbers (n,); NaN is the default."""
        return np.where(np.isfinite(codes), codes, self.default).astype(np.float32)[:, None]

    def described(self, numbers: NDArray[np.float32]) -> str:
        """The number with four digits."""
        return f"{numbers[0]:.4g}"
