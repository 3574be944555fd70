"""The option by which commands choose a model's conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from tyro.conf import UseAppendAction, arg

from latentwalk.conditions.category import Category
from latentwalk.conditions.number import Number
from latentwalk.errors import ConditionError, SettingsError

if TYPE_CHECKING:
    from latentwalk.conditions.conditions import Conditions

Chosen = UseAppendAction[Annotated[tuple[str, ...], arg(metavar="NAME=VALUE")]]
"""What the decoder takes besides latent points, one option for each."""

STEPS = 9
"""Numbers across a range."""


def chosen(conditions: Conditions, words: tuple[str, ...]) -> dict[str, Any]:
    """The conditions in words such as `label=3`, by name.

    Raises:
        SettingsError: another word, or two words for the same condition.
        ConditionError: the model has no such condition, or it has no such value.
    """
    found: dict[str, Any] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise SettingsError(f"--condition expects NAME=VALUE, such as label=3, got '{word}'.")
        longer = [one.name for one in conditions if word.startswith(f"{one.name}=")]
        if longer:  # names may contain =
            name = max(longer, key=len)
            value = word[len(name) + 1 :]
        condition = conditions[name if longer else name.strip()]
        if condition.name in found:
            raise SettingsError(f"--condition {condition.name} is given twice: give it once.")
        given: Any = value.strip()
        if isinstance(condition, Category):
            given = _value(condition, value)
        elif isinstance(condition, Number):
            try:
                given = float(given)
            except ValueError:
                raise ConditionError(
                    f"'{condition.name}' must be a number ({condition}), got '{given}'."
                ) from None
        condition.numbers(given, 1)
        found[condition.name] = given
    return found


def _value(condition: Category, word: str) -> str | int:
    """The name or index of a value: names may begin or end with spaces, indices are no names."""
    name = word if word in condition.values else word.strip()
    if name in condition.values or not name.isascii() or not name.isdecimal():
        return name
    return int(name) if len(name) < 9 and int(name) < condition.width else name


def every_value(conditions: Conditions, name: str) -> list[Any]:
    """All values of a category, or `STEPS` numbers across the range of a number.

    Raises:
        ConditionError: the model has no such condition.
    """
    condition = conditions[name]
    if isinstance(condition, Number):
        return [float(value) for value in np.linspace(condition.low, condition.high, STEPS)]
    assert isinstance(condition, Category)
    return list(condition.values)
