"""One column: a value for each encoded item, of one type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["number", "category", "boolean", "date", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_NAME = 200
"""The most characters of a column's or a category's name."""
MAX_TEXT = 4096
"""The most characters of a text."""
MAX_CATEGORIES = 65_535
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Column:
    """A value for each of n items; some may be missing."""

    name: str
    """Its name, unique in its table."""
    kind: Kind
    """The type of its values."""
    values: NDArray[Any]
    """(n,): float64 numbers, NaN where missing; int32 indices into the categories, or -1; int8
    booleans, 0 or 1, or -1; datetime64[ms] in UTC, or NaT; objects, texts or None."""
    categories: tuple[str, ...] = ()
    """The names of a category's values."""
    ordered: bool = False
    """Whether the categories have an order, such as small, medium, large."""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_missing(self) -> NDArray[np.bool_]:
        """(n,): where there is no value."""
        if self.kind == "number":
            return np.asarray(np.isnan(self.values))
        if self.kind == "date":
            return np.asarray(np.isnat(self.values))
        if self.kind == "text":
            return np.array([value is None for value in self.values], bool)
        return np.asarray(self.values < 0)

    @property
    def has_times(self) -> bool:
        """Whether some of its dates have a time of the day."""
        days = self.values.astype("datetime64[D]").astype(self.values.dtype)
        return self.kind == "date" and bool(((days != self.values) & ~self.is_missing).any())

    def take(self, rows: NDArray[np.integer]) -> Column:
        """The values of some items."""
        return replace(self, values=self.values[rows])

    def objects(self) -> list[Any]:
        """The values as Python's, or NumPy's for dates, None where they are missing."""
        values: list[Any] = list(self.values)
        if self.kind == "category":
            values = [self.categories[code] for code in self.values]
        elif self.kind == "boolean":
            values = [bool(value) for value in self.values]
        elif self.kind == "number":
            values = self.values.tolist()
        pairs = zip(values, self.is_missing, strict=True)
        return [None if missing else value for value, missing in pairs]

    def described(self) -> dict[str, Any]:
        """Its name, type, missing values, and range or number of categories, for JSON."""
        known = self.values[~self.is_missing]
        about: dict[str, Any] = {
            "name": self.name, "type": self.kind, "missing": len(self) - len(known),
        }  # fmt: skip
        if self.kind == "category":
            about |= {"categories": len(self.categories), "ordered": self.ordered}
        elif self.kind in {"number", "date"} and len(known):
            ends = [known.min(), known.max()]
            unit = "ms" if self.has_times else "D"
            about["range"] = (
                [str(end.astype(f"datetime64[{unit}]")) for end in ends]
                if self.kind == "date"
                else list(map(float, ends))
            )
        elif self.kind == "boolean":
            about["true"] = int((known == 1).sum())
        return about
