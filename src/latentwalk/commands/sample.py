"""`latentwalk sample`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import arg

from latentwalk.commands.arguments import (
    MAX_IMAGES,
    ModelName,
    Out,
    Seen,
    check_seed,
    decoded,
    pictures,
    within,
)
from latentwalk.commands.conditions import Chosen, chosen, every_value


@dataclass(frozen=True)
class Sample:
    """Decode random latent points into one picture, or into a file of their values.

    For example: latentwalk sample mnist -n 64 --seed 0 -o sheet.png
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    condition: Chosen = ()
    """What the decoder takes besides latent points, one option for each, such as label=3."""
    count: Annotated[int, arg(name="n", aliases=["-n"])] = 64
    """The number of images."""
    source: Literal["prior", "data"] = "prior"
    """prior: points of N(0, I), or of the mixture fitted in its place; data: points of the
    posteriors of encoded images."""
    each: Annotated[str | None, arg(metavar="NAME")] = None
    """Decode each point under every value of this condition, a row for each point."""
    seed: int = 0
    """The seed of the points."""
    columns: Annotated[int | None, arg(metavar="INT")] = None
    """Images per row; by default the sheet is nearly square."""
    seen: Seen = ""
    """What is drawn of a field: a channel, such as 2, three as red, green and blue, such as 1,2,3,
    and the slice of a volume after it, such as 2:z16."""
    scale: int = 2
    """Enlarge the picture by a whole factor."""
    out: Out = Path("sheet.png")
    """The picture to write; or the decoded values as .csv, .npy, .wav (sound) or .txt (texts)."""

    def run(self) -> None:
        """Write the sheet."""
        import numpy as np

        from latentwalk.errors import MissingError
        from latentwalk.infer.model import open_model
        from latentwalk.latent.posterior import Posterior
        from latentwalk.render.samples import check_samples, holds_samples, write_samples
        from latentwalk.render.sheet import check_picture, picture, sheet, write_picture
        from latentwalk.terminal.console import say

        within(1, MAX_IMAGES, n=self.count, columns=self.columns)
        within(1, 100, scale=self.scale)
        check_seed(self.seed)
        model, rng = open_model(self.model), np.random.default_rng(self.seed)
        as_values = holds_samples(self.out)
        if as_values:
            check_samples(self.out, model.output)
        else:
            check_picture(self.out)
        given, own = chosen(model.conditions, self.condition), None
        if self.source == "prior":
            z = model.draw(self.count, rng)
            if not model.knows_prior:
                say(
                    f"The prior of {model.name} is unknown, so these are points of N(0, I), which "
                    "it may not be trained for. --source data draws from its encoded data."
                )
        elif model.atlas is None or not len(model.atlas):
            raise MissingError(f"The model '{model.name}' has no atlas to sample from.")
        else:
            row = rng.integers(len(model.atlas), size=self.count)
            z = Posterior(model.atlas.mean[row], model.atlas.logvar[row]).sample(rng)
            if model.atlas.conditions is not None:  # each point with its item's own conditions
                own = model.conditions.expanded(model.atlas.conditions[row])
        columns = self.columns
        if self.each is not None:
            values = every_value(model.conditions, self.each)
            within(1, MAX_IMAGES // len(values), n=self.count)
            z, columns = np.repeat(z, len(values), axis=0), columns or len(values)
            given[self.each] = values * self.count
            own = None if own is None else np.repeat(own, len(values), axis=0)
        rows = np.concatenate([z, model.conditions.numbers(given, len(z), own)], axis=1)
        if as_values:
            write_samples(self.out, model.output, decoded(model, rows))
            return
        pixels, scale = pictures(model, rows, self.scale, self.seen)
        write_picture(self.out, picture(sheet(pixels, columns), scale))
