"""Small models whose encoders return their posterior in different ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import nn

from trials.foreign.kinds import DIMENSIONS, SIDE, square

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class EncoderKind:
    """A model with an encoder of another kind."""

    name: str
    model: Autoencoder
    """Has `posterior`, what its encoder stands for."""


class Autoencoder(nn.Module):
    """A linear encoder and decoder; its `forward` samples."""

    def __init__(self) -> None:
        super().__init__()
        self.to_mean = nn.Linear(SIDE * SIDE, DIMENSIONS)
        self.to_raw = nn.Linear(SIDE * SIDE, DIMENSIONS)
        self.decoder = nn.Sequential(nn.Linear(DIMENSIONS, SIDE * SIDE), nn.Sigmoid())
        generator = torch.Generator().manual_seed(0)
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.2, generator=generator)

    def posterior(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Means and standard deviations (n, d) of images (n, 1, h, w)."""
        flat = x.flatten(1)
        return self.to_mean(flat), 0.05 + nn.functional.softplus(self.to_raw(flat) - 2)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Images (n, 1, h, w) of points (n, d)."""
        return square(self.decoder(z))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, std = self.posterior(x)
        return self.decode(mean + std * torch.randn_like(mean))


class Parts(NamedTuple):
    """What an encoder knows, for n images."""

    sample: torch.Tensor
    mean: torch.Tensor
    std: torch.Tensor
    images: torch.Tensor


class Returning(Autoencoder):
    """Its encoder returns what a function makes of its parts."""

    def __init__(self, result: Callable[[Parts], Any]) -> None:
        super().__init__()
        self.result = result

    def encode(self, x: torch.Tensor) -> Any:
        mean, std = self.posterior(x)
        return self.result(Parts(mean + std * torch.randn_like(mean), mean, std, x.flatten(1)))


class Isotropic(Returning):
    """Has one deviation for all dimensions."""

    def posterior(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mean, std = super().posterior(x)
        return mean, std[:, :1]


def encoder_kinds() -> Iterator[EncoderKind]:
    """All kinds."""
    results: dict[str, Callable[[Parts], Any]] = {
        "mean, logvar": lambda p: (p.mean, 2 * p.std.log()),
        "std, mean": lambda p: (p.std, p.mean),
        "mean, precision": lambda p: (p.mean, p.std**-2),
        "one array": lambda p: torch.cat([p.mean, p.std.log()], 1),
        "z_loc, z_scale by name": lambda p: {"z_loc": p.mean, "z_scale": p.std},
        "sample, divergence": lambda p: (p.sample, p.std.sum(1)),
        "sample, mean, logvar": lambda p: (p.sample, p.mean, 2 * p.std.log()),
        "features, (mean, logvar)": lambda p: ([p.images, p.images], (p.mean, 2 * p.std.log())),
        "Normal": lambda p: torch.distributions.Normal(p.mean, p.std),
        "a sample": lambda p: p.sample,
        "mean, std before a softplus": lambda p: (p.mean, (p.std - 0.05).expm1().log()),
    }
    for name, result in results.items():
        yield EncoderKind(name, Returning(result))
    yield EncoderKind("one std for all dimensions", Isotropic(lambda p: (p.mean, p.std)))
    yield EncoderKind("no encoder but its forward", Autoencoder())
