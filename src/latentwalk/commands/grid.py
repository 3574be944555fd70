"""`latentwalk grid`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import (
    ModelName,
    Out,
    Seen,
    pictures,
    place,
    within,
)
from latentwalk.commands.conditions import Chosen, chosen


@dataclass(frozen=True)
class Grid:
    """Decode a plane of two dimensions into one picture.

    The points are the prior's quantiles, so that each stands for the same probability.

    For example: latentwalk grid mnist-2d --dims 1,2 -o grid.png
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    condition: Chosen = ()
    """What the decoder takes besides latent points, one option for each, such as label=3."""
    dims: str = "1,2"
    """The two dimensions, counted from 1: to the right, upwards."""
    count: Annotated[int, arg(name="n", aliases=["-n"])] = 20
    """Images per side."""
    at: Annotated[str | None, arg(metavar="STR")] = None
    """The values of the other dimensions: a class, or a file with a latent point; by default 0."""
    gap: int = 0
    """Black pixels between images."""
    seen: Seen = ""
    """What is drawn of a field: a channel, such as 2, three as red, green and blue, such as 1,2,3,
    and the slice of a volume after it, such as 2:z16."""
    scale: int = 1
    """Enlarge the picture by a whole factor."""
    out: Out = Path("grid.png")
    """The picture to write."""

    def run(self) -> None:
        """Write the grid."""
        import numpy as np

        from latentwalk.errors import SettingsError
        from latentwalk.infer.model import open_model
        from latentwalk.latent.plane import grid
        from latentwalk.render.sheet import check_picture, picture, sheet, write_picture

        within(1, 300, n=self.count)
        within(1, 100, scale=self.scale)
        within(0, 100, gap=self.gap)
        check_picture(self.out)
        try:
            right, up = (int(word) for word in self.dims.split(","))
        except ValueError:
            raise SettingsError(
                f"--dims must be two numbers, such as 1,2, got {self.dims}."
            ) from None
        model = open_model(self.model)
        origin = (
            np.zeros(model.latent_dim, np.float32) if self.at is None else place(model, self.at)
        )
        z = grid(origin, (right, up), self.count).reshape(-1, model.latent_dim)
        rows = model.rows(z, chosen(model.conditions, self.condition))
        pixels, scale = pictures(model, rows, self.scale, self.seen)
        write_picture(self.out, picture(sheet(pixels, self.count, self.gap), scale))
