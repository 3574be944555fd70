"""Time training against the loop of the original script, in one run.

    python benchmarks/training.py --data-dir FOLDER

The original's loop transforms each image separately (to a tensor, then normalized), batches with a
DataLoader and uses an unfused Adam at a constant 5e-3; by its record, it needed 175 epochs to its
best loss, 89.40 per image. Some of its epochs are timed here, on the same 60,000 images as ours,
and its 175 epochs are extrapolated from their median. Ours is `latentwalk train` with the quick
recipe, timed until the loss on the 10,000 held-out images is 89.40 or less, including evaluations
and checkpoints.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from latentwalk.data import load
from latentwalk.training import TrainSettings, train_with
from latentwalk.vae.network import VAE

if TYPE_CHECKING:
    from latentwalk.data import Images
    from latentwalk.training.history import Epoch

BEST, BEST_EPOCH = 89.40, 175


class TransformedImages(Dataset[Tensor]):
    """Images as in the original notebook: a Pillow picture each, transformed on access."""

    def __init__(self, images: Images) -> None:
        self.pixels = torch.from_numpy(images.pixels[..., 0].copy())

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> Tensor:
        picture = Image.fromarray(self.pixels[index].numpy())
        tensor = torch.from_numpy(np.array(picture, np.uint8, copy=True))[None].float().div(255)
        return tensor.sub_(0.5).div_(0.5)


def original_epochs(images: Images, count: int, device: torch.device) -> list[float]:
    """Seconds of each epoch of the original's loop."""
    torch.manual_seed(0)
    vae = VAE().eval().to(device)  # in this mode it does not compose layers, like the original
    optimizer = torch.optim.Adam(vae.parameters(), lr=5e-3, fused=False, foreach=False)
    loader = DataLoader(TransformedImages(images), batch_size=128, shuffle=True)
    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        for batch in loader:
            x = batch.to(device)
            mean, logvar = vae.encoder(x)
            z = mean + torch.exp(0.5 * logvar.clamp(-20, 20)) * torch.randn_like(mean)
            squared = nn.functional.mse_loss(vae.decoder(z), x, reduction="sum")
            loss = squared - 0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            loss.item()
        seconds.append(time.perf_counter() - began)
        print(f"original's loop: {seconds[-1]:.1f} s an epoch", flush=True)
    return seconds


class Clock:
    """A report that records when the held-out loss reached the original's best."""

    def __init__(self) -> None:
        self.began = 0.0
        self.reached: tuple[int, float] | None = None
        self.seconds: list[float] = []

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.began = self.began or time.perf_counter()  # each start of a run begins

    def steps(self, count: int, loss: float) -> None:
        pass

    def epoch(self, epoch: Epoch) -> None:
        assert epoch.held_out is not None
        self.seconds.append(epoch.seconds)
        print(f"ours: epoch {epoch.epoch}, held out {epoch.held_out.loss:.2f}", flush=True)
        if self.reached is None and epoch.held_out.loss <= BEST:
            self.reached = epoch.epoch, time.perf_counter() - self.began

    def end(self) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--original-epochs", type=int, default=3, help="how many to time")
    parser.add_argument("--accelerator", choices=("cpu", "cuda"), default="cpu", help="of both")
    parser.add_argument("--recipe", choices=("quick", "default"), default="quick", help="ours")
    parser.add_argument("--seeds", type=int, default=4, help="how many runs of ours")
    arguments = parser.parse_args()

    images = load("mnist", arguments.data_dir).train
    device = torch.device(arguments.accelerator)
    theirs = statistics.median(original_epochs(images, arguments.original_epochs, device))
    clocks = [Clock() for _ in range(arguments.seeds)]
    for seed, clock in enumerate(clocks):
        with tempfile.TemporaryDirectory() as folder:
            settings = TrainSettings(
                "mnist",
                Path(folder) / "model",
                data_dir=arguments.data_dir,
                recipe=arguments.recipe,
                accelerator=arguments.accelerator,
                seed=seed,
            )
            train_with(settings, clock)
    where = platform.machine() if device.type == "cpu" else torch.cuda.get_device_name()
    print(f"\n{where}, {torch.get_num_threads()} threads, torch {torch.__version__}")
    print(f"original's loop: {theirs:.1f} s an epoch, {theirs * BEST_EPOCH:.0f} s for {BEST_EPOCH}")
    for seed, clock in enumerate(clocks):
        said = f"ours, seed {seed}: {statistics.median(clock.seconds):.2f} s an epoch"
        if clock.reached is None:
            print(f"{said}; {BEST} held out was not reached")
            continue
        epoch, seconds = clock.reached
        ratio = theirs * BEST_EPOCH / seconds
        print(f"{said}; {BEST} held out after {epoch}, {seconds:.1f} s: {ratio:.0f} times as fast")


if __name__ == "__main__":
    main()
