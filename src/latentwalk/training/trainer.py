"""Trains for one epoch, on images in memory.

The images are one uint8 tensor. An epoch draws its order and noise from its own generator, seeded
by the run's seed and the epoch's number, so a resumed run draws what an uninterrupted one would
have drawn. If several processes share a run, each draws everything and uses its part of every
batch, so they make the same steps as one process.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from latentwalk.errors import SettingsError
from latentwalk.training.descent import Descent
from latentwalk.training.history import Epoch, Losses
from latentwalk.training.order import order_of
from latentwalk.training.resident import Resident
from latentwalk.training.revival import IMAGES, revive
from latentwalk.training.rows import Rows
from latentwalk.training.spare import Spare
from latentwalk.training.step import Batch, ReplayedStep, Step, sums
from latentwalk.training.warp import draw, warped
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import VAE, Members, one_hot
from latentwalk.vae.stacks_of import stacks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import lightning_fabric

    from latentwalk.data import Dataset
    from latentwalk.training.settings import TrainSettings

ACTIVE_KL = 0.01
"""Nats above which a dimension counts as active during training."""
EVALUATION_BATCH = 250
CENTRED_BY = 10_000
"""The number of training images from which the first layer's centre is computed."""
REPORT_EVERY = 10
"""Steps between two reports."""


class NotFiniteError(SettingsError):
    """A loss that is NaN or infinite."""


