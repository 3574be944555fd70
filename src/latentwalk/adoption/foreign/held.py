"""The conditions of a foreign model, and the numbers with which its functions are called now."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition

    class Framework(Protocol):
        """What converts arrays to a function's own type."""

        def native(self, array: NDArray[np.float32]) -> Any:
            """Convert an array."""


class Held:
    """Conditions with their present numbers, so that a function of z alone can be called.

    Everything that is tried with a foreign model works on points alone; the conditions are those
    that are held: a row for each point of a batch, or tensors while a network is exported.
    """

    def __init__(self, framework: Framework, names: Sequence[str]) -> None:
        """Take the decoder's framework, and the names of what it takes, in its order."""
        self._framework = framework
        self._names = names
        self._found: dict[str, Condition] = {}
        self._rows: NDArray[np.float32] | None = None
        self._given: Sequence[Any] | None = None
        self._tried: dict[str, Any] = {}
        self.encoder = False
        """Whether the encoder takes the conditions, too."""

    @property
    def conditions(self) -> Conditions:
        """The conditions that were found, in the decoder's order."""
        return Conditions(tuple(self._found[name] for name in self._names if name in self._found))

    @property
    def missing(self) -> list[str]:
        """The names of what it takes and no call has found yet."""
        return [name for name in self._names if name not in self._found]

    def found(self, name: str) -> Condition | None:
        """The condition of an argument, once a call has shown it."""
        return self._found.get(name)

    def find(self, name: str, condition: Condition) -> None:
        """Note what an argument takes."""
        self._found.setdefault(name, condition)

    def hold(self, rows: NDArray[np.float32] | None) -> None:
        """Use rows (m, w) from now on: row i for point i of a batch."""
        self._rows = rows

    @contextlib.contextmanager
    def using(self, given: Sequence[Any]) -> Iterator[None]:
        """Use the framework's own arrays (n, width), one for each condition."""
        before, self._given = self._given, given or None
        try:
            yield
        finally:
            self._given = before

    @contextlib.contextmanager
    def trying(self, name: str, numbers: Any) -> Iterator[None]:
        """Use the framework's own array (n, width) for one condition, before it is found."""
        self._tried[name] = numbers
        try:
            yield
        finally:
            del self._tried[name]

    def numbers(self, name: str, condition: Condition, n: int) -> Any:
        """The present numbers (n, width) of a condition, in the framework's own type."""
        if name in self._tried:
            return self._tried[name]
        if self._tried:  # only that one varies
            return self._framework.native(condition.expanded(np.full(n, np.nan, np.float32)))
        if name in self._found:
            place = [one for one in self._names if one in self._found].index(name)
            if self._given is not None:
                return self._given[place]
            if self._rows is not None:
                columns = self.conditions.split(self._rows)[place]
                return self._framework.native(np.resize(columns, (n, columns.shape[1])))
        return self._framework.native(_extremes(condition, n))


def _extremes(condition: Condition, n: int) -> NDArray[np.float32]:
    """Rows (n, width) that show whether a function takes all values: the last and the first."""
    if isinstance(condition, Category):
        last = condition.width - 1
        return condition.one_hot(np.resize(np.array([last, 0]), n))
    return condition.expanded(np.full(n, np.nan, np.float32))
