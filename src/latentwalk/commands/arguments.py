"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from tyro.conf import Positional, arg

from latentwalk.errors import LatentError, SettingsError
from latentwalk.latent.point import latent_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

ModelName = Positional[Annotated[str, arg(metavar="MODEL")]]
Out = Annotated[Path, arg(aliases=["-o"], metavar="FILE")]


def place(model: Model, word: str) -> NDArray[np.float32]:
    """One latent point (d,) from the command line: a class name, or a file with one point.

    Raises:
        LatentError: neither, or not one point of this model.
    """
    points = places(model, word)
    if len(points) != 1:
        raise LatentError(f"Expected one latent point, '{word}' gives {len(points)}.")
    point: NDArray[np.float32] = points[0]
    return point


def places(model: Model, words: str) -> NDArray[np.float32]:
    """Latent points (k, d) from the command line: classes, or a file of points.

    Args:
        model: whose classes and dimensions count.
        words: class names with commas between, or the path of a text file with a point on each
            line, its numbers with commas between; lines that begin with # are passed over.

    Raises:
        LatentError: an unknown class, an unreadable file, or a point that does not fit.
    """
    names = [word.strip() for word in words.split(",")]
    if all(name in model.presets for name in names):
        return np.stack([model.preset(name) for name in names])
    path = Path(words)
    if not path.is_file():
        unknown = next(name for name in names if name not in model.presets)
        raise LatentError(
            f"'{unknown}' is neither a class of {model.name} "
            f"({', '.join(model.presets) or 'it has none'}) nor a file of latent points."
        )
    try:
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        rows = [[float(cell) for cell in line.split(",")] for line in lines]
    except (OSError, ValueError) as error:
        raise LatentError(
            f"{path} should hold a latent point on each line, numbers with commas between: {error}."
        ) from error
    if not rows:
        raise LatentError(f"{path} holds no latent points.")
    return np.stack([latent_points(row, model.latent_dim) for row in rows])


def positive(**numbers: float) -> None:
    """Check that numbers of the command line are positive.

    Raises:
        SettingsError: one is not; it is named.
    """
    for name, number in numbers.items():
        if not number > 0:
            raise SettingsError(f"--{name.replace('_', '-')} must be positive, got {number}.")
