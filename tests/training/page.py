"""Numbers of a training on the page: `python -m tests.training.page` writes them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from latentwalk.training.descent import Descent
from latentwalk.training.settings import Recipe
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import VAE

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.vae.kinds import Likelihood

FILE = Path(__file__).parents[2] / "frontend" / "tests" / "fixtures" / "training.json"
SIZES = Architecture(height=12, width=8, channels=3, latent_dim=3)
IMAGES, STEPS, BETA = 20, 12, 1.5
EVERY = 17
"""Of gradients and weights every 17th number is compared."""
RECIPE = Recipe(epochs=1, warp=0.0, revival=0.0)
"""That of the page: nothing is warped, and no channel is drawn again."""


def numbers() -> dict[str, Any]:
    """Gradients, and a run, for weights, images and noise that `seeded` draws."""
    return {
        "gradients": {kind: _gradients(kind) for kind in ("squared", "bernoulli")},
        "run": _run(),
    }


def seeded(seed: int) -> Callable[[], float]:
    """Draws from 0 to 1, the same as those of the page's `math/random.ts` (mulberry32)."""

    def draw() -> float:
        nonlocal seed
        seed = (seed + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((seed ^ (seed >> 15)) * (1 | seed)) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t))) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return draw


def _model() -> tuple[VAE, torch.Tensor, Callable[[], torch.Tensor]]:
    """A VAE with drawn weights, its images, and what draws the noise of a step."""
    draw = seeded(1)
    vae = VAE(SIZES)
    with torch.no_grad():
        for parameter in vae.parameters():
            flat = [
                (2 * draw() - 1) / math.sqrt(parameter[0].numel() + 1)
                for _ in range(parameter.numel())
            ]
            parameter.copy_(torch.tensor(flat).view(parameter.shape))
    shape = (IMAGES, SIZES.height, SIZES.width, SIZES.channels)
    pixels = np.array([int(256 * draw()) for _ in range(math.prod(shape))]).reshape(shape)
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() * (2 / 255) - 1

    def noise() -> torch.Tensor:
        values = [
            math.sqrt(-2 * math.log(1 - draw())) * math.cos(2 * math.pi * draw())
            for _ in range(IMAGES * SIZES.latent_dim)
        ]
        return torch.tensor(values).view(IMAGES, SIZES.latent_dim)

    return vae.train(), images, noise


def _gradients(kind: Likelihood) -> dict[str, Any]:
    vae, images, noise = _model()
    loss = elbo_loss(images, vae(images, noise()), kind)
    loss.total(BETA).mean().backward()  # type: ignore[no-untyped-call]
    return {
        "reconstruction": loss.reconstruction.sum().item(),
        "kl": loss.kl.sum(0).tolist(),
        "gradient": {
            name: _some(parameter.grad)
            for name, parameter in vae.named_parameters()
            if parameter.grad is not None
        },
    }


def _run() -> dict[str, Any]:
    vae, images, noise = _model()
    descent = Descent(vae, RECIPE, images.mean((0, 2, 3)))
    losses = []
    for step in range(STEPS):
        loss = elbo_loss(images, vae(images, noise()))
        value = loss.total(BETA).mean()
        losses.append(value.item())
        descent.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        descent.set_rate(RECIPE.rate_at(step, STEPS))
        descent.step()
    return {
        "losses": losses,
        "weights": {name: _some(p.detach()) for name, p in vae.named_parameters()},
    }


def _some(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.6g}") for value in values.flatten()[::EVERY].tolist()]


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n")
