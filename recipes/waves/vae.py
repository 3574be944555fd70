"""A small dense VAE of cycles, and its training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

LATENT, HIDDEN = 8, 128
DEVIATION = 0.2
"""Of the likelihood, N(decode(z), DEVIATION^2), in the values of a cycle: the highest is 1."""
EPOCHS, BATCH, RATE, DECAY = 200, 128, 4e-3, 1e-3


class Waves(nn.Module):
    """Cycles are aligned, so that each of their values has a meaning of its own: no convolution."""

    def __init__(self, points: int) -> None:
        super().__init__()
        self.encoder = _dense(points, 2 * LATENT)
        self.decoder = _dense(LATENT, points)

    def encode(self, cycles: Tensor) -> tuple[Tensor, Tensor]:
        """Means and log-variances (n, d) of the posteriors of cycles (n, points)."""
        mean, logvar = self.encoder(cycles).chunk(2, dim=1)
        return mean, logvar.clamp(-12, 5)

    def decode(self, z: Tensor) -> Tensor:
        """Cycles (n, points) of points (n, d)."""
        decoded: Tensor = self.decoder(z)
        return decoded

    def losses(self, cycles: Tensor) -> tuple[Tensor, Tensor]:
        """Squared errors (n,), with a draw of each posterior, and divergences (n,) in nats."""
        mean, logvar = self.encode(cycles)
        z = mean + torch.exp(0.5 * logvar) * torch.randn_like(mean)
        error = (self.decode(z) - cycles).square().sum(1)
        return error, 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum(1)


def _dense(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(),
        nn.Linear(HIDDEN, outputs),
    )  # fmt: skip


def trained(cycles: Tensor, seed: int) -> Waves:
    """Train on cycles (n, points)."""
    torch.manual_seed(seed)
    model = Waves(cycles.shape[1])
    batches = len(cycles) // BATCH
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * batches)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(cycles))[: batches * BATCH].reshape(batches, BATCH):
            error, divergence = model.losses(cycles[some])
            optimizer.zero_grad()
            loss = (error / (2 * DEVIATION**2) + divergence).mean()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
    return model.eval()
