"""What the shipped lessons state, and the views that they state it of."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.gallery import LESSONS
from latentwalk.links import parts_of, points

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def words(lesson: str) -> str:
    """The text of a lesson, on one line and without emphasis."""
    text = (LESSONS / f"{lesson}.md").read_text(encoding="utf-8")
    return " ".join(re.sub(r"[*`]", "", text).split())


def states(lesson: str, sentence: str) -> bool:
    """Whether a lesson contains these words."""
    return sentence in words(lesson)


def view_of(lesson: str, name: str) -> dict[str, str]:
    """The parts of the first link with this text."""
    found = re.search(rf"\[{name}\]\((#\S+)\)", words(lesson))
    assert found, f"{lesson} has no view '{name}'"
    return parts_of(found[1])


def point_of(lesson: str, name: str, part: str = "z") -> NDArray[np.float32]:
    """The points (n, d) in a part of the first link with this text."""
    text = view_of(lesson, name)[part]
    return np.array(points(text, text.partition(";")[0].count(",") + 1), np.float32)


@cache
def digits(name: str) -> latentwalk.Model:
    """A shipped model of digits, with the classifier."""
    return with_digits(latentwalk.open(name))


def read(model: latentwalk.Model, z: NDArray[np.float32]) -> NDArray[np.intp]:
    """The digits (n,) that the classifier reads at points (n, d)."""
    found: NDArray[np.intp] = model.predict(model.decode(z)).argmax(1)
    return found
