"""Options for foreign models as text, as the command line has them."""

from __future__ import annotations

import ast
import json
from math import isfinite
from typing import Any

from latentwalk.adoption.foreign.levels import NAMES, normalisation
from latentwalk.errors import SettingsError

NO_SPREAD = "none"
"""The value of `spread` for decoders whose further outputs are no spread."""
LOGITS = "logits"
"""The value of `values` for decoders without their last sigmoid."""


def _read_sizes(option: str, text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(word) for word in text.lower().replace(",", "x").split("x"))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        raise SettingsError(f"--{option} expects positive numbers joined by x, got '{text}'.")
    return sizes


def read_latent(text: str) -> tuple[int, ...]:
    """The shape of a latent point, such as `4x8x8`.

    Raises:
        SettingsError: another text.
    """
    return _read_sizes("latent-dim", text)


def read_image(text: str) -> tuple[int, ...]:
    """The shape of an image, `CxHxW`.

    Raises:
        SettingsError: another text.
    """
    image = _read_sizes("image", text)
    if len(image) != 3:
        raise SettingsError(f"--image expects CxHxW, such as 3x64x64, got '{text}'.")
    return image


def read_values(text: str) -> tuple[float, float] | str:
    """The values of black and white, `LOW,HIGH`, or `logits`.

    Raises:
        SettingsError: another text.
    """
    if text == LOGITS:
        return text
    pair = _numbers(text)
    if len(pair) != 2 or not pair[0] < pair[1]:
        raise SettingsError(
            "--values expects the ends of the samples' range, for images black and white, such as "
            f"0,1 or -1,1, or logits, got '{text}'."
        )
    return pair[0], pair[1]


def read_data_values(text: str) -> tuple[float, float]:
    """The values of black and white in the data, `LOW,HIGH`.

    Raises:
        SettingsError: another text.
    """
    pair = _numbers(text)
    if len(pair) != 2 or not pair[0] < pair[1]:
        raise SettingsError(
            "--data-values expects the values of black and white in the data, such as 0,255, got "
            f"'{text}'."
        )
    return pair[0], pair[1]


def read_normalize(text: str) -> tuple[tuple[float, ...], tuple[float, ...]] | str:
    """Means and standard deviations, `0.5/0.2` or `0.5,0.5,0.5/0.2,0.2,0.2`, or a data set's name.

    Raises:
        SettingsError: another text.
    """
    means, _, deviations = text.partition("/")
    pair = _numbers(means), _numbers(deviations)
    if pair[0] and len(pair[0]) == len(pair[1]) and min(pair[1]) > 0:
        return pair
    if normalisation(text) is not None:
        return text
    raise SettingsError(
        "--normalize expects means and standard deviations, such as 0.1307/0.3081 or "
        f"0.5,0.5,0.5/0.2,0.2,0.2, or one of {', '.join(NAMES)}, got '{text}'."
    )


def read_predictor_values(text: str) -> Any:
    """The values of black and white that a predictor takes, `LOW,HIGH`, or a normalisation.

    Raises:
        SettingsError: another text.
    """
    pair = _numbers(text)
    if len(pair) == 2 and pair[0] < pair[1]:
        return pair
    try:
        return read_normalize(text)
    except SettingsError:
        raise SettingsError(
            "--predictor-values expects the values of black and white, such as 0,1, or means and "
            f"standard deviations, such as 0.1307/0.3081, or one of {', '.join(NAMES)}, got "
            f"'{text}'."
        ) from None


def _numbers(text: str) -> tuple[float, ...]:
    """Finite numbers separated by commas; none if it is another text."""
    try:
        numbers = tuple(float(word) for word in text.split(","))
    except ValueError:
        return ()
    return numbers if all(map(isfinite, numbers)) else ()


def read_kwargs(text: str) -> dict[str, Any]:
    """Keyword arguments: JSON, or name=value pairs.

    Raises:
        SettingsError: another text.
    """
    try:
        if text.lstrip().startswith("{"):
            return dict(json.loads(text))
        call = ast.parse(f"f({text})", mode="eval").body  # name=value pairs, as in a call
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError("every value needs a name")
        return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except (ValueError, SyntaxError, RecursionError) as error:
        raise SettingsError(
            f"--kwargs expects JSON, such as '{{\"latent_dim\": 16}}', or name=value pairs, got "
            f"'{text}': {error}."
        ) from None
