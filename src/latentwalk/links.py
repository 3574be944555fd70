"""Parses the page's links, whose grammar is in `docs/page.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

import numpy as np

from latentwalk.errors import SettingsError

PARTS = (
    "z", "given", "range", "random", "locked", "plane", "frame", "layers", "filtered", "pins",
    "curve", "loop", "frames", "pace", "directions", "smooth", "hide", "with", "by", "there", "at",
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
