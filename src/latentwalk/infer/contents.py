"""`Contents`: what a model's folder says about it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import LatentError, ModelError
from latentwalk.folder.manifest import UNKNOWN
from latentwalk.latent.posterior import POINT, sample_prior
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.columns.columns import Columns
    from latentwalk.conditions.conditions import Conditions
    from latentwalk.folder.atlas import Atlas
    from latentwalk.folder.model_folder import ModelFolder
    from latentwalk.folder.predictor import PredictorSpec
    from latentwalk.originals.originals import Originals
    from latentwalk.outputs.output import Output

SPHERE = 1e-3
"""How far the norms of points on a sphere may differ, as a share of their mean."""


class Contents:
    """What a model's folder says about it: its sizes, classes, presets, data and prior."""

    def __init__(self, folder: ModelFolder) -> None:
        """Take the folder."""
        self.folder = folder
        """The model's folder."""

    @property
    def name(self) -> str:
        """The model's name."""
        return self.folder.manifest.name

    @property
    def latent_dim(self) -> int:
        """d, the number of latent dimensions."""
        return self.folder.manifest.latent_dim

    @property
    def output(self) -> Output:
        """What it decodes: the shape and range of a sample, and how it is drawn."""
        return self.folder.manifest.output

    @property
    def conditions(self) -> Conditions:
        """What it takes besides the latent point; a sequence, empty for most models."""
        return self.folder.manifest.conditions

    @property
    def row_dim(self) -> int:
        """D + w: the numbers of a point and its conditions."""
        return self.latent_dim + self.conditions.width

    @property
    def encoder_width(self) -> int:
        """The numbers of the conditions that the encoder takes: w, or 0."""
        return self.conditions.width if self.folder.manifest.conditional_encoder else 0

    @property
    def image(self) -> ImageSpec:
        """Size, channels and value range of its images.

        Raises:
            ModelError: its samples are no images.
        """
        if isinstance(self.output, ImageSpec):
            return self.output
        raise ModelError(
            f"This needs a model of images, but {self.name} decodes {self.output.plural} of "
            f"{self.output}."
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of its classes; labels are indices into it."""
        return self.folder.manifest.classes

    @property
    def predictor(self) -> PredictorSpec | None:
        """What its predictor takes and returns, a classifier or regressor; None without one."""
        return self.folder.manifest.predictor

    @cached_property
    def presets(self) -> Mapping[str, NDArray[np.float32]]:
        """A typical latent point (d,) for each class name."""
        d = self.latent_dim
        return {name: row[:d] for name, row in self.preset_rows.items()}

    @cached_property
    def preset_rows(self) -> Mapping[str, NDArray[np.float32]]:
        """The point and the conditions of each preset, (d + w,)."""
        stored = self.folder.manifest.presets
        d, default = self.latent_dim, self.conditions.default
        rows = {name: np.array(z, dtype=np.float32) for name, z in stored.items()}
        return {
            name: row if len(row) > d else np.concatenate([row, default])
            for name, row in rows.items()
        }

    @cached_property
    def atlas(self) -> Atlas | None:
        """The encoded data; None if the folder has none."""
        return self.folder.atlas()

    @cached_property
    def columns(self) -> Columns | None:
        """What is known about the items of the atlas; None if the folder does not say."""
        return self.folder.columns()

    @cached_property
    def originals(self) -> Originals | None:
        """The samples behind the rows of the atlas, see `Originals`; None if it has none."""
        return self.folder.originals()

    @cached_property
    def home(self) -> NDArray[np.float32]:
        """The initial point, (d,) float32.

        It is the origin or, if the prior is unknown, the mean of the encoded images; where these
        lie on a sphere, the point on it next to their mean.
        """
        atlas = self.atlas
        if atlas is None or not len(atlas) or self.knows_prior:
            return np.zeros(self.latent_dim, np.float32)
        mean = np.asarray(atlas.mean.mean(0), np.float32)
        norms = np.linalg.norm(atlas.mean, axis=1)
        radius, length = float(norms.mean()), float(np.linalg.norm(mean))
        on_sphere = length > 0 and np.abs(norms - radius).max() <= SPHERE * radius
        return mean * np.float32(radius / length) if on_sphere else mean

    @property
    def knows_prior(self) -> bool:
        """Whether the prior is known: not if images are encoded to points without variances."""
        atlas = self.atlas
        if self.folder.manifest.prior == UNKNOWN:
            return False
        return atlas is None or not len(atlas) or bool((atlas.logvar > POINT).any())

    def preset(self, name: str) -> NDArray[np.float32]:
        """The preset of a class, (d,) float32.

        Raises:
            LatentError: the model has no preset of that name.
        """
        if name not in self.presets:
            names = ", ".join(self.presets) or "none"
            raise LatentError(f"{self.name} has no preset '{name}'; its presets: {names}.")
        return self.presets[name]

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw n points of the model's prior, (n, d): N(0, I), or the folder's mixture.

        Where the prior is unknown, they are points of N(0, I).
        """
        prior = self.folder.manifest.prior
        if prior is None or prior == UNKNOWN:
            return sample_prior(n, self.latent_dim, rng)
        return prior.sample(n, rng)
