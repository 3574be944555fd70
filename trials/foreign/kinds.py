"""Small models with random weights, each of another kind, and what they should decode to."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIDE, DIMENSIONS = 16, 4


@dataclass(frozen=True)
class Kind:
    """A foreign model, and its own forward."""

    name: str
    model: Any
    """What is given to `explore`."""
    images: Callable[[torch.Tensor], torch.Tensor]
    """Latent points (n, d) to images (n, c, h, w), in [0, 1]."""
    known: dict[str, Any] = field(default_factory=dict)
    """The options that the user gives."""
    values: tuple[float, float] = (0.0, 1.0)
    """The values of black and white that should be found."""


class Net(nn.Module):
    """A decoder with hidden layers, and a function of its last one."""

    def __init__(
        self, last: Callable[..., Any], size: int = SIDE * SIDE, dimensions: int = DIMENSIONS
    ) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(dimensions, 32), nn.ReLU(), nn.Linear(32, size))
        self.last = last
        generator = torch.Generator().manual_seed(0)
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.5, generator=generator)

    def forward(self, z: Any) -> Any:
        return self.last(self.body(z))


def square(values: torch.Tensor, channels: int = 1) -> torch.Tensor:
    """Values as images (n, c, h, w)."""
    return values.reshape(-1, channels, SIDE, SIDE)


class Styles(Net):
    """Takes a list of styles, as StyleGAN2 does."""

    def forward(self, styles: Any, noise: Any = None) -> Any:
        normed = [style / style.norm(dim=1, keepdim=True) for style in styles]
        return self.last(self.body(normed[0]))


class Convolutional(nn.Module):
    """A DCGAN generator of colour images."""

    def __init__(self) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(DIMENSIONS, 16, 4),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 3, 4, 2, 1),
            nn.Tanh(),
        )
        self.eval()

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        images: torch.Tensor = self.main(z)
        return images


class Flow(Net):
    """Runs from latent points to images with `reverse=True`."""

    def forward(self, x: Any, reverse: bool = False) -> Any:
        return (square(self.body(x).sigmoid()), x.sum(1)) if reverse else (x, x.sum(1))


class Conditional(Net):
    """Decodes a latent point with a class."""

    def decode(self, z: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        joined = torch.cat([z, nn.functional.one_hot(label, 3).float()], 1)
        return square(self.body(joined).sigmoid())


def unit(net: Net) -> Callable[[torch.Tensor], torch.Tensor]:
    """The net's images if a sigmoid is its last function."""
    return lambda z: square(net.body(z).sigmoid())


def kinds() -> Iterator[Kind]:
    """All kinds."""
    simple: dict[str, tuple[Callable[..., Any], tuple[float, float]]] = {
        "sigmoid": (lambda x: square(x.sigmoid()), (0, 1)),
        "tanh": (lambda x: square(2 * x.sigmoid() - 1), (-1, 1)),
        "half a tanh": (lambda x: square(x.sigmoid() - 0.5), (-0.5, 0.5)),
        "bytes as floats": (lambda x: square(255 * x.sigmoid()), (0, 255)),
        "flat": (lambda x: x.sigmoid(), (0, 1)),
        "without channels": (lambda x: x.sigmoid().reshape(-1, SIDE, SIDE), (0, 1)),
        "channels last": (lambda x: x.sigmoid().reshape(-1, SIDE, SIDE, 1), (0, 1)),
        "a tuple with features": (lambda x: (x[:, :5], square(x.sigmoid())), (0, 1)),
        "a dictionary": (lambda x: {"recon": square(x.sigmoid()), "h": x}, (0, 1)),
        "Bernoulli": (lambda x: torch.distributions.Bernoulli(logits=square(x)), (0, 1)),
        "Normal": (lambda x: torch.distributions.Normal(square(x.sigmoid()), 0.1), (0, 1)),
        "Gaussian noise": (
            lambda x: square((x + torch.randn_like(x)).sigmoid()), (0, 1),
        ),
    }  # fmt: skip
    for name, (last, values) in simple.items():
        net = Net(last)
        yield Kind(name, net, unit(net), {"latent_dim": DIMENSIONS}, values)
    logits = Net(lambda x: square(4 * x))
    yield Kind("logits", logits, lambda z: square((4 * logits.body(z)).sigmoid()))
    given = Net(square)
    yield Kind("logits, values given", given, unit(given), {"values": "logits"})
    for dtype in (torch.float16, torch.bfloat16):
        half = Net(lambda x: square(x.sigmoid())).to(dtype)
        yield Kind(str(dtype).partition(".")[2], half, unit(copy.deepcopy(half).float()))
    rgba = Net(lambda x: square(x.sigmoid(), 4), 4 * SIDE * SIDE)
    yield Kind("RGBA", rgba, rgba)
    levels = Net(
        lambda x: torch.distributions.Categorical(logits=x.reshape(-1, SIDE, SIDE, 4)),
        4 * SIDE * SIDE,
    )
    yield Kind(
        "Categorical", levels, lambda z: (levels(z).probs @ torch.linspace(0, 1, 4))[:, None]
    )
    styles = Styles(lambda x: square(x.sigmoid()))
    yield Kind("a list of styles", styles, lambda z: styles([z]))
    convolutional = Convolutional()
    yield Kind(
        "DCGAN",
        convolutional,
        lambda z: (convolutional(z[..., None, None]) + 1) / 2,
        values=(-1, 1),
    )
    flow = Flow(square, dimensions=SIDE * SIDE)
    known = {"latent_dim": SIDE * SIDE}
    yield Kind("a flow's inverse", lambda z: flow(z, reverse=True), unit(flow), known)
    conditional = Conditional(square, dimensions=DIMENSIONS + 3)
    decode = lambda z: conditional.decode(z, torch.full((z.shape[0],), 2))  # noqa: E731
    yield Kind("a class that is set", decode, decode, {"latent_dim": DIMENSIONS})
    known = {"latent_dim": DIMENSIONS}
    yield Kind("a NumPy function", _plain, _tensor, known)
    yield Kind("one point at a time", _single, _tensor, known)


def _plain(z: Any) -> Any:
    weights = np.random.default_rng(0).standard_normal((DIMENSIONS, SIDE * SIDE), dtype=np.float32)
    return (1 / (1 + np.exp(-z @ weights))).reshape(-1, SIDE, SIDE)


def _single(z: Any) -> Any:
    assert z.ndim == 1
    return _plain(z[None])[0]


def _tensor(z: torch.Tensor) -> torch.Tensor:
    return torch.tensor(_plain(z.numpy()))[:, None]
