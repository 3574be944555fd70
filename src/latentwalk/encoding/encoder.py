"""Encoding chunks of pictures: the same in this process and in a worker of a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.centring import centred
from latentwalk.data.dataset import scaled
from latentwalk.encoding.sample import keys
from latentwalk.errors import DataError
from latentwalk.latent.posterior import Posterior
from latentwalk.terminal.console import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.data.chunks import Chunk, Label, Picture
    from latentwalk.infer.model import Model

BATCH = 256
"""Pictures that are decoded and encoded at a time."""


@dataclass(frozen=True)
class Encoded:
    """n encoded pictures, and of some of them what an atlas needs besides."""

    names: tuple[str, ...]
    """What they are called."""
    labels: tuple[Label, ...]
    """What they show."""
    posterior: Posterior
    """n posteriors."""
    chosen: NDArray[np.intp]
    """(k,): those of them that belong to the sample for the atlas."""
    error: NDArray[np.float32]
    """(k,): summed squared error of each decoded from its mean, in the model's values."""
    broken: tuple[str, ...] = ()
    """What was said of pictures that could not be read and were left out."""

    def __len__(self) -> int:
        return len(self.names)

    @staticmethod
    def join(parts: Iterable[Encoded]) -> Encoded:
        """The pictures of all parts, one after the other; there is at least one part."""
        each = list(parts)
        before = np.cumsum([0, *map(len, each)])
        return Encoded(
            tuple(chain.from_iterable(part.names for part in each)),
            tuple(chain.from_iterable(part.labels for part in each)),
            Posterior(
                np.concatenate([part.posterior.mean for part in each]),
                np.concatenate([part.posterior.logvar for part in each]),
            ),
            np.concatenate([start + p.chosen for start, p in zip(before, each, strict=False)]),
            np.concatenate([part.error for part in each]),
            tuple(chain.from_iterable(part.broken for part in each)),
        )


@dataclass(frozen=True)
class Encoder:
    """What happens to each picture on its way into a latent space."""

    model: Model
    """Whose encoder it is; without one each picture's point is looked for, which takes its time."""
    invert: bool = False
    """Turn dark on bright into bright on dark."""
    centre: bool = False
    """Place each as MNIST places its digits."""
    skip_broken: bool = False
    """Leave out pictures that cannot be read."""
    cutoff: int | None = None
    """The highest key of the sample for an atlas; None where there is to be none."""

    def batches(self, chunk: Chunk) -> Iterator[Encoded]:
        """Encode the pictures of a chunk, batch by batch: at most 256 are held.

        Raises:
            DataError: a picture cannot be read; it is named.
        """
        pictures = enumerate(chunk, chunk.first)
        while batch := list(islice(pictures, BATCH if self.model.can_encode else 1)):
            yield self._encoded(batch)

    def _encoded(self, batch: list[tuple[int, Picture]]) -> Encoded:
        shape = (self.model.image.height, self.model.image.width, self.model.image.channels)
        read: list[NDArray[np.uint8]] = []
        there: list[tuple[int, Picture]] = []
        broken = []
        for row, picture in batch:
            try:
                read.append(self._pixels(picture))
            except DataError as error:
                if not self.skip_broken:
                    raise
                broken.append(str(error))
            else:
                there.append((row, picture))
        pixels = np.stack(read) if read else np.empty((0, *shape), np.uint8)
        posterior = self._posterior(pixels)
        chosen = np.empty(0, np.intp)
        if self.cutoff is not None:
            rows = np.array([row for row, _ in there], np.int64)
            chosen = np.flatnonzero(keys(rows) <= np.uint64(self.cutoff))
        return Encoded(
            tuple(picture.name for _, picture in there),
            tuple(picture.label for _, picture in there),
            posterior,
            chosen,
            self._error(pixels[chosen], posterior.mean[chosen]),
            tuple(broken),
        )

    def _pixels(self, picture: Picture) -> NDArray[np.uint8]:
        spec = self.model.image
        image = picture.pixels(spec.channels)
        if self.invert:
            image = 255 - image
        if self.centre:
            image = centred(image[..., 0], spec.height, spec.width)[..., None]
        (fitting,) = scaled(image[None], spec.height, spec.width)
        return np.asarray(fitting, np.uint8)

    def _posterior(self, pixels: NDArray[np.uint8]) -> Posterior:
        if not len(pixels):
            nothing = np.empty((0, self.model.latent_dim), np.float32)
            return Posterior(nothing, nothing)
        return self.model.encode(pixels) if self.model.can_encode else self.model.place(pixels)

    def _error(self, pixels: NDArray[np.uint8], mean: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(pixels):
            return np.empty(0, np.float32)
        values = self.model.image.to_values(pixels)
        return np.asarray(np.square(self.model.decode(mean) - values).sum((1, 2, 3)), np.float32)


def encode_here(encoder: Encoder, chunks: Sequence[Chunk]) -> Iterator[Encoded]:
    """Encode chunks in this process, in their order, with a progress bar of pictures.

    Raises:
        DataError: as `Encoder.batches`.
    """
    with counting("encoding") as progress:
        task = progress.add_task("encoding", total=sum(map(len, chunks)))
        for chunk in chunks:
            parts = []
            for part in encoder.batches(chunk):
                parts.append(part)
                progress.advance(task, len(part) + len(part.broken))
            yield Encoded.join(parts)
