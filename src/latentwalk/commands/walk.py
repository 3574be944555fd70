"""`latentwalk walk`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from latentwalk.commands.arguments import (
    MAX_IMAGES,
    ModelName,
    Out,
    Seen,
    pictures,
    places,
    within,
)
from latentwalk.commands.conditions import Chosen, chosen
from latentwalk.paths.walks import PathKind

MEASURED = 256
"""The most points of a walk that are measured."""


@dataclass(frozen=True)
class Walk:
    """Walk through latent points and write the images: a GIF, an MP4 or a PNG strip.

    For example: latentwalk walk mnist --through 3,8,0 --loop -o walk.gif
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    through: str
    """Classes separated by commas, or a file of latent points: a table that `latentwalk encode`
    writes, what np.savetxt or np.save writes, or text with one point per line."""
    condition: Chosen = ()
    """What the decoder takes besides latent points, such as label=3, for all images; the others
    are what the classes' presets have."""
    path: PathKind = "spline"
    """lerp: straight lines; slerp: great arcs; spline: one smooth curve; even: samples change at an
    even speed; data: from one encoded item to a near one."""
    frames: int = 96
    """The number of images."""
    fps: float = 25.0
    """Images per second."""
    loop: bool = False
    """Return to the first point."""
    scale: int = 8
    """Enlarge each image by a whole factor."""
    seen: Seen = ""
    """What is drawn of a field: a channel, such as 2, three as red, green and blue, such as 1,2,3,
    and the slice of a volume after it, such as 2:z16."""
    smooth: bool = False
    """Enlarge smoothly instead of pixel-exactly."""
    out: Out = Path("walk.gif")
    """The file to write, as .gif, .mp4 or .png (a strip)."""

    def run(self) -> None:
        """Write the walk."""
        import numpy as np

        from latentwalk.infer.model import open_model
        from latentwalk.paths.measures import measure_rows
        from latentwalk.paths.walks import walk_rows
        from latentwalk.render.film import check_film, write_film
        from latentwalk.terminal.console import say

        within(2, MAX_IMAGES, frames=self.frames)
        within(1, 100, scale=self.scale)
        check_film(self.out, self.fps)
        model = open_model(self.model)
        stops, d = places(model, self.through), model.latent_dim
        given = chosen(model.conditions, self.condition)
        presets = stops[:, d:] if stops.shape[1] > d else None
        numbers = model.conditions.numbers(given, len(stops), presets)
        stops = np.concatenate([stops[:, :d], numbers], axis=1).astype(np.float32)
        rows = walk_rows(model, stops, self.frames, self.path, loop=self.loop)
        pixels, scale = pictures(model, rows, self.scale, self.seen)
        write_film(self.out, pixels, self.fps, scale, smooth=self.smooth)
        say(str(measure_rows(model, rows[:: -(-self.frames // MEASURED)])))
