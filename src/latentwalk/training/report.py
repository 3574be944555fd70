"""Reports of a run's progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn

from latentwalk.terminal.console import bar

if TYPE_CHECKING:
    from latentwalk.training.history import Epoch


class Report(Protocol):
    """Receives the progress of a run."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """A run of `epochs` epochs of `steps` steps starts; `done` epochs are complete."""

    def steps(self, count: int, loss: float) -> None:
        """`count` steps were made; `loss` is the mean per image in this epoch so far."""

    def epoch(self, epoch: Epoch) -> None:
        """An epoch ended."""

    def end(self) -> None:
        """The run ended, or was stopped."""


class Silent:
    """Reports nothing, for all processes of a run except the first."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Do nothing."""

    def steps(self, count: int, loss: float) -> None:
        """Do nothing."""

    def epoch(self, epoch: Epoch) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""


class TerminalReport:
    """Prints a line per epoch on standard error, above a progress bar with the remaining time."""

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
        """Print the column headings and start the bar."""
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
        """Advance the bar."""
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
        """Remove the bar."""
        self._progress.stop()
