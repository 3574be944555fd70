"""`latentwalk evaluate`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import MOST_IMAGES, ModelName, check_seed, within

BUILT_IN = ("mnist", "digits", "shapes")
TRAINED_ON = (
    "Not held out from this model: it was trained on all images of its data, these among them."
)


@dataclass(frozen=True)
class Evaluate:
    """Judge a model on images that it was not trained on.

    Loss, bounds, use of the latent space, samples against images, accuracies and, where the data
    has known factors, disentanglement; numbers after +- are errors.

    For example: latentwalk evaluate mnist --data mnist --json
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    data: Annotated[str | None, arg(metavar="STR")] = None
    """mnist, digits, shapes, a folder of pictures, an .npz, or IDX files as IMAGES,LABELS; without
    it those of the first three that the model was trained on, else mnist."""
    data_dir: Annotated[Path | None, arg(metavar="FOLDER")] = None
    """The folder of the MNIST files; else LATENTWALK_DATA names it, else they are fetched once."""
    samples: int = 50
    """Posterior samples per image for the loss and the importance-weighted bound."""
    most: Annotated[int | None, arg(metavar="INT")] = None
    """Judge on so many of the held-out images alone, spread over all."""
    seed: int = 0
    """Decides the samples."""
    json: bool = False
    """Print JSON."""

    def run(self) -> None:
        """Print the measures."""
        from json import dumps

        from latentwalk.data import load
        from latentwalk.errors import DataError
        from latentwalk.evaluation import evaluate
        from latentwalk.evaluation.table import rows
        from latentwalk.infer.model import open_model

        within(1, MOST_IMAGES, samples=self.samples)
        within(1, 2**63 - 1, most=self.most)
        check_seed(self.seed)
        model = open_model(self.model)
        square = model.image.height if model.image.height == model.image.width else None
        trained = model.folder.manifest.provenance.get("data")
        trained = trained if isinstance(trained, dict) else {}
        known = trained["name"] if trained.get("name") in BUILT_IN else BUILT_IN[0]
        data = load(self.data or known, self.data_dir, square)
        if data.spec.shape != model.image.shape:
            raise DataError(
                f"The model takes images of {model.image}, those of {data.name} are {data.spec}."
            )
        result = evaluate(model, data, samples=self.samples, seed=self.seed, most=self.most)
        if trained.get("name") == data.name and trained.get("held_out") == 0:
            result = replace(result, notes=(TRAINED_ON, *result.notes))
        if self.json:
            print(dumps({"data": data.name, **result.to_json()}, indent=2))
            return
        print(f"{'data':<18}{data.name}")
        for name, value in rows(result):
            print(f"{name:<18}{value}")
        for note in result.notes:
            print(f"\n{note}")
