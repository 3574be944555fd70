"""The rows of an atlas: images or, of data with groups, groups of images that share a point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from latentwalk.vae.network import Members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from latentwalk.data import Images


class Part(NamedTuple):
    """Consecutive rows."""

    rows: slice
    """The rows."""
    images: slice
    """Their images."""
    members: Members | None
    """Which images belong to which of these rows; None if each row is an image."""


@dataclass(frozen=True)
class Rows:
    """r rows, and the n images behind them in the same order."""

    images: Images
    """The images, those of one row side by side."""
    sizes: NDArray[np.int64] | None = None
    """(r,): the number of images of each row; None if each row is an image."""

    @classmethod
    def of(cls, images: Images) -> Rows:
        """A row for each image or, if they have groups, for each group."""
        if images.groups is None:
            return cls(images)
        order = np.argsort(images.groups, kind="stable")
        _, sizes = np.unique(images.groups, return_counts=True)
        return cls(images.take(order), sizes)

    def __len__(self) -> int:
        return len(self.images) if self.sizes is None else len(self.sizes)

    def take(self, index: NDArray[np.intp]) -> Rows:
        """The rows at `index`."""
        if self.sizes is None:
            return Rows(self.images.take(index))
        chosen = [np.arange(*self._ends[i : i + 2]) for i in index]
        empty = np.empty(0, np.intp)
        return Rows(self.images.take(np.concatenate([empty, *chosen])), self.sizes[index])

    def evenly(self, limit: int) -> Rows:
        """Up to `limit` rows, evenly spaced."""
        return self if len(self) <= limit else self.take(evenly_spaced(len(self), limit))

    @property
    def labels(self) -> NDArray[np.int32]:
        """(r,): the labels of images; -1 for groups, which have items of several classes."""
        return self.images.labels if self.sizes is None else np.full(len(self), -1, np.int32)

    @property
    def first(self) -> NDArray[np.int64]:
        """(r,): the place of each row's first image among the images."""
        return self._ends[:-1]

    def parts(self, images: int) -> Iterator[Part]:
        """All rows, with about `images` images at a time."""
        step = (
            images if self.sizes is None else max(1, images * len(self) // max(1, len(self.images)))
        )
        for start in range(0, len(self), step):
            rows = slice(start, min(start + step, len(self)))
            if self.sizes is None:
                yield Part(rows, rows, None)
                continue
            sizes = torch.from_numpy(self.sizes[rows])
            group = torch.repeat_interleave(torch.arange(len(sizes)), sizes)
            every = torch.ones(len(group), dtype=torch.bool)
            inside = slice(int(self._ends[rows.start]), int(self._ends[rows.stop]))
            yield Part(rows, inside, Members(group, every, every, sizes))

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        sizes = np.ones(len(self.images), np.int64) if self.sizes is None else self.sizes
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def evenly_spaced(n: int, limit: int) -> NDArray[np.intp]:
    """Up to `limit` of the indices 0 ... n - 1, evenly spaced."""
    return np.linspace(0, n, min(n, limit), endpoint=False).astype(np.intp)
