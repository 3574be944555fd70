"""What a training run shows while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn

from latentwalk.terminal.console import bar

if TYPE_CHECKING:
    from latentwalk.training.history import Epoch


class Report(Protocol):
    """Is told what happens in a run."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """A run of `epochs` epochs of `steps` steps begins; `done` epochs have ended before."""

    def steps(self, count: int, loss: float) -> None:
        """`count` steps were made; `loss` is the mean per image over their epoch so far."""

    def epoch(self, epoch: Epoch) -> None:
        """An epoch ended."""

    def end(self) -> None:
        """The run ended, or was stopped."""


class Silent:
    """Says nothing: for the processes of a run that are not its first."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Nothing."""

    def steps(self, count: int, loss: float) -> None:
        """Nothing."""

    def epoch(self, epoch: Epoch) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class TerminalReport:
    """A line an epoch on standard error, and under the lines a bar with the time left."""

    def __init__(self) -> None:
        self._progress = bar(
            TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
            BarColumn(),
            TextColumn("loss {task.fields[loss]:.2f}"),
            TimeRemainingColumn(),
        )
        self._console = self._progress.console
        self._task = TaskID(0)
        self._epochs = 0

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Print the heads of the columns and start the bar."""
        self._epochs = epochs
        self._console.print(
            "  epoch    loss   reconstruction      KL   active   held-out loss   seconds",
            style="bold",
        )
        self._progress.start()
        self._task = self._progress.add_task(
            "",
            total=epochs * steps,
            completed=done * steps,
            epoch=done + 1,
            epochs=epochs,
            loss=float("nan"),
        )

    def steps(self, count: int, loss: float) -> None:
        """Move the bar."""
        self._progress.update(self._task, advance=count, loss=loss)

    def epoch(self, epoch: Epoch) -> None:
        """Print the epoch's line."""
        held_out = f"{epoch.held_out.loss:15.2f}" if epoch.held_out else f"{'-':>15}"
        active = f"{epoch.active_dimensions}/{len(epoch.kl_by_dimension)}"
        self._console.print(
            f"{epoch.epoch:7d} {epoch.train.loss:7.2f} {epoch.train.reconstruction:16.2f} "
            f"{epoch.train.kl:7.2f} {active:>8} {held_out} {epoch.seconds:9.1f}"
        )
        self._progress.update(self._task, epoch=min(epoch.epoch + 1, self._epochs))

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()
