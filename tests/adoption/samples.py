"""Foreign models of curves, named values and points, with random weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

GENES = tuple(f"G{number}" for number in range(50))
"""The names of the values of `Genes`."""


class ConvCurves(nn.Module):
    """A convolutional VAE of curves (n, c, 32)."""

    def __init__(self, channels: int = 1) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv1d(channels, 4, 4, 2, 1), nn.ReLU(), nn.Flatten())
        self.head = nn.Linear(4 * 16, 6)
        self.up = nn.Linear(3, 4 * 16)
        self.decoder = nn.Sequential(nn.ReLU(), nn.ConvTranspose1d(4, channels, 4, 2, 1))

    def encode(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.head(self.down(x)).chunk(2, dim=1)  # type: ignore[no-any-return]

    def decode(self, z: Tensor) -> Tensor:
        curves: Tensor = self.decoder(self.up(z).view(-1, 4, 16))
        return curves

    def forward(self, x: Tensor) -> Tensor:
        mean, logvar = self.encode(x)
        return self.decode(mean + torch.randn_like(mean) * (logvar / 2).exp())


class Genes(nn.Module):
    """A VAE of counts: its encoder takes their logarithms, its decoder returns their rates."""

    def __init__(self, size: int = len(GENES)) -> None:
        super().__init__()
        self.hidden, self.mean, self.logvar = (
            nn.Linear(size, 16),
            nn.Linear(16, 4),
            nn.Linear(16, 4),
        )
        self.out = nn.Linear(4, size)

    def encode(self, x: Tensor) -> dict[str, Tensor]:
        hidden = torch.relu(self.hidden(torch.log1p(x)))
        return {"mean": self.mean(hidden), "logvar": self.logvar(hidden)}

    def decode(self, z: Tensor) -> Tensor:
        return torch.exp(self.out(z))


class Poses(nn.Module):
    """A linear VAE of k points; its arrays are (n, k, axes) or as `arrange` makes them."""

    def __init__(self, count: int = 5, axes: int = 2) -> None:
        super().__init__()
        self.count, self.axes = count, axes
        self.inside, self.outside = nn.Linear(count * axes, 8), nn.Linear(4, count * axes)

    def encode(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.inside(x.flatten(1)).chunk(2, dim=1)  # type: ignore[no-any-return]

    def decode(self, z: Tensor) -> Tensor:
        return self.outside(z).view(-1, self.count, self.axes)  # type: ignore[no-any-return]


class Arrays(nn.Module):
    """A linear decoder of arrays (n, *shape), with a linear encoder of the same."""

    def __init__(self, *shape: int, d: int = 5) -> None:
        super().__init__()
        self.shape, size = shape, int(np.prod(shape))
        self.out, self.inside = nn.Linear(d, size), nn.Linear(size, d)

    def encode(self, x: Tensor) -> Tensor:
        assert x.shape[1:] == self.shape
        codes: Tensor = self.inside(x.flatten(1))
        return codes

    def decode(self, z: Tensor) -> Tensor:
        return self.out(z).view(-1, *self.shape)  # type: ignore[no-any-return]


def decoded(module: Any, z: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a module itself decodes."""
    with torch.no_grad():
        values: NDArray[np.float32] = module.eval().decode(torch.from_numpy(z)).numpy()
        return values


def codes(module: Any, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The means that a module itself encodes samples to."""
    with torch.no_grad():
        given = module.eval().encode(torch.from_numpy(samples))
    mean: Tensor = given["mean"] if isinstance(given, dict) else given
    mean = mean[0] if isinstance(mean, tuple) else mean
    return mean.numpy()  # type: ignore[no-any-return]


def points(n: int, d: int) -> NDArray[np.float32]:
    """Latent points (n, d)."""
    return np.random.default_rng(0).standard_normal((n, d), dtype=np.float32)


def assert_agrees(
    model: Model,
    module: Any,
    data: NDArray[np.float32],
    own: tuple[int, ...],
    atol: float,
) -> None:
    """Check that a model decodes and has encoded as its module does, in the layout of its kind."""
    z = points(3, 5)
    values = decoded(module, z)
    if data.ndim == 3 and data.shape[1:] == own[::-1]:
        values = values.transpose(0, 2, 1)
    np.testing.assert_allclose(model.decode(z), values.reshape(3, *own), atol=atol)
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, data), atol=atol)
    assert model.live == ()
