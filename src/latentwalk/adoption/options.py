"""Options for foreign models: one dataclass for the command line and the keyword arguments."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from tyro.conf import arg

from latentwalk.errors import ModelError, SettingsError
from latentwalk.terminal.arguments import names, text_option

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_ENCODED = 10_000
"""Images in an atlas by default."""


class ModelKeywords(TypedDict, total=False):
    """The keyword arguments that `explore`, `adopt` and `export` share: the fields below."""

    model_class: str
    kwargs: Mapping[str, Any]
    latent_dim: int | Sequence[int] | None
    image: Sequence[int] | None
    values: Sequence[float] | None
    name: str | None
    atlas: int
    classes: Sequence[object] | None
    device: str | None
    trust: bool


def _read_sizes(option: str, text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(word) for word in text.lower().replace(",", "x").split("x"))
    except ValueError:
        sizes = ()
    if not _are_sizes(sizes):
        raise SettingsError(f"--{option} expects positive numbers joined by x, got '{text}'.")
    return sizes


def _read_latent(text: str) -> tuple[int, ...]:
    return _read_sizes("latent-dim", text)


def _read_image(text: str) -> tuple[int, ...]:
    image = _read_sizes("image", text)
    if len(image) != 3:
        raise SettingsError(f"--image expects CxHxW, such as 3x64x64, got '{text}'.")
    return image


def _read_values(text: str) -> tuple[float, float]:
    try:
        low, high = (float(word) for word in text.split(","))
        if not _is_range((low, high)):
            raise ValueError
    except ValueError:
        raise SettingsError(
            f"--values expects the values of black and white, such as 0,1 or -1,1, got '{text}'."
        ) from None
    return low, high


def _read_kwargs(text: str) -> dict[str, Any]:
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


@dataclass(frozen=True)
class ModelOptions:
    """What is known about a foreign model, and how to open it.

    Whatever is not given is found by trying.

    Raises:
        ModelError: a value of the wrong type or out of range.
    """

    model_class: Annotated[str, arg(name="model", metavar="MODULE:CLASS")] = ""
    """The class that weights belong to, as package.module:Class or file.py:Class: a torch module,
    or a function that returns one."""
    kwargs: Annotated[Mapping[str, Any], text_option("JSON", _read_kwargs)] = field(
        default_factory=dict
    )
    """Arguments of that class: JSON, or name=value pairs separated by commas."""
    latent_dim: Annotated[int | Sequence[int] | None, text_option("D", _read_latent)] = None
    """The number of latent dimensions, or the shape of a latent point, such as 4x8x8."""
    image: Annotated[Sequence[int] | None, text_option("CxHxW", _read_image)] = None
    """Channels, rows and columns of an image, such as 3x64x64."""
    values: Annotated[Sequence[float] | None, text_option("LOW,HIGH", _read_values)] = None
    """The values of black and white, such as 0,1."""
    name: Annotated[str | None, arg(metavar="NAME")] = None
    """The model's name; by default that of its file, class or folder."""
    atlas: int = MAX_ENCODED
    """The largest number of images on the map."""
    classes: Annotated[Sequence[object] | None, text_option("NAMES", names)] = None
    """The names of the classes, separated by commas, where labels are integers."""
    device: Annotated[str | None, arg(metavar="DEVICE")] = None
    """Where a PyTorch model runs: cpu, cuda or mps. By default where it is, a file on the CPU."""
    trust: bool = False
    """Run code inside the file. It can do anything that you can: only for files whose author you
    know."""

    def __post_init__(self) -> None:
        for name, (is_valid, expected) in _FIELDS.items():
            value = getattr(self, name)
            if value is not None and not is_valid(value):
                raise ModelError(f"{name} must be {expected}, got {value!r}.")
        if self.classes is not None:
            object.__setattr__(self, "classes", tuple(map(str, self.classes)))

    @property
    def latent_shape(self) -> tuple[int, ...] | None:
        """The shape of one latent point, if given."""
        if self.latent_dim is None:
            return None
        return (self.latent_dim,) if isinstance(self.latent_dim, int) else tuple(self.latent_dim)

    @property
    def image_shape(self) -> tuple[int, int, int] | None:
        """(c, h, w), if given."""
        if self.image is None:
            return None
        channels, height, width = self.image
        return channels, height, width

    @property
    def value_range(self) -> tuple[float, float] | None:
        """The values of black and white, if given."""
        return None if self.values is None else (float(self.values[0]), float(self.values[1]))

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, if given."""
        return None if self.classes is None else tuple(map(str, self.classes))

    def named(self, name: str) -> ModelOptions:
        """The same options with a default name."""
        return self if self.name else replace(self, name=name)

    @classmethod
    def from_keywords(cls, keywords: Mapping[str, Any]) -> ModelOptions:
        """Options from keyword arguments; None leaves an option unset.

        Raises:
            ModelError: an unknown option, or a value of the wrong type.
        """
        known = [option.name for option in fields(cls)]
        for word in keywords:
            if word not in known:
                near = difflib.get_close_matches(word, known, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(known)}."
                raise ModelError(f"Unknown option '{word}'. {hint}")
        return cls(**{word: value for word, value in keywords.items() if value is not None})


def _is_size(value: Any) -> bool:
    return type(value) is int and value > 0


def _are_sizes(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(map(_is_size, value))


def _is_range(value: Any) -> bool:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return False
    numbers = all(isinstance(edge, (int, float)) and isfinite(edge) for edge in value)
    return numbers and value[0] < value[1]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "model_class": (_is_text, "text, 'package.module:Class'"),
    "kwargs": (lambda value: isinstance(value, Mapping), "a dictionary"),
    "latent_dim": (
        lambda value: _is_size(value) or _are_sizes(value),
        "a positive number of dimensions, or a shape",
    ),
    "image": (lambda value: _are_sizes(value) and len(value) == 3, "(channels, rows, columns)"),
    "values": (_is_range, "the values of black and white, such as (0, 1)"),
    "name": (_is_text, "text"),
    "atlas": (_is_size, "a positive number of images"),
    "classes": (lambda value: isinstance(value, (tuple, list)), "a list of names"),
    "device": (_is_text, "a PyTorch device, such as 'cuda'"),
    "trust": (lambda value: isinstance(value, bool), "True or False"),
}
"""For each option, a check of its value, and what is expected."""
