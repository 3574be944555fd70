"""A training that a lesson asks for: `train=mnist&dimensions=6&beta=20&epochs=10`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from latentwalk.errors import SettingsError
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.infer.model import Model
    from latentwalk.outputs.output import Output

RANGES = {"dimensions": (1, 64), "beta": (0, 1000), "epochs": (1, 200)}
"""The parts of a link besides the model, and the least and the largest value of each."""
WHOLE = ("dimensions", "epochs")
CHANNELS, SIDES = (1, 3), range(8, 65, 4)
"""The numbers of channels, and the sides in pixels, of images that a network in the page learns."""


@dataclass(frozen=True)
class Exercise:
    """A training on what a model draws from its encoded data."""

    model: str
    """The name of that model."""

    @classmethod
    def parse(cls, link: str) -> Exercise:
        """Read a link, given as the part after its #.

        Raises:
            SettingsError: no model, an unknown part, or a value out of range.
        """
        parts = dict(parse_qsl(link, keep_blank_values=True))
        model = parts.pop("train", "")
        if not model:
            raise SettingsError("A training needs a model that draws its pictures: #train=mnist.")
        for name, text in parts.items():
            if name not in RANGES:
                raise SettingsError(
                    f"Unknown part '{name}' of a training; the parts are {', '.join(RANGES)}."
                )
            low, high = RANGES[name]
            if not low <= _number(text) <= high or (name in WHOLE and _number(text) % 1):
                kind = "a whole number" if name in WHOLE else "a number"
                raise SettingsError(
                    f"'{name}' of a training must be {kind} from {low} to {high}, got '{text}'."
                )
        return cls(model)

    def check(self, models: Mapping[str, Model]) -> None:
        """Check that the page can draw pictures to train on; `models` are its models by name.

        Raises:
            SettingsError: the page lacks the model, or a network in the page cannot learn what it
                draws from its encoded data.
        """
        model = models.get(self.model)
        if model is None:
            raise SettingsError(
                f"The lesson trains on what '{self.model}' draws, which the page lacks; it has "
                f"{', '.join(models)}."
            )
        if model.atlas is None or not _is_learnable(model.output) or model.conditions:
            raise SettingsError(
                f"The lesson trains on what '{self.model}' draws: it must be a model of grey or "
                f"RGB images with sides of {SIDES[0]} to {SIDES[-1]} pixels in multiples of "
                f"{SIDES.step}, with encoded data and without conditions."
            )


def _is_learnable(output: Output) -> bool:
    """Whether a network in the page can learn such samples."""
    if not isinstance(output, ImageSpec):
        return False
    return output.height in SIDES and output.width in SIDES and output.channels in CHANNELS


def _number(text: str) -> float:
    """A number; NaN, which is in no range, for other text."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
