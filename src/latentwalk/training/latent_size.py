"""Chooses the number of latent dimensions by the bound on the loss of held-out samples."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.terminal.console import say
from latentwalk.training.trainer import Trainer

if TYPE_CHECKING:
    import lightning_fabric

    from latentwalk.data import Dataset
    from latentwalk.training.settings import TrainSettings

SIZES = (2, 4, 8, 16, 32, 64)
"""The numbers of dimensions that are tried, in this order."""
SHARE, FEWEST = 0.1, 3
"""A try takes this share of the run's epochs, but at least so many."""


def smallest_size(
    settings: TrainSettings, data: Dataset, fabric: lightning_fabric.Fabric, tolerance: float
) -> int:
    """The smallest size whose held-out loss after a short run is near the best.

    Sizes are tried until one is not better than the best before it by more than the tolerance:
    larger ones would only leave dimensions unused. Each loss is printed.

    Args:
        settings: the run's settings, whose number of dimensions is ignored.
        data: the data, some of them held out.
        fabric: the devices of the run.
        tolerance: how much worse than the best the loss may be, in nats.

    Raises:
        SettingsError: no samples are held out.
    """
    if not len(data.held_out):
        raise SettingsError(
            "--dim-tolerance compares losses on held-out samples, but this run holds none back: "
            "choose another recipe, or give --latent-dim."
        )
    epochs = max(FEWEST, math.ceil(SHARE * settings.chosen_recipe().epochs))
    losses: dict[int, float] = {}
    for size in SIZES:
        best = min(losses.values(), default=math.inf)
        losses[size] = _loss(replace(settings, latent_dim=size, epochs=epochs), data, fabric)
        say(f"{size} dimensions: held-out loss {losses[size]:.2f} after {epochs} epochs")
        if losses[size] > best - tolerance:
            break
    wanted = min(losses.values()) + tolerance
    found = next(size for size, loss in losses.items() if loss <= wanted)
    say(f"The run has {found} dimensions, the fewest within {tolerance:g} nats of the best.")
    return found


def _loss(settings: TrainSettings, data: Dataset, fabric: lightning_fabric.Fabric) -> float:
    """The held-out loss after a run."""
    trainer = Trainer(settings, data, fabric)
    held_out = None
    for number in range(trainer.recipe.epochs):
        held_out = trainer.epoch(number, lambda *_: None).held_out
    assert held_out is not None
    return held_out.loss
