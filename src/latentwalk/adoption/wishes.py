"""What a person says of a model beforehand, and wants of it: checked word by word."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from latentwalk.adoption.files import Opening
from latentwalk.errors import ModelError

MOST_ENCODED = 10_000
"""Images in an atlas, without a wish for another number."""


@dataclass(frozen=True)
class Adoption:
    """What is known of a model before it is tried, and what is wanted of it."""

    latent_dim: int | tuple[int, ...] | None = None
    """The number of latent dimensions, or the shape of a latent point."""
    image: tuple[int, int, int] | None = None
    """(c, h, w) of its images."""
    values: tuple[float, float] | None = None
    """The values of black and white."""
    name: str | None = None
    """What to call it."""
    atlas: int = MOST_ENCODED
    """Images in the atlas, at most."""
    classes: tuple[str, ...] | None = None
    """The classes' names."""
    opening: Opening = field(default_factory=Opening)
    """How a file is opened."""

    @property
    def latent_shape(self) -> tuple[int, ...] | None:
        """The shape of a latent point, where it is given.

        Raises:
            ModelError: a size that is not positive.
        """
        if self.latent_dim is None:
            return None
        shape = (self.latent_dim,) if isinstance(self.latent_dim, int) else tuple(self.latent_dim)
        if not shape or min(shape) < 1:
            raise ModelError(
                f"A latent point has positive sizes, got latent_dim={self.latent_dim}."
            )
        return shape


def adoption_of(known: Mapping[str, Any], name: str | None = None) -> Adoption:
    """What a person said that they know, as an `Adoption`.

    Raises:
        ModelError: an unknown word.
    """
    known = dict(known)
    _check_words(known)
    opening = {word: known.pop(word) for word in ("kwargs", "trust", "device") if word in known}
    if known.get("classes") is not None:
        known["classes"] = tuple(map(str, known["classes"]))
    made = Adoption(**known, opening=Opening(**opening))
    return made if made.name or name is None else replace(made, name=name)


def _check_words(known: Mapping[str, Any]) -> None:
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
