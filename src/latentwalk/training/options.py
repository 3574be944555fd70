"""The options of a training run, from which those of `latentwalk train` are derived."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from numpy.typing import ArrayLike
from tyro.conf import arg

from latentwalk.data.picture_options import PictureOptions
from latentwalk.terminal.arguments import text_option
from latentwalk.training.keywords import Augment, Optimizer, Samples
from latentwalk.training.objective import Objective
from latentwalk.training.recipe import NUMBERS, RECIPES, RESIDUAL, Recipe, Schedule
from latentwalk.vae.kinds import Kind, Likelihood


@dataclass(frozen=True)
class TrainOptions(PictureOptions):
    """What a training run is given, unchecked, and the recipe and objective that follow."""

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
    """default: the better of two starts, held-out images kept apart; quick: 5 epochs, one start,
    nothing warped; original: 200 epochs at a constant rate on all images."""
    epochs: Annotated[int | None, arg(metavar="INT")] = None
    """Passes over the images; by default the recipe's 120 (residual: 40, quick: 5, original: 200;
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
    """How the rate changes: linear rises, then falls to zero in a straight line; one-cycle falls by
    half a cosine instead; constant stays; by default the recipe's linear (original: constant;
    residual, curves and tables: one-cycle)."""
    spare: Annotated[int | None, arg(metavar="INT")] = None
    """Latent dimensions more than the model's own for the first part of the run, 15 % (quick: 30
    %), so that classes find a better arrangement; by default the recipe's 4, if the model has
    as many dimensions of its own (quick: 2; residual, curves and tables: 0)."""
    starts: Annotated[int | None, arg(metavar="INT")] = None
    """How often the run begins, each time with other random draws, to go on with the network of the
    lowest loss after a sixth of the epochs; by default the recipe's 2 (others, short and watched
    runs: 1)."""
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

    @property
    def has_room(self) -> bool:
        """Whether spare dimensions would not be in the way of another part of the objective."""
        plain = self.output == "image" and self.group is None and self.beta > 0
        return plain and self.objective().is_plain

    @property
    def augmentation(self) -> Augment:
        """What is done to the warped share of a batch."""
        return self.augment or ("warp" if self.output == "image" else "none")

    def chosen_recipe(self) -> Recipe:
        """The named recipe, with the values that these settings override."""
        names = ("epochs", "batch_size", "rate", "schedule", "warp", "spare", "starts")
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
        if not self.has_room:
            chosen = replace(chosen, spare=0, starts=1)
        if chosen.spare > self.latent_dim:  # too many to be squeezed out
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
