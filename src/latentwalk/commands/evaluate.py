"""`latentwalk evaluate`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import MAX_IMAGES, ModelName, check_seed, only_images, within

if TYPE_CHECKING:
    from latentwalk.infer.model import Model

BUILT_IN = ("mnist", "digits", "shapes")
INSTEAD = (
    "`latentwalk diagnose` looks for what may be wrong with any model that has encoded data, and "
    "`latentwalk encode` writes the posteriors of samples in a .csv or .npy"
)
TRAINED_ON = "Not held out: the model was trained on all images of this data set, including these."


@dataclass(frozen=True)
class Evaluate:
    """Evaluate a model on held-out images.

    Prints the loss, bounds, the use of the latent space, a comparison of samples with images,
    accuracies and, if the data has known factors, disentanglement; numbers after +- are errors.
    If the model has encoded data, what `latentwalk diagnose` finds in it follows.

    For example: latentwalk evaluate mnist --data mnist --json
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    data: Annotated[str | None, arg(metavar="STR")] = None
    """mnist, digits, shapes, a folder of pictures, an .npz, or IDX files as IMAGES,LABELS; by
    default that of the first three on which the model was trained, else mnist."""
    data_dir: Annotated[Path | None, arg(metavar="FOLDER")] = None
    """The folder of the MNIST files; by default LATENTWALK_DATA, or a cache that is filled once."""
    samples: int = 50
    """Posterior samples per image for the loss and the importance-weighted bound."""
    most: Annotated[int | None, arg(metavar="INT")] = None
    """The largest number of held-out images to use, evenly spaced."""
    seed: int = 0
    """The seed of the samples."""
    json: bool = False
    """Print JSON."""

    def run(self) -> None:
        """Print the measures."""
        from json import dumps

        from latentwalk.data import load
        from latentwalk.diagnosis import diagnose
        from latentwalk.diagnosis.diagnosing import FEWEST
        from latentwalk.diagnosis.table import rows as found_rows
        from latentwalk.errors import DataError
        from latentwalk.evaluation import evaluate
        from latentwalk.evaluation.table import rows
        from latentwalk.infer.model import open_model

        within(1, MAX_IMAGES, samples=self.samples)
        within(1, 2**63 - 1, most=self.most)
        check_seed(self.seed)
        model = open_model(self.model)
        only_images(model, "evaluate", INSTEAD)
        square = model.image.height if model.image.height == model.image.width else None
        trained = model.folder.manifest.provenance.get("data")
        trained = trained if isinstance(trained, dict) else {}
        default = trained["name"] if trained.get("name") in BUILT_IN else BUILT_IN[0]
        source = self.data or default
        group = None if source in BUILT_IN else _grouping(model)
        data = load(source, self.data_dir, square, group=group)
        if data.spec.shape != model.image.shape:
            raise DataError(
                f"The model takes images of {model.image}, but those of {data.name} are "
                f"{data.spec}."
            )
        result = evaluate(model, data, samples=self.samples, seed=self.seed, most=self.most)
        if trained.get("name") == data.name and trained.get("held_out") == 0:
            result = replace(result, notes=(TRAINED_ON, *result.notes))
        encoded = model.atlas is not None and len(model.atlas) >= FEWEST
        found = diagnose(model, seed=self.seed) if encoded else None
        if self.json:
            own = {"diagnosis": found.to_json()} if found else {}
            print(dumps({"data": data.name, **result.to_json(), **own}, indent=2))
            return
        print(f"{'data':<18}{data.name}")
        for name, value in rows(result):
            print(f"{name:<18}{value}")
        if found:
            print()
            for name, value in found_rows(found):
                print(f"{name:<18}{value}")
        for note in (*result.notes, *(found.notes if found else ())):
            print(f"\n{note}")


def _grouping(model: Model) -> str | None:
    """The `--group` with which the model was trained, if it was."""
    recipe = model.folder.manifest.provenance.get("recipe")
    group = recipe.get("group") if isinstance(recipe, dict) else None
    return group if isinstance(group, str) else None
