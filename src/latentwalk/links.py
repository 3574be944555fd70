"""Parses the page's links, whose grammar is in `docs/page.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.errors import ConditionError, SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition
    from latentwalk.conditions.conditions import Conditions

PARTS = (
    "z", "given", "range", "random", "locked", "plane", "frame", "layers", "field", "output",
    "ellipses", "contours", "filtered", "colour", "filters", "kept", "pins", "curve", "loop",
    "frames", "pace", "directions", "smooth", "hide", "with", "by", "there", "theirs", "seen",
    "item", "thumbs", "at", "network", "noise",
)  # fmt: skip
"""The parts of a link, besides the model."""


def parts_of(start: Mapping[str, object] | str) -> dict[str, str]:
    """The parts of a link, as text by name.

    Args:
        start: a link, or the part of it after its #; or a mapping, whose values may also be
            numbers, lists of numbers, lists of points, and booleans.

    Raises:
        SettingsError: an unknown part.
    """
    if isinstance(start, str):
        parts = dict(parse_qsl(start.rpartition("#")[2], keep_blank_values=True))
    else:
        parts = {name: _text(value) for name, value in start.items()}
    for name in parts:
        if name not in {"model", *PARTS}:
            raise SettingsError(
                f"Unknown part '{name}' of a link; the parts are model, {', '.join(PARTS)}."
            )
    return parts


def hidden_panels(hide: str | Iterable[str], panels: Sequence[str]) -> list[str]:
    """The panels to hide.

    Args:
        hide: their names, as a list or as text with commas between.
        panels: the names of the page's panels.

    Raises:
        SettingsError: an unknown panel.
    """
    names = [name for name in hide.split(",") if name] if isinstance(hide, str) else list(hide)
    for name in names:
        if name not in panels:
            raise SettingsError(
                f"Unknown panel '{name}'; these can be hidden: {', '.join(panels)}."
            )
    return names


def points(text: str, latent_dim: int, row: int | None = None) -> list[list[float]]:
    """Parse `z` or `pins`: numbers separated by commas, points separated by semicolons.

    Args:
        text: part of a link.
        latent_dim: d, the numbers of a point.
        row: d + w, where the numbers of the conditions may follow.

    Raises:
        SettingsError: the text is not points of `latent_dim` numbers, or of `row`.
    """
    try:
        found = [[float(number) for number in one.split(",")] for one in text.split(";") if one]
    except ValueError as error:
        raise SettingsError(f"A point must be numbers separated by commas: {error}.") from error
    for point in found:
        if len(point) not in {latent_dim, row}:
            raise SettingsError(f"A point has {latent_dim} numbers, got {len(point)} in '{text}'.")
    return found


def given(text: str, conditions: Conditions) -> NDArray[np.float32]:
    """Parse `given`, `label:3;weight:0.25` or `label:3*0.6,8*0.4`, to the conditions' numbers (w,).

    Raises:
        SettingsError: a name or a value that the model does not have.
    """
    chosen: dict[str, object] = {}
    for part in filter(None, text.split(";")):
        name, _, value = part.partition(":")
        try:
            condition = conditions[unquote(name)]
            chosen[condition.name] = _value(condition, value)
            condition.numbers(chosen[condition.name], 1)
        except ConditionError as error:
            raise SettingsError(f"`given` of a link: {error}") from error
    rows: NDArray[np.float32] = conditions.numbers(chosen, 1)
    return rows.reshape(-1)


def _value(condition: Condition, text: str) -> object:
    """A number, the name of a value, or the weights (1, k) of a blend."""
    if not isinstance(condition, Category):
        return text
    if "*" not in text:
        return unquote(text)
    weights = np.zeros((1, condition.width), np.float32)
    for one in text.split(","):
        name, _, weight = one.partition("*")
        try:
            weights[0, condition.index(unquote(name))] = float(weight or 1)
        except ValueError:
            raise ConditionError(f"'{one}' is not a value and its weight.") from None
    return weights


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        values = [np.asarray(one) if not isinstance(one, str) else one for one in value]
        rows = any(isinstance(one, np.ndarray) and one.ndim for one in values)
        return (";" if rows else ",").join(
            ",".join(map(str, one.tolist()))
            if isinstance(one, np.ndarray) and one.ndim
            else f"{one}"
            for one in values
        )
    return str(value)
