"""Train a run to its end, and one that is killed repeatedly: `killed.py FOLDER KILLS`.

Each part of the second run is a fork, so that PyTorch is imported once. It is killed (SIGKILL)
after a random time, and resumed from its folder.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import torch

import latentwalk.infer.model
import latentwalk.training.loop
import latentwalk.training.publish  # noqa: F401  imported before the forks, not in each of them
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.report import Silent
from latentwalk.training.settings import CHECKPOINT

EPOCHS = 30
torch.set_num_threads(1)  # a fork has the threads of none


def train(out: Path) -> None:
    resume = (out / CHECKPOINT).exists()
    chosen = {} if resume else {"epochs": EPOCHS}
    settings = TrainSettings(
        "digits",
        out,
        seed=2,
        accelerator="cpu",
        resume=resume,
        overwrite=not resume,
        **chosen,  # type: ignore[arg-type]
    )
    train_with(settings, Silent())


def life(out: Path, seconds: float | None) -> int:
    """Train in a fork, for so long; its exit status, or minus the signal that ended it."""
    process = os.fork()
    if process == 0:
        try:
            train(out)
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def main() -> None:
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    began = time.perf_counter()
    assert life(folder / "whole", None) == 0
    whole = time.perf_counter() - began
    draw = random.Random(0)
    killed = 0
    while killed < kills:
        status = life(folder / "killed", draw.uniform(0.02, 0.2) * whole)
        if status == 0:  # it came to its end: once more from the beginning
            continue
        assert status == -signal.SIGKILL, status
        killed += 1
    assert life(folder / "killed", None) == 0
    print("killed", killed)


if __name__ == "__main__":
    main()
