"""What a person may say of a model beforehand, checked word by word."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from latentwalk.errors import ModelError


def check_words(known: Mapping[str, Any]) -> None:
    """Check that each word is known, and its value of the kind that is wanted. None says nothing.

    Raises:
        ModelError: one is not; it is named.
    """
    for word, value in known.items():
        if word not in WORDS:
            near = difflib.get_close_matches(word, WORDS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"What can be: {', '.join(WORDS)}."
            raise ModelError(f"'{word}' is nothing that can be said of a model. {hint}")
        right, what = WORDS[word]
        if value is not None and not right(value):
            raise ModelError(f"{word} is {what}, got {value!r}.")


def _whole(value: Any) -> bool:
    return type(value) is int and value > 0


def _sizes(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(map(_whole, value))


def _range(value: Any) -> bool:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return False
    return all(isinstance(edge, (int, float)) for edge in value) and value[0] < value[1]


WORDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "latent_dim": (
        lambda value: _whole(value) or _sizes(value),
        "a positive number of dimensions, or a shape",
    ),
    "image": (lambda value: _sizes(value) and len(value) == 3, "(channels, rows, columns)"),
    "values": (_range, "the values of black and white, as (0, 1)"),
    "name": (lambda value: isinstance(value, str), "a text"),
    "atlas": (_whole, "a positive number of images"),
    "classes": (lambda value: isinstance(value, (tuple, list)), "a list of names"),
    "kwargs": (lambda value: isinstance(value, Mapping), "a dictionary"),
    "trust": (lambda value: isinstance(value, bool), "True or False"),
    "device": (lambda value: isinstance(value, str), "a device of PyTorch's, as 'cuda'"),
}
"""For each word, whether a value is of its kind, and what that kind is."""
