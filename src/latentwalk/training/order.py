"""The order of an epoch: which images are in each step, one by one or by groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from latentwalk.vae.network import Members

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from latentwalk.data import Dataset

ENCODED, DECODED = 8, 8
"""Of each group in a step, at most this many images are encoded, and this many others decoded."""


def order_of(data: Dataset, batch_size: int) -> ByImage | ByGroup:
    """The order of an epoch on the training images: by groups, if they have any."""
    groups = data.train.groups
    return ByImage(len(data.train), batch_size) if groups is None else ByGroup(groups, batch_size)


class Drawn(NamedTuple):
    """The images of a step."""

    images: Tensor
    """(b,): their indices."""
    points: slice
    """The step's points among those of the epoch."""
    members: Members | None
    """How the images belong to the points; None if each has its own."""


class ByImage:
    """Every image once, in random order."""

    def __init__(self, n: int, batch_size: int) -> None:
        self._n, self._size = n, batch_size
        self.steps = -(-n // batch_size)
        """The number of steps in an epoch."""
        self._order = torch.arange(n)

    def begin(self, generator: torch.Generator) -> int:
        """Draw the order of an epoch; returns its number of latent points."""
        self._order = torch.randperm(self._n, generator=generator)
        return self._n

    def draw(self, step: int, _: torch.Generator) -> Drawn:
        """The images of a step."""
        part = slice(step * self._size, min((step + 1) * self._size, self._n))
        return Drawn(self._order[part], part, None)

    def some(self, most: int) -> Tensor:
        """Up to `most` images of the epoch."""
        return self._order[:most]


class ByGroup:
    """Groups in random order, each as often as its images fill `DECODED` places.

    Each time, up to half of its images are encoded, at most `ENCODED`, and `DECODED` of the others
    decoded, some of them repeatedly if there are fewer. So a code must hold for images that it was
    not made from: what they share, and not what only their condition tells.
    """

    def __init__(self, groups: NDArray[np.int32], batch_size: int) -> None:
        """Create it.

        Args:
            groups: (n,), the group of each image; each group has two images at least.
            batch_size: the number of images to decode in a step.
        """
        order = np.argsort(groups, kind="stable")
        _, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
        self._items = [torch.from_numpy(part) for part in np.split(order, starts[1:])]
        self._sizes = torch.from_numpy(sizes)
        self._visits = torch.from_numpy(np.repeat(np.arange(len(sizes)), -(-sizes // DECODED)))
        self._at_once = max(1, batch_size // DECODED)
        self.steps = -(-len(self._visits) // self._at_once)
        """The number of steps in an epoch."""
        self._order = self._visits

    def begin(self, generator: torch.Generator) -> int:
        """Draw the order of an epoch; returns its number of latent points."""
        self._order = self._visits[torch.randperm(len(self._visits), generator=generator)]
        return len(self._order)

    def draw(self, step: int, generator: torch.Generator) -> Drawn:
        """The images of a step."""
        first = step * self._at_once
        points = slice(first, min(first + self._at_once, len(self._order)))
        visited = self._order[points]
        images, group, encoded = [], [], []
        for number, index in enumerate(visited.tolist()):
            items = self._items[index]
            shuffled = items[torch.randperm(len(items), generator=generator)]
            most = max(1, min(ENCODED, len(items) // 2))
            count = int(torch.randint(1, most + 1, (), generator=generator))
            others = shuffled[count:]
            repeated = others.repeat(-(-DECODED // len(others)))[:DECODED]
            images += [shuffled[:count], repeated]
            group.append(torch.full((count + DECODED,), number))
            encoded.append(torch.arange(count + DECODED) < count)
        first_part = torch.cat(encoded)
        members = Members(torch.cat(group), first_part, ~first_part, self._sizes[visited])
        return Drawn(torch.cat(images), points, members)

    def some(self, most: int) -> Tensor:
        """Up to `most` images of the epoch."""
        groups = dict.fromkeys(self._order[:most].tolist())
        return torch.cat([self._items[group] for group in groups])[:most]
