"""Training: data in, model folder out. Needs the extra `train` (PyTorch and Lightning Fabric)."""

from __future__ import annotations

import importlib.util
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.errors import MissingError, SettingsError
from latentwalk.training.recipe import RECIPES, Recipe
from latentwalk.training.settings import TrainSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from latentwalk.infer.model import Model
    from latentwalk.training.controls import Controls
    from latentwalk.training.keywords import TrainKeywords
    from latentwalk.training.recorder import Watcher
    from latentwalk.training.report import Report

__all__ = ["RECIPES", "Recipe", "TrainSettings", "train", "train_with"]


def train(*, data: str, out: str | Path, **settings: Unpack[TrainKeywords]) -> Model:
    """Train a VAE, write its model folder and open it.

        model = latentwalk.train(data="digits", out="my-model", epochs=20)

    Args:
        data: the data set, as for `latentwalk train --data`.
        out: the folder to write.
        settings: any other fields of `TrainSettings`.

    Raises:
        LatentwalkError: invalid settings, unusable data, or a missing package.
    """
    given: dict[str, Any] = dict(settings)
    for name in ("data_dir", "columns"):
        if isinstance(given.get(name), str):
            given[name] = Path(given[name])
    try:
        chosen = TrainSettings(data=data, out=Path(out), **given)
    except TypeError as error:
        raise SettingsError(
            f"{error}; the settings are those of latentwalk train --help."
        ) from None
    return train_with(chosen)


def train_with(
    settings: TrainSettings,
    report: Report | None = None,
    controls: Controls | None = None,
    watcher: Watcher | None = None,
) -> Model:
    """Train according to `settings`.

    Args:
        settings: the run's settings.
        report: shows the progress; the terminal by default.
        controls: changes that a user makes during the run.
        watcher: receives the VAE during the run.

    Raises:
        LatentwalkError: as `train`.
        KeyboardInterrupt: the run was stopped; completed epochs are kept, and `resume` continues.
    """
    for package in ("torch", "lightning_fabric", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise MissingError(
                f"Training needs {package}: pip install 'latentwalk[train]' (for a machine without "
                "a GPU, install PyTorch's CPU build first: see pytorch.org)."
            )
    from latentwalk.infer.model import open_model
    from latentwalk.training.loop import fit
    from latentwalk.training.publish import publish
    from latentwalk.training.report import TerminalReport

    with ExitStack() as lock:  # until the model folder is written
        trained = fit(
            settings, report or TerminalReport(), lock, controls=controls, watcher=watcher
        )
        if trained.fabric.is_global_zero:
            publish(trained)
        trained.fabric.barrier()
    return open_model(settings.out)
