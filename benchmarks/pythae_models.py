"""Train a pythae model with our encoder and decoder, for `quality.py`, in pythae's environment.

    PYTHONPATH=src python benchmarks/pythae_models.py IMAGES.npy WEIGHTS.npz '{"kind": "VAE", ...}'

pythae's "mse" is half of the squared error. With images scaled by sqrt(2) it is the whole, as in
our loss: the encoder here divides by sqrt(2), the decoder multiplies.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from pythae.models import (
    INFOVAE_MMD,
    VAE,
    BetaVAE,
    BetaVAEConfig,
    INFOVAE_MMD_Config,
    VAEConfig,
)
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseEncoder
from pythae.pipelines import TrainingPipeline
from pythae.trainers import BaseTrainerConfig

from latentwalk.outputs.image import ImageSpec
from latentwalk.vae import network
from latentwalk.vae.architecture import Architecture

if TYPE_CHECKING:
    from torch import Tensor

KINDS = {
    "VAE": (VAE, VAEConfig),
    "beta-VAE": (BetaVAE, BetaVAEConfig),
    "InfoVAE": (INFOVAE_MMD, INFOVAE_MMD_Config),
}
SCALE = 2**0.5


class Encoder(BaseEncoder):  # type: ignore[misc]  # untyped
    """Our encoder in pythae's form."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.net = network.Encoder(architecture)
        self.latent_dim = architecture.latent_dim

    def forward(self, x: Tensor) -> Any:
        mean, logvar = self.net(x / SCALE)
        return ModelOutput(embedding=mean, log_covariance=logvar)


class Decoder(BaseDecoder):  # type: ignore[misc]  # untyped
    """Our decoder in pythae's form."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.net = network.Decoder(architecture)

    def forward(self, z: Tensor) -> Any:
        return ModelOutput(reconstruction=self.net(z) * SCALE)


def main(images: str, weights: str, settings: str) -> None:
    run = json.loads(settings)
    data = torch.from_numpy(np.load(images)) * SCALE  # (n, c, h, w) in [-1, 1]
    torch.manual_seed(run["seed"])
    channels, height, width = data.shape[1:]
    architecture = Architecture.of(ImageSpec(height, width, channels), run["latent_dim"])
    model_class, config_class = KINDS[run["kind"]]
    config = config_class(
        input_dim=tuple(data.shape[1:]), latent_dim=run["latent_dim"], **run["config"]
    )
    model = model_class(config, Encoder(architecture), Decoder(architecture))
    with tempfile.TemporaryDirectory() as folder:
        trainer = BaseTrainerConfig(
            output_dir=folder,
            num_epochs=run["epochs"],
            seed=run["seed"],
            no_cuda=True,
            **run["trainer"],
        )
        pipeline = TrainingPipeline(model=model, training_config=trainer)
        began = time.process_time()
        pipeline(train_data=data)
        seconds = time.process_time() - began
        (final,) = Path(folder).glob("*/final_model/model.pt")
        state = torch.load(final, weights_only=True)["model_state_dict"]
    arrays = {name.replace(".net.", "."): value.numpy() for name, value in state.items()}
    np.savez(weights, seconds=seconds, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
