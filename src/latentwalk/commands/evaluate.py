"""`latentwalk evaluate`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import MOST_IMAGES, ModelName, check_seed, within


@dataclass(frozen=True)
class Evaluate:
    """Judge a model on images that it was not trained on.

    For example: latentwalk evaluate mnist --data mnist --json
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    data: str = "mnist"
    """mnist, digits, shapes, a folder of pictures, an .npz, or IDX files as IMAGES,LABELS."""
    data_dir: Annotated[Path | None, arg(metavar="FOLDER")] = None
    """The folder of the MNIST files; else LATENTWALK_DATA names it, else they are fetched once."""
    samples: int = 50
    """Posterior samples per image for the loss and the importance-weighted bound."""
    most: Annotated[int | None, arg(metavar="INT")] = None
    """Judge on the first so many held-out images alone."""
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
        from latentwalk.infer.model import open_model

        within(1, MOST_IMAGES, samples=self.samples)
        within(1, 2**63 - 1, most=self.most)
        check_seed(self.seed)
        model = open_model(self.model)
        square = model.image.height if model.image.height == model.image.width else None
        data = load(self.data, self.data_dir, square)
        if data.spec.shape != model.image.shape:
            raise DataError(
                f"The model takes images of {model.image}, those of {self.data} are {data.spec}."
            )
        result = evaluate(model, data, samples=self.samples, seed=self.seed, most=self.most)
        if self.json:
            print(dumps(result.to_json(), indent=2))
            return
        accuracy = "-" if result.knn_accuracy is None else f"{result.knn_accuracy:.2%}"
        by_dimension = "  ".join(f"{nats:.2f}" for nats in result.kl_by_dimension)
        rows = {
            "images": f"{result.images}, held out",
            "loss": f"{result.loss:.2f} +- {result.loss_error:.2f} nats per image",
            "reconstruction": f"{result.reconstruction:.2f}",
            "KL": f"{result.kl:.2f}",
            "KL by dimension": by_dimension,
            "active units": f"{result.active_units} of {model.latent_dim}",
            "importance bound": f"{result.iwae:.2f} ({result.iwae_samples} samples)",
            "5-NN accuracy": accuracy,
        }
        for name, value in rows.items():
            print(f"{name:<18}{value}")
