"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from tyro.conf import Positional, arg

from latentwalk.errors import LatentError, SettingsError
from latentwalk.latent.point import latent_points
from latentwalk.outputs.image import ImageSpec
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

ModelName = Positional[Annotated[str, arg(metavar="MODEL")]]
MAX_POINTS = 10_000
"""The largest number of latent points to read from a file."""
BATCH = 256
"""Images decoded between two updates of a progress bar."""
MAX_IMAGES = 100_000
"""The largest number of images in one picture or film."""
Seen = Annotated[str, arg(metavar="CHOICE")]
Out = Annotated[Path, arg(aliases=["-o"], metavar="FILE")]


def place(model: Model, word: str) -> NDArray[np.float32]:
    """Parse one latent point (d,): a class name, or a file with one point.

    Raises:
        LatentError: the word is neither, or gives several points.
    """
    points = places(model, word)
    if len(points) != 1:
        raise LatentError(f"Expected one latent point, '{word}' gives {len(points)}.")
    point: NDArray[np.float32] = points[0, : model.latent_dim]
    return point


def places(model: Model, words: str) -> NDArray[np.float32]:
    """Parse latent points: class names, with their conditions (k, d + w), or a file (k, d).

    Args:
        model: the model, for its classes and dimensions.
        words: class names separated by commas, or the path of a file of points, in the forms of
            `read_points`.

    Raises:
        LatentError: an unknown class, an unreadable file, or a point that does not fit.
    """
    names = [word.strip() for word in words.split(",")]
    if all(name in model.presets for name in names):
        return np.stack([model.preset_rows[name] for name in names])
    path = Path(words)
    if not _exists(path):
        unknown = next(name for name in names if name not in model.presets)
        raise LatentError(
            f"'{unknown}' is neither a class of {model.name} "
            f"({', '.join(model.presets) or 'it has none'}) nor a file of latent points."
        )
    from latentwalk.commands.point_files import read_points

    points = read_points(path, model.latent_dim)
    if len(points) > MAX_POINTS:
        raise LatentError(
            f"{path} has {len(points):,} points, more than {MAX_POINTS:,}: choose those to go "
            "through, such as every hundredth row."
        )
    return latent_points(points, model.latent_dim)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name, or not one
        return False


def within(low: int, high: int, **numbers: int | None) -> None:
    """Check that numbers of the command line, if given, are from `low` to `high`.

    Raises:
        SettingsError: a number is out of range.
    """
    for name, number in numbers.items():
        if number is not None and not low <= number <= high:
            raise SettingsError(f"--{name} must be from {low} to {high}, got {number}.")


def check_seed(seed: int | None) -> None:
    """Check that every random generator accepts a seed.

    Raises:
        SettingsError: the seed is negative, or does not fit 63 bits.
    """
    within(0, 2**63 - 1, seed=seed)


def decoded(model: Model, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decode rows (n, d + w) to samples (n, *model.output.shape), with a progress bar."""
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    return np.concatenate(
        [model.decode_rows(batch) for batch in track(batches, "decoding", len(batches))]
    )


def pictures(
    model: Model, rows: NDArray[np.float32], scale: int, seen: str = ""
) -> tuple[NDArray[np.uint8], int]:
    """Decode rows (n, d + w) to pictures (n, h, w, c), with a progress bar.

    Args:
        model: the model.
        rows: points with their conditions.
        scale: by how much to enlarge the pictures.
        seen: what of a sample is drawn, see `Output.seen`.

    Returns:
        The pictures, and by how much to enlarge them: `scale` for images, which keep their own
        pixels; 1 for everything else, which is drawn at that size.

    Raises:
        SettingsError: its samples cannot be drawn so.
    """
    output = model.output.seen(seen)
    drawn = not isinstance(output, ImageSpec)
    width, height = ((scale if drawn else 1) * side for side in output.cell)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    each = [
        output.draw(model.decode_rows(one), width, height)
        for one in track(batches, "decoding", len(batches))
    ]
    return np.concatenate(each), 1 if drawn else scale
