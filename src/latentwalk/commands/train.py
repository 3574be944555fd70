"""`latentwalk train`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass

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
                words = f"Stopped. The epochs that ended are kept; go on with\n  {self._resumed()}"
                print(words, file=sys.stderr)
            raise
        from latentwalk.training.devices import is_first_process

        if not is_first_process():
            return
        opening = shlex.join(["latentwalk", "open", str(self.out)])
        print(f"The model is in {self.out}: {opening}", file=sys.stderr)
        held_out = model.folder.manifest.provenance["metrics"]["held_out"]
        if held_out:
            print(f"held-out loss {held_out['loss']:.2f} per image")

    def _resumed(self) -> str:
        """The command line that goes on with this run."""
        words = ["latentwalk", "train", "--data", self.data, "--out", str(self.out)]
        if self.data_dir is not None:
            words += ["--data-dir", str(self.data_dir)]
        if self.accelerator != "auto":
            words += ["--accelerator", self.accelerator]
        return shlex.join([*words, "--resume"])
