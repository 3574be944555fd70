"""A condition that is one of several named values: a class, a batch, a speaker."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.conditions.condition import Condition, as_array, checked_name, cut, is_text
from latentwalk.errors import ConditionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_VALUES, MAX_TEXT = 65_536, 4096
"""The most values, and the longest name of one in characters."""
LISTED = 12
"""How many values a message lists."""


@dataclass(frozen=True)
class Category(Condition):
    """One of k named values, which the network takes as k weights: 1 for the value, 0 for others.

    Weights between those of two values blend them.
    """

    kind: ClassVar[str] = "category"
    keys: ClassVar[tuple[str, ...]] = ("name", "values", "default")

    name: str
    values: tuple[str, ...]
    """The names of the k values."""
    default: int = 0
    """The index of the value where nothing else is said."""

    def __post_init__(self) -> None:
        checked_name(self.name)
        values = self.values
        if not all(is_text(value, MAX_TEXT) for value in values):
            raise ValueError(
                f"the values of '{self.name}' must be text of 1 to {MAX_TEXT:,} characters"
            )
        if not 1 < len(values) <= MAX_VALUES or len(set(values)) < len(values):
            raise ValueError(f"'{self.name}' must have 2 to {MAX_VALUES:,} different values")
        if type(self.default) is not int or not 0 <= self.default < len(values):
            raise ValueError(f"the default of '{self.name}' must be the index of a value")

    @property
    def width(self) -> int:
        """K, the number of values."""
        return len(self.values)

    def __str__(self) -> str:
        listed = ", ".join(cut(value) for value in self.values[:LISTED])
        more = len(self.values) - LISTED
        return f"{listed} and {more:,} more" if more > 0 else listed

    def to_json(self) -> dict[str, Any]:
        """The condition as the manifest contains it, without its kind."""
        return {"name": self.name, "values": list(self.values), "default": self.default}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Category:
        """Parse and check a condition; see `Condition.from_json`."""
        if not isinstance(content.get("values"), list):
            raise ValueError("the values of a category must be a list")
        return cls(**{**content, "values": tuple(content["values"])})

    def index(self, value: Any) -> int:
        """The index of a value: of its name or, where it is no name, the index itself.

        Raises:
            ConditionError: it is neither.
        """
        found = self._places.get(str(value))
        if found is not None:
            return found
        if isinstance(value, (int, np.integer)) and 0 <= value < len(self.values):
            return int(value)
        raise ConditionError(f"'{self.name}' must be one of {self}, got {cut(repr(value))}.")

    def coded(self, value: Any) -> float:
        """The index of a value."""
        return self.index(value)

    def code(self, label: float | str | None) -> float:
        """The index of the value of a label, which may be a whole float; NaN if it is none."""
        try:
            return math.nan if label is None else self.index(_plain(label))
        except ConditionError:
            return math.nan

    def numbers(self, given: Any, n: int) -> NDArray[np.float32]:
        """One-hot rows (n, k) of a value's name or index, or of n of them; or weights (n, k).

        Raises:
            ConditionError: it is neither a value nor n of them.
        """
        array = as_array(self.name, given)
        if array.ndim == 0:
            row = np.eye(1, self.width, self.index(_plain(given)), dtype=np.float32)
            return np.repeat(row, n, axis=0)
        if array.ndim == 2 and array.shape[1] == self.width and len(array) in {1, n}:
            are_numbers = array.dtype.kind in "fiub"
            weights = np.asarray(array if are_numbers else np.nan, np.float32)
            if not np.isfinite(weights).all():
                raise ConditionError(f"The weights of '{self.name}' must be finite.")
            return np.repeat(weights, n, axis=0) if len(weights) < n else weights
        if array.ndim != 1 or len(array) != n:
            raise ConditionError(
                f"'{self.name}' must be one value, {n} values, or weights ({n}, {self.width}), "
                f"got an array {array.shape}."
            )
        indices = np.array([self.index(_plain(value)) for value in given], np.intp)
        return self.one_hot(indices)

    def one_hot(self, indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Weights (n, k) of the values with some indices (n,)."""
        rows = np.zeros((len(indices), self.width), np.float32)
        rows[np.arange(len(indices)), indices] = 1
        return rows

    def expanded(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Weights (n, k) of indices (n,); NaN and what is no index are the default."""
        valid = (codes >= 0) & (codes < self.width)
        return self.one_hot(np.where(valid, codes, self.default).astype(np.intp))

    def described(self, numbers: NDArray[np.float32]) -> str:
        """The value's name, or the weights of those that are blended."""
        present = [int(i) for i in np.argsort(-numbers, kind="stable") if numbers[i] > 0]
        if len(present) == 1:
            return self.values[present[0]]
        return " + ".join(f"{numbers[i]:.2g} {self.values[i]}" for i in present) or "none"

    @cached_property
    def _places(self) -> dict[str, int]:
        return {value: i for i, value in enumerate(self.values)}


def _plain(value: Any) -> Any:
    """A value as Python's own type; an array or tensor of one element as that element."""
    if isinstance(value, str):
        return value
    item = getattr(value, "item", None)
    value = item() if item is not None else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
