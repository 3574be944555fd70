"""An opened model: decodes and encodes, and gives access to its folder's content."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk import gallery
from latentwalk.errors import MissingError
from latentwalk.infer.contents import Contents
from latentwalk.infer.networks import Networks
from latentwalk.latent.placing import place
from latentwalk.latent.point import latent_points
from latentwalk.latent.posterior import Posterior

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.folder.model_folder import ModelFolder
    from latentwalk.infer.engine import Network


class Model(Contents):
    """A generative model from a model folder, run by ONNX Runtime or by Python functions.

    The networks are loaded on first use.
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        decoder: Network | None = None,
        encoder: Network | None = None,
        predictor: Network | None = None,
    ) -> None:
        """Open a folder.

        Args:
            folder: the folder; it need not have networks that are given here.
            decoder: replaces the folder's: maps points (n, d) float32, and numbers (n, width) for
                each condition, to a list of one array, the samples (n, *output.shape).
            encoder: replaces the folder's: maps samples (n, *output.shape) float32, and the
                conditions' numbers if it takes them, to a list of two arrays, the means and the
                log-variances (n, d).
            predictor: replaces the folder's: maps samples as the manifest's entry says, (n,
                *predictor.shape), to a list of one array of scores (n, predictor.width).
        """
        super().__init__(folder)
        self._networks = Networks(folder, decoder, encoder, predictor)

    def __repr__(self) -> str:
        return (
            f"Model({self.name!r}, latent_dim={self.latent_dim}, {self.output.kind}={self.output})"
        )

    @property
    def can_encode(self) -> bool:
        """Whether it has an encoder."""
        return self._networks.can_encode

    @property
    def live(self) -> tuple[str, ...]:
        """Which of "decoder", "encoder" and "predictor" are Python functions.

        Only this process can call them. The others are files of the folder, which a page can run
        itself.
        """
        return self._networks.live

    def within(self, folder: ModelFolder) -> Model:
        """The same networks with another folder, which may have more files than its own."""
        given = self._networks
        return Model(
            folder, decoder=given.decoder, encoder=given.encoder, predictor=given.predictor
        )

    def calling(self, predictor: Network) -> Model:
        """The same model with a function as its predictor, which the manifest describes."""
        given = self._networks
        return Model(self.folder, decoder=given.decoder, encoder=given.encoder, predictor=predictor)

    def manifest_json(self) -> str:
        """The manifest for a page: that of the folder, with `live` added."""
        manifest = json.loads(self.folder.manifest.to_json())
        return json.dumps(manifest | {"live": list(self.live)}, ensure_ascii=False)

    def decode(
        self, z: ArrayLike, conditions: Mapping[str, Any] | None = None
    ) -> NDArray[np.float32]:
        """Decode latent points.

        Args:
            z: (..., d), any leading axes.
            conditions: what the decoder takes besides, by name: one value for all points or one for
                each, such as {"label": "3"}. Those that are missing are their default.

        Returns:
            (..., *output.shape) float32, in the model's values: for images (..., c, h, w) in
            [image.low, image.high].

        Raises:
            LatentError: a point of the wrong length, or not finite.
            ConditionError: an unknown condition, or what is no value of it.
        """
        points = latent_points(z, self.latent_dim)
        return self._decoded(points, self._numbers(points, conditions))

    def decode_rows(self, rows: ArrayLike) -> NDArray[np.float32]:
        """Decode points with their conditions, (..., d + w); see `decode`.

        Raises:
            LatentError: a row of the wrong length, or not finite.
        """
        values = latent_points(rows, self.row_dim)
        points, numbers = np.split(values, [self.latent_dim], axis=-1)
        n = points.size // self.latent_dim
        return self._decoded(points, numbers.reshape(n, self.conditions.width))

    def rows(
        self, z: ArrayLike, conditions: Mapping[str, Any] | None = None
    ) -> NDArray[np.float32]:
        """Points (..., d) with their conditions' numbers, (..., d + w); see `decode`."""
        points = latent_points(z, self.latent_dim)
        numbers = self._numbers(points, conditions)
        return np.concatenate(
            [points, numbers.reshape(*points.shape[:-1], self.conditions.width)], axis=-1
        )

    def _numbers(
        self, points: NDArray[np.float32], conditions: Mapping[str, Any] | None
    ) -> NDArray[np.float32]:
        """The conditions' numbers for points (..., d), (n, w)."""
        return self.conditions.numbers(conditions, points.size // self.latent_dim)

    def _decoded(
        self, points: NDArray[np.float32], numbers: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        flat = points.reshape(-1, self.latent_dim)
        samples = self._networks.decode(flat, numbers)
        return samples.reshape(*points.shape[:-1], *self.output.shape)

    def pixels(
        self,
        z: ArrayLike,
        size: tuple[int, int] | None = None,
        conditions: Mapping[str, Any] | None = None,
        seen: str = "",
    ) -> NDArray[np.uint8]:
        """Decode latent points (..., d) to pictures (..., h, w, c) uint8.

        Args:
            z: (..., d), any leading axes.
            conditions: as for `decode`.
            size: width and height of a picture of a curve, for example, by default twice the
                least; images have their own.
            seen: what of a field is drawn, as in a link: `2` for its second channel.

        Raises:
            LatentError: as `decode`.
            SettingsError: the samples cannot be drawn so.
        """
        output, samples = self.output.seen(seen), self.decode(z, conditions)
        shape = output.shape
        width, height = size or (2 * side for side in output.cell)
        drawn = output.draw(samples.reshape(-1, *shape), width, height)
        return drawn.reshape(*samples.shape[: -len(shape)], *drawn.shape[1:])

    def sent(self, rows: NDArray[np.float32]) -> NDArray[Any]:
        """Decode rows (n, d + w) to what a page gets: see `Output.sent`.

        Raises:
            LatentError: as `decode_rows`.
        """
        return self.output.sent(self.decode_rows(rows))

    def exact(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Decode rows (n, d + w) to flat samples (n, size) in the model's values.

        Raises:
            LatentError: as `decode_rows`.
        """
        return self.decode_rows(rows).reshape(len(rows), -1)

    def encode(self, samples: ArrayLike, conditions: Mapping[str, Any] | None = None) -> Posterior:
        """Encode samples.

        Args:
            samples: n samples in the model's values, (n, *output.shape); or pixels of images,
                (n, h, w) or (n, h, w, c) uint8.
            conditions: for an encoder that takes them, as for `decode`.

        Returns:
            n posteriors.

        Raises:
            DataError: samples of another shape or type, or with NaN or infinity.
            MissingError: the model has no encoder.
            ConditionError: an unknown condition, or what is no value of it.
        """
        values = self.output.accepted(samples)
        return self.encode_with(values, self.conditions.numbers(conditions, len(values)))

    def encode_with(self, samples: ArrayLike, numbers: NDArray[np.float32]) -> Posterior:
        """Encode samples (n, *output.shape) with their conditions' numbers (n, w); see `encode`.

        The numbers are ignored by encoders that do not take them.
        """
        if not self.can_encode:
            raise MissingError(
                f"The model '{self.name}' has no encoder. `place` finds the points of "
                f"{self.output.plural} by optimization, more slowly."
            )
        return Posterior(*self._networks.encode(self.output.accepted(samples), numbers))

    def predict(self, samples: ArrayLike) -> NDArray[np.float32]:
        """What the model's predictor makes of samples.

        Args:
            samples: as for `encode`.

        Returns:
            (n, k): the probabilities of `predictor.names`, or the values of a regressor.

        Raises:
            MissingError: the model has no predictor.
            DataError: as `encode`.
            FolderError: the predictor fails, or returns NaN or infinity.
        """
        if self.predictor is None:
            raise MissingError(
                f"The model '{self.name}' has no predictor: give one with predictor=, a classifier "
                f"or regressor of {self.output.plural}."
            )
        return self._networks.predict(self.predictor, self.output.accepted(samples))

    def place(
        self, samples: ArrayLike, seed: int = 0, conditions: Mapping[str, Any] | None = None
    ) -> Posterior:
        """Find the points of samples by optimization, for models without an encoder.

        Args:
            samples: as for `encode`.
            seed: the seed of the search's initial points.
            conditions: the values, by name, under which all samples are decoded.

        Returns:
            n posteriors, see `latent.placing`.

        Raises:
            DataError: as `encode`.
        """
        values = self.output.accepted(samples)
        return self.place_with(values, self.conditions.numbers(conditions, len(values)), seed)

    def place_with(
        self, samples: ArrayLike, numbers: NDArray[np.float32], seed: int = 0
    ) -> Posterior:
        """Place samples with their conditions' numbers (n, w); see `place`."""
        values = self.output.accepted(samples)
        mean = np.empty((len(values), self.latent_dim), np.float32)
        logvar = np.empty_like(mean)
        for row in np.unique(numbers, axis=0) if numbers.size else numbers[:1]:
            alike = np.flatnonzero((numbers == row).all(axis=1))
            known = self.output.in_range_units(values[alike])
            found = place(partial(self._under, row), known, self.latent_dim, seed)
            mean[alike], logvar[alike] = found.mean, found.logvar
        return Posterior(mean, logvar)

    def _under(self, numbers: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.float32]:
        """What a search compares of points (n, d) under the same conditions, numbers (w,)."""
        return self.output.in_range_units(
            self._decoded(z, np.repeat(numbers[None], len(z), axis=0))
        )


def open_model(model: str | Path) -> Model:
    """Open a gallery model by its name, or a model folder by its path.

    Raises:
        FolderError: it does not exist, or is invalid.
    """
    return Model(gallery.find(model))


def distinct_names(models: Iterable[Model]) -> list[str]:
    """The models' names; repeated ones get a number."""
    names: list[str] = []
    for model in models:
        name, number = model.name, 1
        while name in names:
            number += 1
            name = f"{model.name} ({number})"
        names.append(name)
    return names
