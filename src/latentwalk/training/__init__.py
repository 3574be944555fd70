"""Training: data in, model folder out. Needs the extra `train` (PyTorch and Lightning Fabric)."""

from __future__ import annotations

import importlib.util
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import MissingError, SettingsError
from latentwalk.training.settings import RECIPES, Recipe, TrainSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from latentwalk.infer.model import Model
    from latentwalk.training.controls import Controls
    from latentwalk.training.recorder import Watcher
    from latentwalk.training.report import Report
    from latentwalk.training.settings import TrainKeywords

__all__ = ["RECIPES", "Recipe", "TrainSettings", "train", "train_with"]


def train(*, data: str, out: str | Path, **settings: Unpack[TrainKeywords]) -> Model:
    """Train a VAE and open the model folder that it leaves.

        model = latentwalk.train(data="digits", out="my-model", epochs=20)

    Args:
        data: what to train on, as `latentwalk train --data` takes it.
        out: the folder to write.
        settings: any other field of `TrainSettings`.

    Raises:
        LatentwalkError: settings or data that cannot be used, or an extra that is missing.
    """
    try:
        chosen = TrainSettings(data=data, out=Path(out), **settings)
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
    """Train as `settings` say.

    Args:
        settings: what to do.
        report: what shows the progress; without one, the terminal does.
        controls: what a person changes meanwhile.
        watcher: is shown the VAE as it learns.

    Raises:
        LatentwalkError: as `train`.
        KeyboardInterrupt: it was stopped; the epochs that ended are kept, `resume` goes on.
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

    with ExitStack() as lock:  # held until the model folder is written
        trained = fit(
            settings, report or TerminalReport(), lock, controls=controls, watcher=watcher
        )
        if trained.fabric.is_global_zero:
            publish(trained)
        trained.fabric.barrier()
    return open_model(settings.out)
