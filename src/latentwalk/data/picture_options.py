"""Options for reading pictures, shared by every command that reads them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import Annotated, Any, Literal, TypedDict, get_args

from PIL import ImageColor
from tyro.conf import arg

from latentwalk.errors import SettingsError

Fit = Literal["crop", "squash"]


class PictureKeywords(TypedDict, total=False):
    """The keyword arguments for pictures: the fields of `PictureOptions`."""

    background: str | None
    white: float | None
    fit: Fit
    transpose: bool
    mirror: bool
    skip_broken: bool


@dataclass(frozen=True, kw_only=True)
class PictureOptions:
    """How to read pictures.

    Raises:
        SettingsError: a value of the wrong type or out of range.
    """

    background: Annotated[str | None, arg(metavar="COLOUR")] = None
    """The colour behind transparent pictures, such as white or #ff8800. By default white behind
    dark ink and black behind light ink."""
    white: Annotated[float | None, arg(metavar="VALUE")] = None
    """The value of white in grey pictures of more than 8 bits or of floats, such as 4095; black
    is 0. By default as declared in the file, or else the range that its values suggest."""
    fit: Fit = "crop"
    """How to fit pictures of another aspect ratio: crop keeps the middle; squash keeps all of it
    and distorts it."""
    transpose: bool = False
    """Exchange rows and columns, as EMNIST's files need."""
    mirror: bool = False
    """Exchange left and right, after --transpose."""
    skip_broken: bool = False
    """Leave out and count unreadable pictures, instead of stopping at the first."""

    def __post_init__(self) -> None:
        if self.background is not None:
            _check_colour(self.background)
        number = isinstance(self.white, (int, float)) and not isinstance(self.white, bool)
        if self.white is not None and not (number and isfinite(self.white) and self.white > 0):
            raise SettingsError(
                f"white must be the value of white, such as 4095, got {self.white!r}."
            )
        if self.fit not in get_args(Fit):
            raise SettingsError(f"fit must be {' or '.join(get_args(Fit))}, got {self.fit!r}.")
        for name in ("transpose", "mirror", "skip_broken"):
            if not isinstance(getattr(self, name), bool):
                raise SettingsError(f"{name} must be True or False, got {getattr(self, name)!r}.")

    @property
    def pictures(self) -> PictureOptions:
        """These options alone, from a dataclass that has others as well."""
        values: dict[str, Any] = {
            field.name: getattr(self, field.name) for field in fields(PictureOptions)
        }
        return PictureOptions(**values)

    @property
    def colour(self) -> tuple[int, int, int] | None:
        """The background as RGB; None to choose it for each picture."""
        return None if self.background is None else ImageColor.getrgb(self.background)[:3]


def _check_colour(colour: Any) -> None:
    try:
        ImageColor.getrgb(colour)
    except (ValueError, AttributeError, TypeError):
        raise SettingsError(
            f"background must be a colour, such as white, #ff8800 or rgb(255, 136, 0), got "
            f"{colour!r}."
        ) from None


DEFAULT = PictureOptions()
"""Everything is chosen for each picture."""
