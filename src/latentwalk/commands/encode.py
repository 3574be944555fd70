"""`latentwalk encode`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from tyro.conf import Positional, arg

from latentwalk.commands.arguments import ModelName, Out
from latentwalk.latent.posterior import Posterior
from latentwalk.terminal import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Encode:
    """Encode picture files into a table of posteriors: means and log-variances.

    A model without an encoder places them by optimising.

    For example: latentwalk encode mnist three.png eight.png -o latents.csv
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    images: Positional[Annotated[tuple[Path, ...], arg(metavar="IMAGE...")]]
    """Picture files; they are scaled to the model's size."""
    invert: bool = False
    """Turn dark on bright into bright on dark, as for ink on paper."""
    centre: bool = False
    """Place each as MNIST places its digits: scaled into a box and centred by its mass."""
    out: Out = Path("latents.csv")
    """Where the table goes; .csv, .npz, .safetensors or .parquet chooses the form."""

    def run(self) -> None:
        """Write the table."""
        from latentwalk.data.centring import centred
        from latentwalk.data.dataset import scaled
        from latentwalk.data.pictures import read_picture
        from latentwalk.errors import SettingsError
        from latentwalk.infer.model import open_model
        from latentwalk.tables import check_table, write_posteriors

        if not self.images:
            raise SettingsError("encode needs at least one picture file.")
        check_table(self.out)
        model = open_model(self.model)
        spec = model.image
        if self.centre and spec.channels != 1:
            raise SettingsError("--centre is for grey images, this model's have colour.")
        pixels = []
        for path in track(self.images, "reading pictures", len(self.images)):
            image = read_picture(path, spec.channels)
            if self.invert:
                image = 255 - image
            if self.centre:
                image = centred(image[..., 0], spec.height, spec.width)[..., None]
            pixels.append(scaled(image[None], spec.height, spec.width)[0])
        names = [os.fsencode(path).decode("utf-8", "replace") for path in self.images]
        write_posteriors(self.out, names, _posteriors(model, np.stack(pixels)))


def _posteriors(model: Model, pixels: NDArray[np.uint8]) -> Posterior:
    """By the encoder; without one each image's point is looked for, which takes its time."""
    if model.can_encode:
        return model.encode(pixels)
    found = [model.place(image[None]) for image in track(pixels, "placing", len(pixels))]
    return Posterior(
        np.concatenate([one.mean for one in found]), np.concatenate([one.logvar for one in found])
    )
