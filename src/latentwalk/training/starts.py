"""Begins a run several times, and goes on with the network that learns best.

How the classes are arranged is decided in the first epochs (`spare`), and so, to within a few
tenths of a nat, is the loss at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from latentwalk.terminal.console import say
from latentwalk.training.report import Silent
from latentwalk.training.trainer import Trainer

if TYPE_CHECKING:
    import lightning_fabric

    from latentwalk.data import Dataset
    from latentwalk.training.history import Epoch
    from latentwalk.training.report import Report
    from latentwalk.training.settings import TrainSettings

SHARE = 0.2
"""The share of the run's epochs after which the networks are compared; the spare dimensions went
before."""
FEWEST = 3
"""Fewer epochs than this tell nothing: such a short run begins once."""


class Start(NamedTuple):
    """A run that has begun."""

    trainer: Trainer
    epochs: list[Epoch]
    """The epochs that are done."""

    @property
    def loss(self) -> float:
        """The training loss of the last epoch."""
        return self.epochs[-1].train.loss


def best_start(
    settings: TrainSettings, data: Dataset, fabric: lightning_fabric.Fabric, report: Report
) -> Start:
    """Begin a run, several times if its recipe says so; the start with the lowest training loss.

    A run that keeps snapshots then begins again in the same way, so that they show its first epochs
    too.

    Args:
        settings: the run's settings.
        data: the data.
        fabric: the devices of the run.
        report: shows the progress of each start.
    """
    starts, epochs = settings.chosen_recipe().starts, epochs_of_a_start(settings)
    if not epochs:
        return Start(Trainer(settings, data, fabric), [])
    first = fabric.is_global_zero
    best: Start | None = None
    for number in range(starts):
        if first:
            say(f"Start {number + 1} of {starts}")
        trainer = Trainer(settings, data, fabric, number)
        start = Start(trainer, _begun(trainer, epochs, report if first else Silent()))
        if best is None or start.loss < best.loss:
            best = start
    assert best is not None
    number = best.trainer.start
    if first:
        say(f"Start {number + 1} has the lowest loss, {best.loss:.2f}: the run goes on from it.")
    return Start(Trainer(settings, data, fabric, number), []) if settings.snapshots else best


def epochs_of_a_start(settings: TrainSettings) -> int:
    """The epochs after which the starts of a run are compared; 0 if it begins once."""
    recipe = settings.chosen_recipe()
    epochs = int(SHARE * recipe.epochs)
    return epochs if recipe.starts > 1 and epochs >= FEWEST else 0


def _begun(trainer: Trainer, epochs: int, report: Report) -> list[Epoch]:
    """Train for the first epochs."""
    done: list[Epoch] = []
    report.begin(epochs, trainer.steps, 0)
    try:
        for number in range(epochs):
            done.append(trainer.epoch(number, report.steps))
            report.epoch(done[-1])
    finally:
        report.end()
    return done
