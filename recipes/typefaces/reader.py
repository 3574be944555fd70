"""A small network that reads characters: the judge of drawn and of decoded ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from recipes.typefaces.characters import CHARACTERS
from recipes.typefaces.render import SIDE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EPOCHS = 3
BATCH = 128
RATE = 3e-3


def train_reader(images: NDArray[np.uint8], seed: int) -> nn.Module:
    """Train a reader on the characters of some styles.

    Args:
        images: (n, 62, side, side).
        seed: the seed of its weights, its order and its shifts.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    values = torch.from_numpy(images.reshape(-1, 1, SIDE, SIDE))
    labels = torch.arange(len(CHARACTERS)).repeat(len(images))
    layers: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64)):
        layers += [nn.Conv2d(before, after, 3, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
    flat = 64 * (SIDE // 8) ** 2
    network = nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(flat, 128), nn.ReLU(), nn.Linear(128, len(CHARACTERS))
    )
    steps = EPOCHS * -(-len(values) // BATCH)
    adam = torch.optim.Adam(network.parameters(), RATE)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(values), generator=generator)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            shift = torch.randint(-2, 3, (2,), generator=generator).tolist()
            loss = nn.functional.cross_entropy(
                network(torch.roll(values[batch].float() / 255, shift, (2, 3))), labels[batch]
            )
            adam.zero_grad()
            torch.autograd.backward(loss)
            adam.step()
            rate.step()
    return network.eval()


def read(reader: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The index of the character on each image: (..., side, side) to (...)."""
    values = torch.from_numpy(images.reshape(-1, 1, SIDE, SIDE))
    with torch.no_grad():
        found = [
            reader(values[start : start + 1000].float() / 255).argmax(1)
            for start in range(0, len(values), 1000)
        ]
    return torch.cat(found).numpy().reshape(images.shape[:-2])
