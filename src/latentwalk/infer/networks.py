"""The networks of a model: files of its folder, or Python functions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.folder.predictor import PREDICTOR
from latentwalk.infer.engine import FunctionEngine, OnnxEngine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.folder.model_folder import ModelFolder
    from latentwalk.folder.predictor import PredictorSpec
    from latentwalk.infer.engine import Network


class Networks:
    """A decoder, an encoder and a predictor, which are loaded on first use."""

    def __init__(
        self,
        folder: ModelFolder,
        decoder: Network | None,
        encoder: Network | None,
        predictor: Network | None = None,
    ) -> None:
        """Take the folder, and functions in the place of its files: see `Model`."""
        self.decoder = decoder
        """The function that decodes; None for the folder's file."""
        self.encoder = encoder
        """The function that encodes; None for the folder's file."""
        self.predictor = predictor
        """The function that predicts; None for the folder's file."""
        self._folder = folder

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""
        return self.encoder is not None or ENCODER in self._folder

    @property
    def live(self) -> tuple[str, ...]:
        """Which of "decoder", "encoder" and "predictor" are functions."""
        names = ("decoder", "encoder", "predictor")
        each = zip(names, (self.decoder, self.encoder, self.predictor), strict=True)
        return tuple(name for name, function in each if function is not None)

    def decode(
        self, points: NDArray[np.float32], numbers: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Decode points (n, d) with their conditions' numbers (n, w): (n, *output.shape)."""
        conditions = self._folder.manifest.conditions
        (samples,) = self._decoder(points, *conditions.split(numbers))
        return samples

    def encode(
        self, samples: NDArray[np.float32], numbers: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Encode samples (n, *output.shape): the means and log-variances, (n, d) each.

        The numbers (n, w) are ignored by encoders that take no conditions.
        """
        manifest = self._folder.manifest
        extra = manifest.conditions.split(numbers) if manifest.conditional_encoder else []
        mean, logvar = self._encoder(samples, *extra)
        return mean, logvar

    def predict(self, spec: PredictorSpec, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """What a predictor returns for samples (n, *output.shape): see `PredictorSpec.scores`."""
        (returned,) = self._predictor(spec.inputs(samples, self._folder.manifest.output))
        return spec.scores(returned)

    @cached_property
    def _decoder(self) -> FunctionEngine | OnnxEngine:
        manifest = self._folder.manifest
        samples = [manifest.output.shape]
        if self.decoder is not None:
            return FunctionEngine(self.decoder, f"The decoder of {manifest.name}", samples)
        inputs = [(manifest.latent_dim,), *self._widths]
        return OnnxEngine(self._folder.content(DECODER), DECODER, inputs, samples)

    @cached_property
    def _encoder(self) -> FunctionEngine | OnnxEngine:
        manifest = self._folder.manifest
        posterior = [(manifest.latent_dim,), (manifest.latent_dim,)]
        if self.encoder is not None:
            return FunctionEngine(self.encoder, f"The encoder of {manifest.name}", posterior)
        inputs = [manifest.output.shape, *(self._widths if manifest.conditional_encoder else [])]
        return OnnxEngine(self._folder.content(ENCODER), ENCODER, inputs, posterior)

    @cached_property
    def _predictor(self) -> FunctionEngine | OnnxEngine:
        manifest = self._folder.manifest
        spec = manifest.predictor
        assert spec is not None
        scores = [(spec.width,)]
        if self.predictor is not None:
            return FunctionEngine(self.predictor, f"The predictor of {manifest.name}", scores)
        content = self._folder.content(PREDICTOR)
        return OnnxEngine(content, PREDICTOR, [spec.shape], scores, spec.output)

    @property
    def _widths(self) -> list[tuple[int, ...]]:
        return [(one.width,) for one in self._folder.manifest.conditions]
