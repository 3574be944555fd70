"""The optional keyword arguments of `train`, and the names that some of them take."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from numpy.typing import ArrayLike

from latentwalk.data.picture_options import PictureKeywords
from latentwalk.training.recipe import Schedule
from latentwalk.vae.kinds import Kind, Likelihood

Augment = Literal["none", "shift", "warp", "mirror"]
"""What is done to the share of images that a recipe warps, see `warp.warped`."""
Samples = Literal["image", "curve", "values"]
"""The kinds of samples that can be trained on."""
Optimizer = Literal["muon", "adam"]
"""What moves the large matrices; Adam moves all other weights."""


class TrainKeywords(PictureKeywords, total=False):
    """The optional keyword arguments of `train`: fields of `TrainSettings`."""

    data_dir: str | Path | None
    output: Samples
    size: int | None
    alpha: bool
    name: str | None
    latent_dim: int
    dim_tolerance: float | None
    arch: Kind
    likelihood: Likelihood | None
    beta: float
    kl_warmup: float
    free_bits: float
    capacity: float
    tc: float
    mmd: float
    recipe: Literal["default", "quick", "original"]
    epochs: int | None
    batch_size: int | None
    rate: float | None
    optimizer: Optimizer | None
    warp: float | None
    schedule: Schedule | None
    spare: int | None
    starts: int | None
    augment: Augment | None
    conditional: bool
    group: str | None
    mixture: int
    columns: Any
    originals: bool
    layout: str | Path | ArrayLike | None
    seed: int
    atlas: int
    weights: bool
    snapshots: int
    accelerator: str
    devices: int
    resume: bool
    overwrite: bool
