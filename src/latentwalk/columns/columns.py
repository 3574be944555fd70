"""The columns of a table: what is known about each encoded item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.columns.column import Column

MAX_COLUMNS = 1000
"""The most columns of a model."""


@dataclass(frozen=True)
class Columns:
    """Columns of n items, with different names."""

    columns: tuple[Column, ...]
    n: int
    """The number of items."""

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(one.name for one in self.columns)

    def take(self, rows: NDArray[np.integer]) -> Columns:
        """The columns of some items."""
        return Columns(tuple(one.take(rows) for one in self.columns), len(rows))

    def with_(self, others: Columns | None) -> Columns:
        """These columns and others of the same items, which replace those of the same name.

        Raises:
            DataError: there are too many.
        """
        if others is None:
            return self
        kept = [one for one in self.columns if one.name not in others.names]
        joined = (*kept, *others.columns)
        check_count(len(joined))
        return Columns(joined, self.n)


def check_count(count: int) -> None:
    """Refuse more columns than a model holds.

    Raises:
        DataError: there are too many.
    """
    if count > MAX_COLUMNS:
        raise DataError(
            f"The table has {count:,} columns, but a model holds at most {MAX_COLUMNS:,}: choose "
            "those that matter."
        )


def check_names(names: Sequence[str], longest: int) -> None:
    """Refuse names that could not tell columns apart.

    Raises:
        DataError: an empty, a repeated or a very long name.
    """
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise DataError(f"Column {number} of the table has no name: give it one.")
        if len(name) > longest:
            raise DataError(
                f"The name of column {number}, '{name[:40]}...', has {len(name):,} characters, but "
                f"at most {longest} are possible."
            )
        if name in seen:
            raise DataError(
                f"Columns {seen[name]} and {number} of the table are both named '{name}': rename "
                "one of them."
            )
        seen[name] = number
