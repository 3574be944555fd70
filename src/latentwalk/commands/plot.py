"""`latentwalk plot`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import arg

from latentwalk.commands.arguments import ModelName, Out, place, places, within
from latentwalk.paths.walks import PathKind


@dataclass(frozen=True)
class Plot:
    """Draw a figure for print: the map of the data, strips, a sheet or a path.

    For example: latentwalk plot typefaces --colour weight -o map.svg
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    figure: Literal["map", "strips", "sheet", "path"] = "map"
    """map: the encoded data on a plane; strips: what each dimension does; sheet: a plane of
    decoded samples; path: samples between latent points, and how fast they change."""
    plane: Annotated[str | None, arg(metavar="STR")] = None
    """Of a map or sheet: two dimensions counted from 1, such as 1,2; 'components' for the principal
    components of the data; or 'layout', for a map only."""
    colour: Annotated[str | None, arg(metavar="COLUMN")] = None
    """Of a map: a column of the table, or class, split or error; by default the class."""
    images: int = 0
    """Of a map: decoded samples per row beneath the points."""
    vectors: int = 20_000
    """Of a map: more points than this are rasterised, so that files stay small."""
    at: Annotated[str | None, arg(metavar="STR")] = None
    """Of strips: where to start, a class, or a file with a latent point; by default the home."""
    through: str = ""
    """Of a path: classes separated by commas, or a file of latent points."""
    path: PathKind = "spline"
    """Of a path: straight lines, great arcs, one smooth curve, at an even speed, or through the
    data."""
    frames: int = 12
    """Samples of a path, of a row of strips, or of a side of the sheet."""
    dpi: float = 300
    """Dots per inch of a PNG, and of what is rasterised in others."""
    width: float = 6
    """The width of the figure in inches."""
    out: Out = Path("figure.svg")
    """The file to write, as .svg, .pdf or .png."""

    def run(self) -> None:
        """Write the figure."""
        from latentwalk.errors import SettingsError
        from latentwalk.figures import map as maps
        from latentwalk.figures import rows
        from latentwalk.figures.paper import check_figure, write_figure
        from latentwalk.infer.model import open_model

        within(0, 100, images=self.images)
        within(2, 100, frames=self.frames)
        within(0, 10_000_000, vectors=self.vectors)
        if not (10 <= self.dpi <= 2400 and 1 <= self.width <= 40):
            raise SettingsError("--dpi must be from 10 to 2400, and --width from 1 to 40 inches.")
        check_figure(self.out)
        model = open_model(self.model)
        if self.figure == "path":
            if not self.through:
                raise SettingsError("A path needs points: --through 3,8, or a file of points.")
            stops = places(model, self.through)[:, : model.latent_dim]
            figure = rows.plot_path(
                model, stops, path=self.path, frames=self.frames, width=self.width
            )
        elif self.figure == "strips":
            at = None if self.at is None else place(model, self.at)
            figure = rows.plot_strips(model, at=at, frames=self.frames, width=self.width)
        elif self.figure == "sheet":
            figure = rows.plot_sheet(model, self.plane, n=self.frames, width=self.width)
        else:
            figure = maps.plot_map(
                model, self.plane, self.colour, images=self.images, vectors=self.vectors,
                size=(self.width, self.width * 5 / 6),
            )  # fmt: skip
        write_figure(self.out, figure, self.dpi)
