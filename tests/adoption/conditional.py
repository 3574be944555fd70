"""Foreign models with conditions, in the forms in which people write them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from pathlib import Path

D, K = 4, 10


class OneHot(nn.Module):
    """A conditional VAE whose networks take one-hot classes."""

    def __init__(self, d: int = D, k: int = K) -> None:
        super().__init__()
        self.latent_dim, self.k = d, k
        self.enc = nn.Linear(64 + k, 2 * d)
        self.dec = nn.Sequential(nn.Linear(d + k, 32), nn.ReLU(), nn.Linear(32, 64))

    def encode(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        mean, logvar = self.enc(torch.cat([x.flatten(1), y], 1)).chunk(2, 1)
        return mean, logvar

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return torch.sigmoid(self.dec(torch.cat([z, y], 1))).view(-1, 1, 8, 8)


class Optional(OneHot):
    """The class may be left out of the call, which then fails."""

    def encode(self, x: Tensor, y: Any = None) -> tuple[Tensor, Tensor]:
        return super().encode(x, y)

    def decode(self, z: Tensor, y: Any = None) -> Tensor:
        return super().decode(z, y)


class Embedded(OneHot):
    """An embedding of the class's index."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(K, K)

    def encode(self, x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        return super().encode(x, self.table(labels))

    def decode(self, z: Tensor, labels: Tensor) -> Tensor:
        return super().decode(z, self.table(labels))


class Indexed(OneHot):
    """The class's index, made one-hot inside; the encoder's argument has another name."""

    def encode(self, x: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        return super().encode(x, functional.one_hot(condition, self.k).float())

    def decode(self, z: Tensor, c: Tensor) -> Tensor:
        return super().decode(z, functional.one_hot(c, self.k).float())


class Column(OneHot):
    """The index in a column, as for batches in single-cell models."""

    def encode(self, x: Tensor, batch_index: Tensor) -> tuple[Tensor, Tensor]:
        return super().encode(x, functional.one_hot(batch_index[:, 0].long(), self.k).float())

    def decode(self, z: Tensor, batch_index: Tensor) -> Tensor:
        return super().decode(z, functional.one_hot(batch_index[:, 0].long(), self.k).float())


class Generator(nn.Module):
    """A conditional GAN, whose class comes first."""

    def __init__(self) -> None:
        super().__init__()
        self.label_emb = nn.Embedding(K, K)
        self.model = nn.Sequential(nn.Linear(20 + K, 64), nn.Tanh())

    def forward(self, labels: Tensor, noise: Tensor) -> Tensor:
        image: Tensor = self.model(torch.cat((self.label_emb(labels), noise), -1))
        return image.view(-1, 1, 8, 8)


class Several(nn.Module):
    """A class and a number."""

    def __init__(self) -> None:
        super().__init__()
        self.latent_dim = 3
        self.table = nn.Embedding(5, 2)
        self.fc = nn.Linear(3 + 2 + 1, 64)

    def decode(self, z: Tensor, label: Tensor, weight: Tensor) -> Tensor:
        together = torch.cat([z, self.table(label), weight], 1)
        return torch.sigmoid(self.fc(together)).view(-1, 1, 8, 8)


class Joined(nn.Module):
    """Takes a class behind the latent point."""

    def __init__(self) -> None:
        super().__init__()
        self.latent_dim = D
        self.fc = nn.Linear(D + K, 64)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.fc(z)).view(-1, 1, 8, 8)


class Method(nn.Module):
    """A method of a model as a module, for ONNX."""

    def __init__(self, model: nn.Module, name: str) -> None:
        super().__init__()
        self.model, self.name = model, name

    def forward(self, *values: Tensor) -> Any:
        return getattr(self.model, self.name)(*values)


def write_onnx(
    path: Path,
    module: nn.Module,
    example: tuple[Tensor, ...],
    names: list[str],
    outputs: list[str],
    *,
    fixed: bool = False,
) -> Path:
    """Export a module to a file, for batches of any size unless they are fixed."""
    with warnings.catch_warnings():  # PyTorch's exporter warns about itself
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            example,
            str(path),
            dynamo=False,
            input_names=names,
            output_names=outputs,
            dynamic_axes=None if fixed else {name: {0: "n"} for name in (*names, *outputs)},
        )
    return path


class Noisy(nn.Module):
    """A decoder that takes noise of five numbers besides the point."""

    def __init__(self) -> None:
        super().__init__()
        self.points = nn.Linear(4, 64)
        self.noises = nn.Linear(5, 64)

    def decode(self, z: Tensor, noise: Tensor) -> Tensor:
        return torch.sigmoid(self.points(z) + self.noises(noise)).view(-1, 1, 8, 8)
