"""Time training against the loop of the program that Latentwalk began from, in one run.

    python benchmarks/training.py --data-dir FOLDER

The original's loop transforms each image by itself (to a tensor, then normalized), batches with
a DataLoader and steps an unfused Adam at a constant 5e-3; its record says that it needed 175
epochs to its best loss, 89.40 per image. Here some of its epochs are timed, on the same 60,000
images as ours, and its 175 epochs are counted at their median. Ours is `latentwalk train` with a
short cycle, whose time is counted until the loss on the 10,000 held-out images is 89.40 or less,
evaluations and checkpoints included.
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
from latentwalk.model.vae import VAE
from latentwalk.training import TrainSettings, train_with

if TYPE_CHECKING:
    from latentwalk.data import Images
    from latentwalk.training.history import Epoch

BEST, BEST_EPOCH = 89.40, 175


class TransformedImages(Dataset[Tensor]):
    """Images as a notebook has them: a Pillow picture each, transformed when it is asked for."""

    def __init__(self, images: Images) -> None:
        self.pixels = torch.from_numpy(images.pixels[..., 0].copy())

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> Tensor:
        picture = Image.fromarray(self.pixels[index].numpy())
        tensor = torch.from_numpy(np.array(picture, np.uint8, copy=True))[None].float().div(255)
        return tensor.sub_(0.5).div_(0.5)


def original_epochs(images: Images, count: int) -> list[float]:
    """Seconds of each epoch of the original's loop."""
    torch.manual_seed(0)
    vae = VAE().eval()  # never composes its layers then, as the original does not
    optimizer = torch.optim.Adam(vae.parameters(), lr=5e-3, fused=False, foreach=False)
    loader = DataLoader(TransformedImages(images), batch_size=128, shuffle=True)
    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        for x in loader:
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
    """A report that notes when the held-out loss was first good enough."""

    def __init__(self) -> None:
        self.began = 0.0
        self.reached: tuple[int, float] | None = None
        self.seconds: list[float] = []

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.began = time.perf_counter()

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
    parser.add_argument("--epochs", type=int, default=6, help="of our cycle")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--rate", type=float, default=6e-3)
    parser.add_argument("--warp", type=float, default=0.0, help="so short a run overfits nothing")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    images = load("mnist", arguments.data_dir).train
    theirs = statistics.median(original_epochs(images, arguments.original_epochs))
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        settings = TrainSettings(
            "mnist",
            Path(folder) / "model",
            data_dir=arguments.data_dir,
            epochs=arguments.epochs,
            batch_size=arguments.batch_size,
            rate=arguments.rate,
            warp=arguments.warp,
            seed=arguments.seed,
        )
        train_with(settings, clock)
    threads = torch.get_num_threads()
    print(f"\n{platform.machine()}, {threads} threads, torch {torch.__version__}")
    print(f"original's loop: {theirs:.1f} s an epoch, {theirs * BEST_EPOCH:.0f} s for {BEST_EPOCH}")
    print(f"ours: {statistics.median(clock.seconds):.1f} s an epoch")
    if clock.reached is None:
        print(f"ours did not reach {BEST} on the held-out images; give it more --epochs")
        return
    epoch, seconds = clock.reached
    print(f"ours: {BEST} held out after {epoch} epochs, {seconds:.0f} s")
    print(f"ratio: {theirs * BEST_EPOCH / seconds:.0f}")


if __name__ == "__main__":
    main()