class Trainer:
    """A VAE with its optimizer and training images, on the device of this process."""

    def __init__(
        self,
        settings: TrainSettings,
        data: Dataset,
        fabric: lightning_fabric.Fabric,
        start: int = 0,
        samples: Resident | None = None,
    ) -> None:
        """Make a new network.

        Args:
            settings: the run's settings.
            data: the run's data.
            fabric: the devices of the run.
            start: which of the run's starts this is, counted from 0; each draws other numbers.
            samples: the data on the device, if they are there already.
        """
        self.settings, self._data = settings, data
        self.start = start
        self.saved = 0
        """The number of epochs that can be resumed from."""
        self._seed = seed_of(settings.seed, start)
        self.recipe = settings.chosen_recipe()
        self.objective = settings.objective()
        self.fabric = fabric
        with torch.random.fork_rng():
            torch.manual_seed(self._seed)
            classes = len(data.classes) if settings.takes_classes else 0
            bounded = self.objective.likelihood == "bernoulli"

            def make(latent_dim: int) -> VAE:
                return VAE(stacks_of(data.spec, latent_dim, settings.arch, classes, bounded))

            spare, share = self.recipe.spare, self.recipe.spare_share
            self.spare = Spare(make, settings.latent_dim, spare, share, fabric.device)
            self.net = self.spare.network()
            """The VAE that learns, with spare dimensions if the recipe has any."""
        if self.net.scaling is not None:
            self.net.scaling.fit(torch.from_numpy(data.train.pixels), bounded=bounded)
        if settings.beta == 0:  # nothing keeps posteriors wide, so noise would only disturb
            self.net.encoder.encode_to_points()
        self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._samples = samples or Resident.of(data, fabric.device)
        self._model = fabric.setup_module(self.net)
        self._dimensions = self.spare.at(0.0)
        self.descent = Descent(self.net, self.recipe, self._mean(self._samples.train[:CENTRED_BY]))
        self._revives = settings.arch == "plain" and data.output is None
        self._augment = settings.augmentation
        self._order = order_of(data, self.recipe.batch_size)
        single_gpu = fabric.device.type == "cuda" and fabric.world_size == 1
        made_by = ReplayedStep if single_gpu and data.train.groups is None else Step
        points = len(Rows.of(data.train))
        self._step = made_by(self._model, self.descent, self.objective, points, fabric)
        self.steps = self._order.steps
        self.before_step: Callable[[int], tuple[float, float]] = lambda _: (settings.beta, 1.0)
        """Called with each step's number; returns its beta and a factor of the learning rate."""

    def restarted(self, start: int) -> Trainer:
        """Another start of the run, before its first step."""
        return Trainer(self.settings, self._data, self.fabric, start, self._samples)

    def shown(self) -> VAE:
        """The VAE without spare dimensions; a copy, if the recipe has any."""
        if not self.spare.count:
            return self.net
        return self.spare.without(self.net.state_dict()).to(self.fabric.device)

    def restore(self, weights: dict[str, Tensor], moments: dict[str, Tensor]) -> None:
        """Restore the weights of `net` and the moments of its optimizer.

        Raises:
            KeyError, RuntimeError: they belong to another architecture.
        """
        self.net.load_state_dict(weights)
        self.descent.restore(moments)

    def epoch(self, number: int, report: Callable[[int, float], None]) -> Epoch:
        """Run one pass over the training images, then evaluate the held-out ones.

        Args:
            number: the epoch, counted from 0.
            report: called with the number of new steps, and the loss of the epoch so far.

        Raises:
            NotFiniteError: the loss is NaN or infinite.
        """
        began = time.perf_counter()
        steps = self.recipe.epochs * self.steps
        generator = _generator(self._seed, number)
        noise = self._noise(self._order.begin(generator), generator)
        total = torch.zeros(2 + noise.shape[1], device=self.fabric.device)
        reported = 0
        self._model.train()
        for step in range(self.steps):
            chosen, points, members = self._order.draw(step, generator)
            whole = chosen.to(self.fabric.device)
            progress = (number * self.steps + step + 1) / steps
            beta, factor = self.before_step(number * self.steps + step)
            rate = self.recipe.rate_at(number * self.steps + step, steps)
            warps = draw(round(self.recipe.warp * rate / self.recipe.rate * len(whole)), generator)
            self._dimensions = self.spare.at(progress)
            kept, cost = self._dimensions or (None, None)
            drawn = points.stop - points.start if self.objective.mmd else 0
            prior = self._noise(drawn, generator)

            mine = self._part(whole)
            images = self._values(self._samples.train[mine])  # (b, c, h, w)
            # processes average their gradients, though their parts may differ in length
            share = len(images) * self.fabric.world_size / len(whole)
            self.descent.set_rate(rate * factor)
            total += self._step(
                Batch(
                    warped(images, self._part(warps, axis=1), self._augment),
                    self._part(noise[points]),
                    self._part(prior),
                    self.objective.price(beta, progress),
                    self.objective.aim(progress),
                    share,
                    self._condition(self._samples.labels[mine]),
                    self._on_device(members),
                    kept,
                    cost,
                )
            )
            if step + 1 == self.steps or (step + 1) % REPORT_EVERY == 0:
                train, kl = self._losses(total, beta)
                self._check_finite(train.loss, number, factor)
                report(step + 1 - reported, train.loss)
                reported = step + 1
        if self._revives and number + 1 <= self.recipe.revival * self.recipe.epochs:
            few = self._order.some(IMAGES).to(self.fabric.device)
            some = self._values(self._samples.train[few])
            condition = self._condition(self._samples.labels[few])
            revive(self.net, self.descent, some, generator, condition)
        seconds = time.perf_counter() - began
        held_out = self._evaluated(beta) if len(self._samples.held_out) else None
        weights = torch.stack([p.detach().abs().sum() for p in self.net.parameters()]).sum()
        self._check_finite(float(weights) + (held_out.loss if held_out else 0.0), number, factor)
        return Epoch(
            epoch=number + 1,
            seconds=seconds,
            rate=rate * factor,
            train=train,
            held_out=held_out,
            kl_by_dimension=kl,
            active_dimensions=sum(nats > ACTIVE_KL for nats in kl),
        )

    @torch.no_grad()
    def _evaluated(self, beta: float) -> Losses:
        """The losses on the held-out images, with fixed posterior samples.

        The posterior of a group is that of all its images, which are all decoded.
        """
        samples = self._samples
        noise = self._noise(len(samples.rows), _generator(self._seed, -1))
        total = torch.zeros(2 + noise.shape[1], device=self.fabric.device)
        kept = self._dimensions.kept if self._dimensions else None
        self._model.train()  # computes the same as in evaluation mode, twice as fast
        for rows, batch, members in samples.rows.parts(EVALUATION_BATCH):
            x = self._values(self._part(samples.held_out[batch]))
            condition = self._condition(self._part(samples.held_out_labels[batch]))
            members = self._on_device(members)
            output = self._model(x, self._part(noise[rows]), condition, members, kept)
            loss = elbo_loss(x, output, self.objective.likelihood, members)
            total += sums(loss if kept is None else loss.of(kept))
        return self._losses(total, beta)[0]

    def _part(self, rows: Tensor, axis: int = 0) -> Tensor:
        """This process's part of a batch, along `axis`."""
        part = slice(self.fabric.global_rank, None, self.fabric.world_size)
        return rows[(slice(None),) * axis + (part,)]

    def _losses(self, total: Tensor, beta: float) -> tuple[Losses, tuple[float, ...]]:
        """The mean losses over all processes and the KL by dimension, from the total of `sums`."""
        if self.fabric.world_size > 1:
            total = self.fabric.all_reduce(  # type: ignore[assignment]
                total.clone(), reduce_op="sum"
            )
        seen, reconstruction, *by_dimension = total.tolist()
        kl = tuple(nats / seen for nats in by_dimension)
        reconstruction /= seen
        own = kl[: self.settings.latent_dim]
        return Losses(reconstruction + beta * sum(kl), reconstruction, sum(kl)), own

    def _check_finite(self, value: float, number: int, factor: float) -> None:
        if math.isfinite(value):
            return
        kept = f"Epoch {self.saved} is saved" if self.saved else "No epoch is saved"
        others = "" if factor == 1 else f", or a lower factor of it than {factor:g}"
        if self.objective.likelihood == "gaussian":
            others += ", or --likelihood squared"
        raise NotFiniteError(
            f"The loss is not finite any more in epoch {number + 1}. {kept} in "
            f"{self.settings.out}: train with a lower --rate than {self.recipe.rate:g}{others}"
            + ("; --resume continues the run." if self.saved else ".")
        )

    def _condition(self, labels: Tensor) -> Tensor | None:
        """The classes of images (b,) as the VAE takes them, (b, k); None without a condition."""
        return one_hot(labels, self.net.architecture.classes)

    def _on_device(self, members: Members | None) -> Members | None:
        if members is None:
            return None
        return Members(*(part.to(self.fabric.device) for part in members))

    def _values(self, samples: Tensor) -> Tensor:
        """Samples as the VAE takes them.

        Pixels (b, h, w, c) uint8 become (b, c, h, w) float32 in [-1, 1], channels last.
        """
        if samples.dtype == torch.uint8:
            return samples.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)
        return self.net.scaled(samples)

    def _mean(self, samples: Tensor) -> Tensor:
        """(c,): the mean value of each channel."""
        axes = [0, *range(2, len(self.net.architecture.shape) + 1)]
        starts = range(0, len(samples), EVALUATION_BATCH)
        parts = [self._values(samples[at : at + EVALUATION_BATCH]).sum(axes) for at in starts]
        total = torch.stack(parts).sum(0)
        return total / (samples.numel() // len(total))

    def _noise(self, n: int, generator: torch.Generator) -> Tensor:
        """(n, d) draws of N(0, I), the same on every device."""
        noise = torch.randn(n, self.net.architecture.latent_dim, generator=generator)
        return noise.to(self.fabric.device)


def seed_of(seed: int, start: int) -> int:
    """The seed of one of the starts of a run, counted from 0: of the first, the run's own."""
    return int(np.random.SeedSequence([seed, start]).generate_state(1)[0]) if start else seed


def _generator(seed: int, epoch: int) -> torch.Generator:
    """A generator for one epoch of a run; epoch -1 is the evaluation."""
    mixed = np.random.SeedSequence([seed, epoch + 1]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(mixed >> 1))
