"""Train a disent model with our encoder and decoder, for `quality.py`, in disent's environment.

    PYTHONPATH=src python benchmarks/disent_models.py IMAGES.npy WEIGHTS.npz '{"kind": "VAE", ...}'

The images are in [-1, 1], so "mse" with the reduction "mean_sum" is our squared error. disent sets
neither a batch size nor a rate: batches of 128 are those of its examples, 1e-3 is Adam's default.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
import types
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from latentwalk.outputs.image import ImageSpec
from latentwalk.vae import network
from latentwalk.vae.architecture import Architecture

if TYPE_CHECKING:
    from torch import Tensor

if not torch.cuda.is_available() and importlib.util.find_spec("torchvision"):
    # torchvision describes operators that some of its builds lack without CUDA; disent uses none
    described = "torchvision._meta_registrations"
    sys.modules[described] = types.ModuleType(described)
warnings.filterwarnings("ignore", message="failed to JIT compile")

import lightning as L  # noqa: E402, N812
from disent.frameworks.vae import BetaTcVae, BetaVae, Vae  # noqa: E402
from disent.model import AutoEncoder, DisentDecoder, DisentEncoder  # noqa: E402

KINDS = {"VAE": Vae, "beta-VAE": BetaVae, "beta-TCVAE": BetaTcVae}
BATCH = 128


class Encoder(DisentEncoder):  # type: ignore[misc]  # untyped
    """Our encoder in disent's form."""

    def __init__(self, architecture: Architecture, shape: tuple[int, ...]) -> None:
        super().__init__(x_shape=shape, z_size=architecture.latent_dim, z_multiplier=2)
        self.net = network.Encoder(architecture)

    def encode(self, x: Tensor) -> Tensor:
        return torch.cat(self.net(x), dim=1)


class Decoder(DisentDecoder):  # type: ignore[misc]  # untyped
    """Our decoder in disent's form."""

    def __init__(self, architecture: Architecture, shape: tuple[int, ...]) -> None:
        super().__init__(x_shape=shape, z_size=architecture.latent_dim)
        self.net = network.Decoder(architecture)

    def decode(self, z: Tensor) -> Any:
        return self.net(z)


class Batches(torch.utils.data.Dataset[dict[str, tuple["Tensor", ...]]]):
    """Images in the form of disent's data sets."""

    def __init__(self, images: Tensor) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, row: int) -> dict[str, tuple[Tensor, ...]]:
        return {"x_targ": (self.images[row],)}


def main(images: str, weights: str, settings: str) -> None:
    run = json.loads(settings)
    data = torch.from_numpy(np.load(images))  # (n, c, h, w) in [-1, 1]
    L.seed_everything(run["seed"], verbose=False)
    shape = tuple(data.shape[1:])
    architecture = Architecture.of(ImageSpec(shape[1], shape[2], shape[0]), run["latent_dim"])
    kind = KINDS[run["kind"]]
    model = AutoEncoder(Encoder(architecture, shape), Decoder(architecture, shape))
    framework = kind(model=model, cfg=kind.cfg(**run["config"]))
    loader = torch.utils.data.DataLoader(Batches(data), batch_size=BATCH, shuffle=True)
    trainer = L.Trainer(
        max_epochs=run["epochs"],
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    began = time.process_time()
    trainer.fit(framework, loader)
    seconds = time.process_time() - began
    arrays = {
        f"{part}.{name}": value.numpy()
        for part, module in (("encoder", model._encoder), ("decoder", model._decoder))
        for name, value in module.net.state_dict().items()
    }
    np.savez(weights, seconds=seconds, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
