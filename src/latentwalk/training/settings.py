"""The settings of a training run, from which the options of `latentwalk train` are derived."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from numpy.typing import ArrayLike
from tyro.conf import arg

from latentwalk.data.picture_options import PictureKeywords, PictureOptions
from latentwalk.errors import SettingsError
from latentwalk.folder.snapshots import MAX_SNAPSHOTS
from latentwalk.terminal.arguments import text_option
from latentwalk.training.objective import Objective
from latentwalk.training.recipe import NUMBERS, RECIPES, RESIDUAL, Recipe, Schedule
from latentwalk.vae.kinds import Kind, Likelihood

CHECKPOINT = "checkpoint.safetensors"
"""The file that a stopped run leaves in its folder, from which it can be resumed."""
CHANGEABLE = ("rate",)
"""Settings that may change when a run is resumed."""
MAX_SIDE = 128
"""The longest side of images to train on."""
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


@dataclass(frozen=True)
class TrainSettings(PictureOptions):
    """One training run."""

    data: str
    """mnist, digits, shapes, a folder of pictures, an .npz, or IDX files as IMAGES,LABELS; with
    --output, a .npy, .npz or .csv."""
    out: Annotated[Path, arg(aliases=["-o"], metavar="FOLDER")]
    """The folder to write the model to."""
    data_dir: Annotated[Path | None, arg(metavar="FOLDER")] = None
    """The folder of the MNIST files; by default LATENTWALK_DATA, or a cache that is filled once."""
    output: Samples = "image"
    """What the samples are: image; curve, arrays (n, t) or (n, c, t) of c lines; or values, the
    rows (n, p) of a table."""
    size: Annotated[int | None, arg(metavar="INT")] = None
    """Scale the images to squares of this side, a multiple of 4 (over 32 of 8, over 64 of 16), at
    most 128."""
    alpha: bool = False
    """Keep the transparency of the pictures of a folder, instead of laying them on a background."""
    name: Annotated[str | None, arg(metavar="STR")] = None
    """The model's name; by default that of its folder."""
    latent_dim: int = 6
    """The number of latent dimensions."""
    dim_tolerance: Annotated[float | None, arg(metavar="NATS")] = None
    """Choose the number of latent dimensions by short runs instead: the smallest of 2, 4, 8, 16, 32
    and 64 whose held-out loss is within this of the best."""
    arch: Kind = "plain"
    """plain: the original's four layers; residual: deeper, with a lower loss, slower to train."""
    likelihood: Likelihood | None = None
    """squared: the original's squared error; bernoulli: cross-entropy, for values in [0, 1];
    gaussian: squared error over a learned variance. By default squared for images, bernoulli for
    curves and tables in [0, 1], and gaussian for others."""
    beta: float = 1.0
    """The weight of the divergence from the prior in the loss. With 0 the model is a plain
    autoencoder, which encodes images to points."""
    kl_warmup: float = 0.0
    """The share of the run over which beta rises from 0."""
    free_bits: float = 0.0
    """Nats of each dimension that have a fixed cost, used or not."""
    capacity: float = 0.0
    """Hold the divergence at this many nats, rising from 0, instead of minimizing it."""
    tc: float = 0.0
    """The weight of the total correlation between the dimensions (beta-TCVAE's beta, less 1)."""
    mmd: float = 0.0
    """The weight of the discrepancy between all posteriors and the prior (InfoVAE)."""
    recipe: Literal["default", "quick", "original"] = "default"
    """default: rate in one cycle, held-out images kept apart; quick: 5 epochs, nothing warped;
    original: 200 epochs at a constant rate on all images."""
    epochs: Annotated[int | None, arg(metavar="INT")] = None
    """Passes over the images; by default the recipe's 60 (residual: 40, quick: 5, original: 200;
    curves and tables: 100)."""
    batch_size: Annotated[int | None, arg(metavar="INT")] = None
    """Images per step; by default the recipe's 128."""
    rate: Annotated[float | None, arg(metavar="FLOAT")] = None
    """The learning rate; by default the recipe's 0.01 at its peak (quick: 0.012, original: 0.005;
    curves and tables: 0.004)."""
    optimizer: Optimizer | None = None
    """What moves the large matrices: muon, which is faster, or adam; by default as in the recipe
    (original: adam)."""
    warp: Annotated[float | None, arg(metavar="FLOAT")] = None
    """The share of each batch that is slightly warped; by default the recipe's 0.5 at the peak
    rate (others: 0)."""
    schedule: Schedule | None = None
    """How the rate changes: one-cycle rises, then falls by half a cosine to zero; linear falls in a
    straight line instead; constant stays; by default the recipe's one-cycle (quick: linear,
    original: constant)."""
    spare: Annotated[int | None, arg(metavar="INT")] = None
    """Latent dimensions more than the model's own for the first 30 % of the run, so that classes
    find a better arrangement; by default the recipe's 0 (quick: 2)."""
    augment: Augment | None = None
    """What warping does: warp turns, slants, scales and shifts; shift only scales and shifts;
    mirror also exchanges left and right, which turns letters into others; none leaves the samples
    as they are. By default warp for images, none for others."""
    conditional: bool = False
    """Give the image's class to the encoder and the decoder, so that the latent point describes
    only what differs within a class."""
    group: Annotated[str | None, arg(metavar="STR")] = None
    """Train one latent point for the images of a group, such as a typeface, with their classes as
    the condition. The name of an array of an .npz; for a folder of pictures, `folder` for
    GROUP/CLASS.png or `file` for CLASS/GROUP.png. Implies --conditional."""
    mixture: int = 0
    """Draw random points from this many Gaussians, fitted to the encoded images after training
    (20 for MNIST), instead of the standard normal."""
    columns: Annotated[Path | None, arg(metavar="TABLE")] = None
    """What else is known about the images, for the map: a .csv or .parquet with a row for each
    image of the data, in its order; of data with a training part of its own, that part first."""
    originals: bool = False
    """Keep the images of the map themselves, as the model sees them, so that the page shows them
    beside what is decoded."""
    layout: Annotated[str | Path | ArrayLike | None, text_option("LAYOUT", str)] = None
    """A layout of the encoded images, on which near points are near: umap, pacmap or tsne, or
    coordinates, two for each image of the data in the order of --columns, as a .csv or a .npy."""
    seed: int = 0
    """The seed of every random draw."""
    atlas: int = 10_000
    """The number of encoded images in the model folder, held-out ones first."""
    weights: bool = True
    """Whether the folder keeps the PyTorch weights, which are not needed to explore the model."""
    snapshots: int = 0
    """The number of training snapshots of the decoder and the map to keep for the page, from 2 to
    40; 0 for none."""
    accelerator: str = "auto"
    """auto, cpu, cuda or mps."""
    devices: int = 1
    """The number of devices, which share every batch; ignored under torchrun."""
    resume: bool = False
    """Continue the stopped run in the folder with its settings; only --rate may change."""
    overwrite: bool = False
    """Start again, and discard the model or the stopped run in the folder."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.latent_dim <= 4096:
            raise SettingsError(f"latent_dim must be from 1 to 4096, got {self.latent_dim}.")
        if not 0 <= self.seed < 2**63 or self.atlas < 0:
            raise SettingsError("seed and atlas must not be negative, and seed below 2^63.")
        if self.snapshots and not 2 <= self.snapshots <= MAX_SNAPSHOTS:
            raise SettingsError(
                f"snapshots must be 0, or from 2 to {MAX_SNAPSHOTS}, got {self.snapshots}."
            )
        if self.recipe not in RECIPES:
            raise SettingsError(f"recipe must be one of {', '.join(RECIPES)}, got '{self.recipe}'.")
        if self.arch not in get_args(Kind):
            kinds = ", ".join(get_args(Kind))
            raise SettingsError(f"arch must be one of {kinds}, got '{self.arch}'.")
        if not 0 <= self.mixture <= 1000:
            raise SettingsError(f"mixture must be from 0 to 1000 Gaussians, got {self.mixture}.")
        if not 1 <= self.devices <= 1024:
            raise SettingsError(f"devices must be from 1 to 1024, got {self.devices}.")
        if self.chosen_recipe().batch_size < self.devices:
            raise SettingsError(
                f"Cannot share a batch of {self.chosen_recipe().batch_size} among {self.devices} "
                "devices: give a --batch-size of at least that number."
            )
        if self.group is not None and self.devices > 1:
            raise SettingsError("A run with groups uses one device: leave out --devices.")
        if self.group is not None and self.columns is not None:
            raise SettingsError("A map of groups has no columns of images: leave out --columns.")
        if self.group is not None and self.originals:
            raise SettingsError("A map of groups has no image for each: leave out --originals.")
        for name, options in (
            ("output", get_args(Samples)),
            ("augment", get_args(Augment)),
            ("optimizer", get_args(Optimizer)),
            ("schedule", get_args(Schedule)),
        ):
            value = getattr(self, name)
            if value is not None and value not in options:
                raise SettingsError(f"{name} must be one of {', '.join(options)}, got '{value}'.")
        self._check_numbers()
        if self.augment == "none" and self.warp:
            raise SettingsError(f"augment none warps nothing: leave out warp = {self.warp}.")
        if self.dim_tolerance is not None and not 0 < self.dim_tolerance < math.inf:
            raise SettingsError(f"dim_tolerance must be positive, got {self.dim_tolerance}.")
        if self.size is not None and self.size > MAX_SIDE:
            raise SettingsError(f"size must be at most {MAX_SIDE}, got {self.size}.")
        self.objective()
        if self.spare and (not self._has_room or self.chosen_recipe().keep == "best"):
            raise SettingsError(
                "--spare is for images without groups, the plain objective with a beta above 0, "
                "and a recipe that keeps the last epoch: leave it out."
            )

    @property
    def _has_room(self) -> bool:
        """Whether spare dimensions would not be in the way of another part of the objective."""
        plain = self.output == "image" and self.group is None and self.beta > 0
        return plain and self.objective().is_plain

    def _check_numbers(self) -> None:
        """Check the settings of runs on curves and tables."""
        if self.output == "image":
            return
        for name in ("size", "group"):
            if getattr(self, name) is not None:
                raise SettingsError(f"--{name} is for images: leave it out with --output.")
        if self.arch != "plain" or self.alpha:
            name = "alpha" if self.alpha else f"arch {self.arch}"
            raise SettingsError(f"--{name} is for images: leave it out with --output.")
        if self.augment not in {None, "none"} and (self.output, self.augment) != ("curve", "shift"):
            kept = "shift or none" if self.output == "curve" else "none"
            raise SettingsError(
                f"--augment must be {kept} with --output {self.output}, got {self.augment}."
            )

    @property
    def augmentation(self) -> Augment:
        """What is done to the warped share of a batch."""
        return self.augment or ("warp" if self.output == "image" else "none")

    def chosen_recipe(self) -> Recipe:
        """The named recipe, with the values that these settings override."""
        names = ("epochs", "batch_size", "rate", "schedule", "warp", "spare")
        named = {name: getattr(self, name) for name in names}
        given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        deeper = self.arch == "residual" and self.recipe == "default"
        chosen = RESIDUAL if deeper else RECIPES[self.recipe]
        if self.output != "image":
            chosen = NUMBERS if self.recipe == "default" else replace(chosen, warp=0.0)
            chosen = replace(chosen, warp=0.5) if self.augmentation == "shift" else chosen
        if self.augmentation == "none":
            chosen = replace(chosen, warp=0.0)
        if self.group is not None:  # warps would differ within a group, which shares its style
            chosen = replace(chosen, warp=0.0)
        # dimensions that go would be in the way of what else changes the cost of a nat
        if not self._has_room:
            chosen = replace(chosen, spare=0)
        if self.optimizer is not None:
            given["muon"] = 0.0 if self.optimizer == "adam" else chosen.muon or Recipe.muon
        return replace(chosen, **given)

    @property
    def takes_classes(self) -> bool:
        """Whether the VAE is conditional."""
        return self.conditional or self.group is not None

    def objective(self) -> Objective:
        """The loss that the run minimizes."""
        given = {field.name: getattr(self, field.name) for field in fields(Objective)}
        usual: Likelihood = "squared" if self.output == "image" else "gaussian"
        return Objective(**{**given, "likelihood": self.likelihood or usual})

    def to_json(self) -> dict[str, Any]:
        """The settings for a checkpoint: all except where and how the run was started."""
        content = asdict(self)
        for name in _OF_THE_CALL:
            del content[name]
        return content

    def resumed(self, stored: dict[str, Any]) -> TrainSettings:
        """The settings of a stopped run, with the paths and devices of these.

        Raises:
            SettingsError: these settings differ from those of the run.
        """
        ours = self.to_json()
        if set(stored) != set(ours):
            raise SettingsError(
                f"The run in {self.out} was started by another version of Latentwalk: continue it "
                "with that version, or start again with --overwrite."
            )
        for name, value in ours.items():
            default = getattr(TrainSettings, name, None)
            if name in CHANGEABLE and value != default:
                stored = {**stored, name: value}
            elif value not in (default, stored[name]):
                raise SettingsError(
                    f"The run in {self.out} has {name} = {stored[name]}, not {value}: leave it out "
                    "to continue the run, or start a new one in another folder."
                )
        try:
            return replace(self, **stored)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise SettingsError(
                f"The run in {self.out} has invalid settings: {error}. Start again with "
                "--overwrite."
            ) from error


_OF_THE_CALL = (
    "out", "data_dir", "columns", "originals", "layout", "accelerator", "devices", "resume",
    "overwrite",
)  # fmt: skip
