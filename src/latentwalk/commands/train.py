"""`latentwalk train`."""

from __future__ import annotations

from dataclasses import dataclass

from latentwalk.terminal import console
from latentwalk.training.settings import CHECKPOINT, TrainSettings


@dataclass(frozen=True)
class Train(TrainSettings):
    """Train a VAE on images and write a model folder.

    For example: latentwalk train --data mnist --epochs 60 --seed 0 --out my-model
    """

    def run(self) -> None:
        """Train, with a line an epoch on standard error."""
        from latentwalk.training import train_with

        try:
            model = train_with(self)
        except KeyboardInterrupt:
            if (self.out / CHECKPOINT).exists():
                console().print(
                    f"Stopped. The epochs that ended are kept; go on with\n"
                    f"  latentwalk train --data {self.data} --out {self.out} --resume"
                )
            raise
        console().print(f"The model is in {self.out}: latentwalk window {self.out}")
        held_out = model.folder.manifest.provenance["metrics"]["held_out"]
        if held_out:
            print(f"held-out loss {held_out['loss']:.2f} per image")
