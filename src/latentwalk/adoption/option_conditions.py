"""Conditions as users declare them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.several import Several
from latentwalk.conditions.category import Category
from latentwalk.conditions.condition import cut
from latentwalk.conditions.number import Number
from latentwalk.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.several import Taken

EXPECTED = (
    "a list of its values, a range (low, high), a constant number or array, or a dictionary of "
    "several"
)


@dataclass(frozen=True, eq=False)
class Constant:
    """A value that an argument always has."""

    value: NDArray[np.float32]
    """(), or (1, ...) for every point."""
    drawn: bool = False
    """Whether it was drawn from N(0, 1), because it is noise."""


Declared: TypeAlias = "Taken | Constant"


def declared(given: Any) -> dict[str, Declared]:
    """The conditions that a user gave as `conditions=`, by name.

    A list is a category with these values, a pair (low, high) of numbers a range, a number or an
    array (1, ...) a constant, and a dictionary several conditions that one input takes.

    Raises:
        ModelError: another value.
    """
    if not isinstance(given, Mapping):
        raise ModelError(f"conditions must be a dictionary of names, got {type(given).__name__}.")
    found: dict[str, Declared] = {}
    for name, value in given.items():
        if isinstance(value, (Category, Number, Several, Constant)):
            found[str(name)] = value
            continue
        try:
            found[str(name)] = _one(str(name), value)
        except ValueError as error:
            raise ModelError(f"The condition '{cut(name)}' must be {EXPECTED}: {error}.") from None
    return found


def _one(name: str, value: Any) -> Declared:
    if isinstance(value, Mapping):
        items = tuple(_one(str(key), one) for key, one in value.items())
        if not items or any(isinstance(one, (Constant, Several)) for one in items):
            raise ValueError("a dictionary has lists and ranges")
        return Several(name, tuple(one for one in items if isinstance(one, (Category, Number))))
    if _is_number(value):
        if not isfinite(value):
            raise ValueError(f"got {value}")
        return Constant(np.asarray(value, np.float32))
    if isinstance(value, tuple) and len(value) == 2 and all(_is_number(end) for end in value):
        low, high = map(float, value)
        return Number(name, low, high, (low + high) / 2)
    if isinstance(value, range):
        return Category(name, tuple(map(str, value)))
    if is_array(value) and np.ndim(value) > 1:
        array = as_numpy(value)
        if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
            raise ValueError(f"got an array of {array.dtype}")
        return Constant(array.astype(np.float32))
    if isinstance(value, (set, frozenset)):
        raise ValueError("a set has no order: give a list")
    if is_array(value):
        value = as_numpy(value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return Category(name, tuple(str(one) for one in value))
    raise ValueError(f"got {value!r:.80}")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def read_condition(text: str) -> tuple[str, Any]:
    """A condition of the command line: `label=0,1,2`, `age=0..100`, `scale=1`.

    `star=mass:0.1..10,age:0..13` are several numbers that one input takes.

    Raises:
        SettingsError: another text.
    """
    name, separator, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not separator or not name or not value:
        raise SettingsError(
            "--condition expects a name and its values, such as label=0,1,2, a range, such as "
            f"age=0..100, or a constant, such as scale=1, got '{text}'."
        )
    words = [word.strip() for word in value.split(",")]
    if all(":" in word and ".." in word for word in words):
        parts = (word.partition(":") for word in words)
        return name, {part.strip(): _read_range(part, ends) for part, _, ends in parts}
    if ".." in value:
        return name, _read_range(name, value)
    if len(words) == 1:
        try:
            return name, float(value)
        except ValueError:
            raise SettingsError(
                f"--condition {name} needs two values or more, such as {name}=0,1,2, got '{text}'."
            ) from None
    return name, words


def _read_range(name: str, text: str) -> tuple[float, float]:
    low, _, high = text.partition("..")
    try:
        return float(low), float(high)
    except ValueError:
        raise SettingsError(
            f"--condition expects a range such as {name}=0..1, got '{text}'."
        ) from None
