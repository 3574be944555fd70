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
        SettingsError: another word.
        ConditionError: the model has no such condition, or it has no such value.
    """
    found: dict[str, Any] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise SettingsError(f"--condition expects NAME=VALUE, such as label=3, got '{word}'.")
        condition = conditions[name.strip()]
        given: Any = value.strip()
        if isinstance(condition, Number):
            try:
                given = float(given)
            except ValueError:
                raise ConditionError(
                    f"'{condition.name}' must be a number ({condition}), got '{given}'."
                ) from None
        condition.numbers(given, 1)
        found[condition.name] = given
    return found


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
