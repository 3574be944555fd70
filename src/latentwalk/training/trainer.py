"""The training loop proper: an epoch over images that live in memory.

The images are one uint8 tensor. An epoch draws its order and its noise at once from a generator
of its own, seeded by the run's seed and the epoch's number: a run that was stopped goes on with
just what the whole run would have drawn.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import lightning_fabric
import numpy as np
import torch
from lightning_fabric.utilities.exceptions import MisconfigurationException
from torch import Tensor

from latentwalk.errors import SettingsError
from latentwalk.model.loss import elbo_loss
from latentwalk.model.vae import VAE, Architecture
from latentwalk.training.history import Epoch, Losses
from latentwalk.training.revival import IMAGES, revive
from latentwalk.training.warp import warped

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.data import Dataset, Images
    from latentwalk.training.settings import TrainSettings

ACTIVE_KL = 0.01
"""Nats above which a dimension counts as active while training."""
EVALUATION_BATCH = 1000
REPORT_EVERY = 10
"""Steps between two words to the report."""


class Trainer:
    """A VAE, its optimizer and the images it learns from, on one device."""

    def __init__(self, settings: TrainSettings, data: Dataset) -> None:
        self.settings = settings
        self.recipe = settings.chosen_recipe()
        self.fabric = _fabric(settings.accelerator)
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            self.vae = VAE(Architecture.of(data.spec, settings.latent_dim))
        if settings.beta == 0:  # nothing keeps posteriors wide: noise would only be in the way
            self.vae.encoder.encode_to_points()
        self.vae.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        first = list(self.vae.encoder.conv_stack[0].parameters())
        others = [p for p in self.vae.parameters() if all(p is not one for one in first)]
        self.adam = torch.optim.Adam(
            [
                {"params": others, "share": 1.0},
                {"params": first, "share": self.recipe.first_rate},
            ],
            lr=self.recipe.rate,
            betas=(0.9, self.recipe.memory),
            fused=self.fabric.device.type != "mps",
        )
        self._model, self._optimizer = self.fabric.setup(self.vae, self.adam)
        self._train, self._held_out = self._resident(data.train), self._resident(data.held_out)
        self.steps = -(-len(self._train) // self.recipe.batch_size)
        self.ask: Callable[[int], tuple[float, float]] = lambda _: (settings.beta, 1.0)
        """Told the number of each step before it is made; gives its beta and the rate's factor."""

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """The state dicts of the VAE and of Adam."""
        return self.vae.state_dict(), self.adam.state_dict()

    def restore(self, weights: dict[str, Tensor], optimizer: dict[str, Any]) -> None:
        """Go back to what `state` gave."""
        self.vae.load_state_dict(weights)
        self.adam.load_state_dict(optimizer)
        # The fused step goes through memory in the parameters' order, channels last: moments
        # that lie in another order would go to the wrong weights.
        for parameter, state in self.adam.state.items():
            for moment in ("exp_avg", "exp_avg_sq"):
                state[moment] = torch.empty_like(parameter).copy_(state[moment])

    def epoch(self, number: int, report: Callable[[int, float], None]) -> Epoch:
        """One pass over the training images, then the losses on the images held out.

        Args:
            number: counted from 0.
            report: is told how many steps were made, and the loss of the epoch so far.
        """
        began = time.perf_counter()
        total = self.recipe.epochs * self.steps
        generator = _generator(self.settings.seed, number)
        order = torch.randperm(len(self._train), generator=generator)
        order, noise = order.to(self.fabric.device), self._noise(len(self._train), generator)
        sums = torch.zeros(1 + self.settings.latent_dim, device=self.fabric.device)
        seen = reported = 0
        self._model.train()
        for step in range(self.steps):
            batch = slice(step * self.recipe.batch_size, (step + 1) * self.recipe.batch_size)
            beta, factor = self.ask(number * self.steps + step)
            rate = self.recipe.rate_at(number * self.steps + step, total)
            x = _values(self._train[order[batch]])  # (b, c, h, w)
            x = warped(x, self.recipe.warp * rate / self.recipe.rate, generator)
            loss = elbo_loss(x, self._model(x, noise[batch]))
            self._optimizer.zero_grad()
            self.fabric.backward(loss.total(beta).mean())
            for group in self.adam.param_groups:
                group["lr"] = rate * factor * group["share"]
            self._optimizer.step()

            sums[0] += loss.reconstruction.detach().sum()
            sums[1:] += loss.kl.detach().sum(0)
            seen += len(x)
            if step + 1 == self.steps or (step + 1) % REPORT_EVERY == 0:
                squared_error, *kl = (sums / seen).tolist()
                report(step + 1 - reported, squared_error + beta * sum(kl))
                reported = step + 1
        if number + 1 <= self.recipe.revival * self.recipe.epochs:
            some = _values(self._train[order[:IMAGES]])
            revive(self.vae, self.adam, some, generator)
        return Epoch(
            epoch=number + 1,
            seconds=time.perf_counter() - began,
            rate=rate * factor,
            train=_losses(squared_error, sum(kl), beta),
            held_out=self._evaluated(beta) if len(self._held_out) else None,
            kl_by_dimension=tuple(kl),
            active_dimensions=sum(nats > ACTIVE_KL for nats in kl),
        )

    @torch.no_grad()
    def _evaluated(self, beta: float) -> Losses:
        """The losses on the images held out, posteriors sampled with the same draws always."""
        noise = self._noise(len(self._held_out), _generator(self.settings.seed, -1))
        sums = torch.zeros(2, device=self.fabric.device)
        self._model.eval()
        for start in range(0, len(self._held_out), EVALUATION_BATCH):
            batch = slice(start, start + EVALUATION_BATCH)
            x = _values(self._held_out[batch])
            loss = elbo_loss(x, self._model(x, noise[batch]))
            sums += torch.stack([loss.reconstruction.sum(), loss.kl.sum()])
        squared_error, kl = (sums / len(self._held_out)).tolist()
        return _losses(squared_error, kl, beta)

    def _resident(self, images: Images) -> Tensor:
        return torch.from_numpy(images.pixels.copy()).to(self.fabric.device)

    def _noise(self, n: int, generator: torch.Generator) -> Tensor:
        """(n, d) draws of N(0, I), the same on every device."""
        noise = torch.randn(n, self.settings.latent_dim, generator=generator)
        return noise.to(self.fabric.device)


def _values(pixels: Tensor) -> Tensor:
    """Pixels (b, h, w, c) uint8 to values (b, c, h, w) float32 in [-1, 1], channels last."""
    return pixels.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)


def _losses(squared_error: float, kl: float, beta: float) -> Losses:
    return Losses(squared_error + beta * kl, squared_error, kl)


def _generator(seed: int, epoch: int) -> torch.Generator:
    """A generator for one epoch of one run; epoch -1 stands for the evaluation."""
    mixed = np.random.SeedSequence([seed, epoch + 1]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(mixed >> 1))


def _fabric(accelerator: str) -> lightning_fabric.Fabric:
    try:
        return lightning_fabric.Fabric(accelerator=accelerator, devices=1)
    except (RuntimeError, ValueError, MisconfigurationException) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"The accelerator '{accelerator}' cannot be used: {reason}") from error
