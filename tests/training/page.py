"""Numbers of trainings on the page: `python -m tests.training.page` writes them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from latentwalk.training.descent import Descent
from latentwalk.training.recipe import NUMBERS, Recipe
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.curves import CurveStacks
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import VAE

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.vae.kinds import Likelihood

FILE = Path(__file__).parents[2] / "frontend" / "tests" / "fixtures" / "training.json"
ITEMS, STEPS, BETA = 20, 12, 1.5
EVERY = 17
"""Of gradients and weights every 17th number is compared."""


@dataclass(frozen=True)
class Case:
    """A network, its data and its recipe, those of the page."""

    sizes: Architecture | CurveStacks
    likelihoods: tuple[Likelihood, ...]
    """Those whose gradients are compared; the run has the first one."""
    recipe: Recipe


CASES = {
    "pictures": Case(
        Architecture(height=12, width=8, channels=3, latent_dim=3),
        ("squared", "bernoulli"),
        Recipe(epochs=1, warp=0.0, revival=0.0),
    ),
    # two of three halvings are of odd lengths, and one weight is large enough for Muon
    "curves": Case(
        CurveStacks(channels=2, length=101, latent_dim=3),
        ("gaussian", "squared", "bernoulli"),
        replace(NUMBERS, epochs=1),
    ),
    "short curves": Case(
        CurveStacks(channels=1, length=11, latent_dim=2), ("gaussian",), replace(NUMBERS, epochs=1)
    ),
}


def numbers() -> dict[str, Any]:
    """For each case gradients, and a run, with weights, items and noise that `seeded` draws."""
    return {
        name: {
            "gradients": {kind: _gradients(case, kind) for kind in case.likelihoods},
            "run": _run(case, case.likelihoods[0]),
        }
        for name, case in CASES.items()
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


def _model(case: Case, kind: Likelihood) -> tuple[VAE, torch.Tensor, Callable[[], torch.Tensor]]:
    """A VAE with drawn weights, its items, scaled, and what draws the noise of a step."""
    draw = seeded(1)
    sizes = case.sizes
    if isinstance(sizes, CurveStacks):
        sizes = replace(sizes, bounded=kind == "bernoulli")
    vae = VAE(sizes)
    with torch.no_grad():
        for parameter in vae.parameters():
            flat = [
                (2 * draw() - 1) / math.sqrt(parameter[0].numel() + 1)
                for _ in range(parameter.numel())
            ]
            parameter.copy_(torch.tensor(flat).view(parameter.shape))
    if isinstance(sizes, CurveStacks):
        items = _curves(sizes, draw, bounded=sizes.bounded)
    else:
        items = _pictures(sizes, draw)
    if vae.scaling is not None:
        vae.scaling.fit(items, bounded=sizes.bounded)

    def noise() -> torch.Tensor:
        values = [
            math.sqrt(-2 * math.log(1 - draw())) * math.cos(2 * math.pi * draw())
            for _ in range(ITEMS * sizes.latent_dim)
        ]
        return torch.tensor(values).view(ITEMS, sizes.latent_dim)

    return vae.train(), vae.scaled(items), noise


def _pictures(sizes: Architecture, draw: Callable[[], float]) -> torch.Tensor:
    shape = (ITEMS, sizes.height, sizes.width, sizes.channels)
    pixels = np.array([int(256 * draw()) for _ in range(math.prod(shape))]).reshape(shape)
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() * (2 / 255) - 1


def _curves(sizes: CurveStacks, draw: Callable[[], float], *, bounded: bool) -> torch.Tensor:
    """Curves in [0, 1] or, with another range for each line, in [-1, 3]."""
    shape = (ITEMS, sizes.length, sizes.channels)
    shares = np.array([draw() for _ in range(math.prod(shape))]).reshape(shape)
    values = shares if bounded else shares * (1 + 3 * np.arange(sizes.channels)) - 1
    return torch.from_numpy(values).permute(0, 2, 1).float()


def _gradients(case: Case, kind: Likelihood) -> dict[str, Any]:
    vae, items, noise = _model(case, kind)
    loss = elbo_loss(items, vae(items, noise()), kind)
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


def _run(case: Case, kind: Likelihood) -> dict[str, Any]:
    vae, items, noise = _model(case, kind)
    centre = items.mean([0, *range(2, items.ndim)])
    descent = Descent(vae, case.recipe, centre)
    losses = []
    for step in range(STEPS):
        loss = elbo_loss(items, vae(items, noise()), kind)
        value = loss.total(BETA).mean()
        losses.append(value.item())
        descent.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        descent.set_rate(case.recipe.rate_at(step, STEPS))
        descent.step()
    return {
        "losses": losses,
        "weights": {name: _some(p.detach()) for name, p in vae.named_parameters()},
    }


def _some(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.6g}") for value in values.flatten()[::EVERY].tolist()]


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n")
