"""Begins a run several times, and goes on with the network that learns best.

How the classes are arranged is decided in the first epochs (`spare`), and so, to within a few
tenths of a nat, is the loss at the end.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from latentwalk.terminal.console import say
from latentwalk.training.report import Silent
from latentwalk.training.trainer import NotFiniteError

if TYPE_CHECKING:
    from latentwalk.training.history import Epoch
    from latentwalk.training.recipe import Recipe
    from latentwalk.training.report import Report
    from latentwalk.training.trainer import Trainer

FEWEST = 5
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


def best_start(trainer: Trainer, report: Report) -> Start:
    """Begin a run, several times if its recipe says so; the start with the lowest training loss.

    A run that keeps snapshots then begins again in the same way, so that they show its first epochs
    too.

    Args:
        trainer: the first start, before its first step.
        report: shows the progress of each start; of other processes than the first, unused.

    Raises:
        NotFiniteError: the loss of every start is NaN or infinite.
    """
    recipe, epochs = trainer.recipe, epochs_of_a_start(trainer.recipe)
    if not epochs:
        return Start(trainer, [])
    first = trainer.fabric.is_global_zero
    shown = report if first else Silent()

    def announce(text: str) -> None:
        if first:
            say(text)

    best: Start | None = None
    failures: list[NotFiniteError] = []
    for number in range(recipe.starts):
        announce(f"Start {number + 1} of {recipe.starts}")
        other = trainer.restarted(number)
        try:
            start = Start(other, _trained(other, epochs, shown))
        except NotFiniteError as error:
            announce(f"Start {number + 1} is left out: its loss is not finite any more.")
            failures.append(error)
            continue
        best = start if best is None else min(best, start, key=lambda start: start.loss)
    if best is None:
        raise failures[-1]
    chosen = best.trainer.start
    announce(f"Start {chosen + 1} has the lowest loss, {best.loss:.2f}: the run goes on from it.")
    return Start(trainer.restarted(chosen), []) if trainer.settings.snapshots else best


def epochs_of_a_start(recipe: Recipe) -> int:
    """The epochs after which the starts of a run are compared; 0 if it begins once.

    The last of them is the second epoch without spare dimensions. By then, losses have nearly the
    order that they keep.
    """
    epochs = math.ceil(recipe.spare_share * recipe.epochs) + 2
    return epochs if recipe.starts > 1 and FEWEST <= epochs < recipe.epochs else 0


def _trained(trainer: Trainer, epochs: int, report: Report) -> list[Epoch]:
    """Train for the first epochs, and return them."""
    done: list[Epoch] = []
    report.begin(epochs, trainer.steps, 0)
    try:
        for number in range(epochs):
            done.append(trainer.epoch(number, report.steps))
            report.epoch(done[-1])
    finally:
        report.end()
    return done
