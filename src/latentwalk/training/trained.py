"""The result of a training run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightning_fabric import Fabric
    from torch import Tensor

    from latentwalk.data import Dataset
    from latentwalk.training.history import Epoch
    from latentwalk.training.settings import TrainSettings
    from latentwalk.vae.network import VAE


@dataclass(frozen=True)
class Trained:
    """A completed run."""

    settings: TrainSettings
    """The settings that the run used; of a resumed run, those it was started with."""
    data: Dataset
    """The training and held-out images."""
    data_sha256: str
    """SHA-256 of all images and labels, in hexadecimal."""
    vae: VAE
    """The VAE with the weights that become the model, on the CPU, in evaluation mode."""
    last_weights: dict[str, Tensor]
    """The weights after the last epoch; they differ from the VAE's if the recipe keeps the best."""
    epochs: list[Epoch]
    """The history, one entry per epoch."""
    fabric: Fabric
    """The devices of the run. With several processes, each of them has a `Trained`."""
