"""`latentwalk evaluate`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import MAX_IMAGES, ModelName, check_seed, within

if TYPE_CHECKING:
    from latentwalk.data import Dataset
    from latentwalk.evaluation import Evaluation
    from latentwalk.infer.model import Model

BUILT_IN = ("mnist", "digits", "shapes")
KINDS = ("image", "curve", "values")
"""The kinds of samples that are evaluated on data."""
TRAINED_ON = "Not held out: the model was trained on all images of this data set, including these."


@dataclass(frozen=True)
class Evaluate:
    """Evaluate a model on held-out images.

    Prints the loss, bounds, the use of the latent space, a comparison of samples with images,
    accuracies and, if the data has known factors, disentanglement; numbers after +- are errors.
    If the model has encoded data, what its columns and `latentwalk diagnose` say of it follows; of
    a model that was not trained on built-in data, only that unless --data is given.

    For example: latentwalk evaluate mnist --data mnist --json
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    data: Annotated[str | None, arg(metavar="STR")] = None
    """mnist, digits, shapes, a folder of pictures, an .npz, or IDX files as IMAGES,LABELS; of
    curves and values a .npy, .npz or .csv. By default that of the first three on which the model
    was trained, else what it has encoded or, of images, mnist."""
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

        import numpy as np

        from latentwalk.diagnosis import diagnose
        from latentwalk.diagnosis.diagnosing import FEWEST
        from latentwalk.diagnosis.table import rows as found_rows
        from latentwalk.evaluation import by_columns
        from latentwalk.evaluation.table import column_rows, rows
        from latentwalk.infer.model import open_model

        within(1, MAX_IMAGES, samples=self.samples)
        within(1, 2**63 - 1, most=self.most)
        check_seed(self.seed)
        model = open_model(self.model)
        atlas, columns = model.atlas, model.columns
        name, result = self._evaluated(model)
        rng = np.random.default_rng([self.seed, 5])
        known = None
        if atlas is not None and columns is not None:
            known = by_columns(atlas, columns, rng)
        encoded = atlas is not None and len(atlas) >= FEWEST
        found = diagnose(model, seed=self.seed) if encoded else None
        if self.json:
            own = {"columns": known.to_json()} if known else {}
            own |= {"diagnosis": found.to_json()} if found else {}
            print(dumps({"data": name, **(result.to_json() if result else {}), **own}, indent=2))
            return
        print(f"{'data':<18}{name}")
        table = [*(rows(result) if result else ()), *(column_rows(known) if known else ())]
        for what, value in table:
            print(f"{what:<18}{value}")
        if found:
            print()
            for what, value in found_rows(found):
                print(f"{what:<18}{value}")
        notes = (*(result.notes if result else ()), *(found.notes if found else ()))
        for note in notes:
            print(f"\n{note}")

    def _evaluated(self, model: Model) -> tuple[str, Evaluation | None]:
        """The name of the data, and the evaluation on them; none on encoded data alone."""
        from latentwalk.errors import DataError, ModelError
        from latentwalk.evaluation import evaluate

        trained = model.folder.manifest.provenance.get("data")
        trained = trained if isinstance(trained, dict) else {}
        source = self.data or (trained["name"] if trained.get("name") in BUILT_IN else None)
        encoded = model.atlas is not None and len(model.atlas) > 0
        if source is None and model.atlas is not None and encoded:
            return f"{len(model.atlas):,} encoded {model.output.plural}", None
        if model.output.kind not in KINDS and encoded:
            raise ModelError(
                "`latentwalk evaluate` takes --data of images, curves or values, but "
                f"{model.name} decodes {model.output.plural}: leave --data out, and it judges the "
                "encoded data."
            )
        if model.output.kind not in KINDS or (source is None and model.output.kind != "image"):
            raise ModelError(
                f"`latentwalk evaluate` needs --data with images, curves or values, but "
                f"{model.name} decodes {model.output.plural} and has no encoded data to judge."
            )
        data = _data(model, source or BUILT_IN[0], self.data_dir)
        if data.spec.shape != model.output.shape:
            raise DataError(
                f"The model takes {model.output.plural} of {model.output}, but those of "
                f"{data.name} are {data.spec}."
            )
        result = evaluate(model, data, samples=self.samples, seed=self.seed, most=self.most)
        if trained.get("name") == data.name and trained.get("held_out") == 0:
            result = replace(result, notes=(TRAINED_ON, *result.notes))
        return data.name, result


def _data(model: Model, source: str, data_dir: Path | None) -> Dataset:
    """The data of that name, in the form of the model's samples."""
    from latentwalk.data import load
    from latentwalk.data.samples import load_samples

    if model.output.kind != "image":
        return load_samples(Path(source), model.output.kind)
    square = model.image.height if model.image.height == model.image.width else None
    group = None if source in BUILT_IN else _grouping(model)
    return load(source, data_dir, square, group=group, alpha=model.image.alpha)


def _grouping(model: Model) -> str | None:
    """The `--group` with which the model was trained, if it was."""
    recipe = model.folder.manifest.provenance.get("recipe")
    group = recipe.get("group") if isinstance(recipe, dict) else None
    return group if isinstance(group, str) else None
