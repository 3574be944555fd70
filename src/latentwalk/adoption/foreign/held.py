"""The conditions of a foreign model, and the numbers with which its functions are called now."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from latentwalk.adoption.foreign.several import items_of
from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.several import Taken

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
        self._found: dict[str, Taken] = {}
        self._rows: NDArray[np.float32] | None = None
        self._given: Sequence[Any] | None = None
        self._tried: dict[str, Any] = {}
        self.lock = threading.Lock()
        """Held while a function is called with conditions of its own."""
        self.encoder = False
        """Whether the encoder takes the conditions, too."""

    @property
    def conditions(self) -> Conditions:
        """The conditions that were found, in the decoder's order."""
        found = (self._found[name] for name in self._names if name in self._found)
        return Conditions(tuple(one for taken in found for one in items_of(taken)))

    @property
    def missing(self) -> list[str]:
        """The names of what it takes and no call has found yet."""
        return [name for name in self._names if name not in self._found]

    def found(self, name: str) -> Taken | None:
        """The condition of an argument, once a call has shown it."""
        return self._found.get(name)

    def find(self, name: str, condition: Taken) -> None:
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

    def numbers(self, name: str, condition: Taken, n: int) -> Any:
        """The present numbers (n, width) of a condition, in the framework's own type."""
        if name in self._tried:
            return self._tried[name]
        if self._tried:  # only that one varies
            return self._framework.native(_defaults(condition, n))
        if name in self._found:
            first = sum(
                len(items_of(self._found[one]))
                for one in self._names[: self._names.index(name)]
                if one in self._found
            )
            places = slice(first, first + len(items_of(condition)))
            if self._given is not None:
                return beside(self._given[places])
            if self._rows is not None:
                columns = np.concatenate(self.conditions.split(self._rows)[places], axis=1)
                return self._framework.native(np.resize(columns, (n, columns.shape[1])))
        return self._framework.native(_extremes(condition, n))


def beside(parts: Sequence[Any]) -> Any:
    """Arrays (n, ...) of any framework side by side, along their second axis."""
    if len(parts) == 1:
        return parts[0]
    if hasattr(parts[0], "detach"):
        import torch

        return torch.cat(list(parts), 1)
    return np.concatenate([np.asarray(part) for part in parts], axis=1)


def _defaults(taken: Taken, n: int) -> NDArray[np.float32]:
    """The numbers (n, width) of the defaults."""
    unknown = np.full(n, np.nan, np.float32)
    return np.concatenate([one.expanded(unknown) for one in items_of(taken)], axis=1)


def _extremes(taken: Taken, n: int) -> NDArray[np.float32]:
    """Rows (n, width) that show whether a function takes all values: the last and the first."""
    if isinstance(taken, Category):
        last = taken.width - 1
        return taken.one_hot(np.resize(np.array([last, 0]), n))
    return _defaults(taken, n)
