"""Small training runs on the 8 x 8 digits, for tests."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.training import TrainSettings, loop

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.training.controls import Controls
    from latentwalk.training.history import Epoch
    from latentwalk.training.trained import Trained


class Quiet:
    """Prints nothing, records the epochs, and stops the run after one of them if requested."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.stop_after = stop_after
        self.begun: tuple[int, int, int] | None = None
        self.epochs: list[Epoch] = []
        self.count = 0
        self.ended = False

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.begun = (epochs, steps, done)

    def steps(self, count: int, loss: float) -> None:
        assert np.isfinite(loss)
        self.count += count
        if self.stop_after is not None and len(self.epochs) == self.stop_after:
            raise KeyboardInterrupt

    def epoch(self, epoch: Epoch) -> None:
        self.epochs.append(epoch)

    def end(self) -> None:
        self.ended = True


def settings(out: Path, **changed: Any) -> TrainSettings:
    return TrainSettings(out=out, accelerator="cpu", **{"data": "digits", "epochs": 4, **changed})


def weights(folder: Path) -> bytes:
    return (folder / "weights.safetensors").read_bytes()


def fit(
    run: TrainSettings, report: Quiet | None = None, controls: Controls | None = None
) -> Trained:
    """Train, and release the lock on the folder at the end."""
    with ExitStack() as lock:
        return loop.fit(run, report or Quiet(), lock, controls=controls)
