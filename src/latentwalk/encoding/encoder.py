"""Encodes chunks of pictures, in this process or in a worker of a cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.centring import centred
from latentwalk.data.findings import Findings
from latentwalk.data.framing import framed
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.encoding.given import Given, encoded
from latentwalk.encoding.sample import keys
from latentwalk.errors import DataError
from latentwalk.latent.posterior import Posterior
from latentwalk.terminal.console import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from latentwalk.data.chunks import Chunk, Label, Picture
    from latentwalk.infer.model import Model

BATCH = 256
"""Pictures decoded and encoded at a time."""


@dataclass(frozen=True)
class Encoded:
    """n encoded pictures, with the reconstruction errors of those chosen for an atlas."""

    names: tuple[str, ...]
    """The pictures' names."""
    labels: tuple[Label, ...]
    """Their labels."""
    posterior: Posterior
    """n posteriors."""
    chosen: NDArray[np.intp]
    """(k,): the indices of pictures in the sample for the atlas."""
    rows: NDArray[np.int64]
    """(k,): their places among all pictures."""
    error: NDArray[np.float32]
    """(k,): the summed squared error of each decoded from its mean, in the model's values."""
    broken: tuple[str, ...] = ()
    """Error messages of unreadable pictures that were left out."""
    found: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """What was assumed: the counts of `Findings`."""
    originals: NDArray[Any] | None = None
    """The k chosen samples as an atlas's folder stores them, if that was asked for: pixels
    (k, h, w, c) uint8, or (k, *shape) float32."""

    def __len__(self) -> int:
        return len(self.names)

    @staticmethod
    def join(parts: Iterable[Encoded]) -> Encoded:
        """The pictures of one or more parts, one after the other."""
        each = list(parts)
        findings = Findings()
        for part in each:
            findings.include(part.found)
        before = np.cumsum([0, *map(len, each)])
        originals = [part.originals for part in each if part.originals is not None]
        return Encoded(
            tuple(chain.from_iterable(part.names for part in each)),
            tuple(chain.from_iterable(part.labels for part in each)),
            Posterior(
                np.concatenate([part.posterior.mean for part in each]),
                np.concatenate([part.posterior.logvar for part in each]),
            ),
            np.concatenate([start + p.chosen for start, p in zip(before, each, strict=False)]),
            np.concatenate([part.rows for part in each]),
            np.concatenate([part.error for part in each]),
            tuple(chain.from_iterable(part.broken for part in each)),
            findings.counts,
            np.concatenate(originals) if originals else None,
        )


@dataclass(frozen=True)
class Encoder:
    """How to encode pictures."""

    model: Model
    """The model; without an encoder, each picture's point is found by a slow optimization."""
    invert: bool = False
    """Whether to invert the brightness."""
    centre: bool = False
    """Whether to centre each picture like MNIST's digits."""
    pictures: PictureOptions = DEFAULT
    """How to read and fit pictures."""
    given: Given = field(default_factory=Given)
    """The model's conditions that the user chose; the others are those of the labels."""
    cutoff: int | None = None
    """The highest key in the sample for an atlas; None for no atlas."""
    originals: bool = False
    """Whether to return the pictures of that sample, too."""

    def batches(self, chunk: Chunk) -> Iterator[Encoded]:
        """Encode the pictures of a chunk in batches of at most 256.

        Raises:
            DataError: a picture cannot be read; the message names it.
        """
        pictures = enumerate(chunk, chunk.first)
        while batch := list(islice(pictures, BATCH if self.model.can_encode else 1)):
            yield self._encoded(batch)

    def _encoded(self, batch: list[tuple[int, Picture]]) -> Encoded:
        shape = (self.model.image.height, self.model.image.width, self.model.image.channels)
        read: list[NDArray[np.uint8]] = []
        good: list[tuple[int, Picture]] = []
        broken = []
        findings = Findings()
        for row, picture in batch:
            try:
                read.append(self._pixels(picture, findings))
            except DataError as error:
                if not self.pictures.skip_broken:
                    raise DataError(f"{error} --skip-broken leaves such pictures out.") from error
                broken.append(str(error))
            else:
                good.append((row, picture))
        pixels = np.stack(read) if read else np.empty((0, *shape), np.uint8)
        labels = tuple(picture.label for _, picture in good)
        numbers = self.given.numbers(self.model.conditions, labels)
        posterior = self._posterior(pixels, numbers)
        chosen = np.empty(0, np.intp)
        rows = np.array([row for row, _ in good], np.int64)
        if self.cutoff is not None:
            chosen = np.flatnonzero(keys(rows) <= np.uint64(self.cutoff))
        return Encoded(
            tuple(picture.name for _, picture in good),
            labels,
            posterior,
            chosen,
            rows[chosen],
            self._error(pixels[chosen], posterior.mean[chosen], numbers[chosen]),
            tuple(broken),
            findings.counts,
            pixels[chosen] if self.originals else None,
        )

    def _pixels(self, picture: Picture, findings: Findings) -> NDArray[np.uint8]:
        spec = self.model.image
        image = picture.pixels(spec.channels, self.pictures, findings)
        if self.invert:
            colours, alpha = np.split(image, [spec.colours], axis=2)
            image = np.concatenate([255 - colours, alpha], axis=2)
        if self.centre:
            image = centred(image[..., 0], spec.height, spec.width)[..., None]
        fit = self.pictures.fit
        (fitting,) = framed(image[None], spec.height, spec.width, fit, findings, picture.name)
        return np.asarray(fitting, np.uint8)

    def _posterior(self, pixels: NDArray[np.uint8], numbers: NDArray[np.float32]) -> Posterior:
        if not len(pixels):
            nothing = np.empty((0, self.model.latent_dim), np.float32)
            return Posterior(nothing, nothing)
        return encoded(self.model, pixels, numbers)

    def _error(
        self,
        pixels: NDArray[np.uint8],
        mean: NDArray[np.float32],
        numbers: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        if not len(pixels):
            return np.empty(0, np.float32)
        values = self.model.image.to_values(pixels)
        decoded = self.model.decode_rows(np.concatenate([mean, numbers], axis=1))
        return np.asarray(np.square(decoded - values).sum((1, 2, 3)), np.float32)


def encode_here(encoder: Encoder, chunks: Sequence[Chunk]) -> Iterator[Encoded]:
    """Encode chunks in this process, in order, with a progress bar.

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
