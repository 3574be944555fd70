"""Training snapshots: recorded during a run, and combined into one file at its end.

Recording draws nothing from the run's generators, so it does not change the result.
"""

from __future__ import annotations

import json
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from latentwalk.errors import FolderError
from latentwalk.files.atomic import make_folder, write_bytes
from latentwalk.files.bounded import check_regular_file
from latentwalk.files.strict_json import parse_json
from latentwalk.folder.snapshots import PREFIX, Snapshots, to_half
from latentwalk.training.onnx_writer import decoder_weights
from latentwalk.training.order import order_of
from latentwalk.training.rows import Rows, evenly_spaced
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import Members, one_hot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.data import Dataset
    from latentwalk.training.history import Epoch
    from latentwalk.training.settings import TrainSettings
    from latentwalk.training.trained import Trained
    from latentwalk.training.trainer import Trainer
    from latentwalk.vae.kinds import Likelihood
    from latentwalk.vae.network import VAE

ROWS, NUMBERS = 3000, 2**15
"""The largest number of tracked rows of the atlas, and of their coordinates, in a snapshot."""
FOLDER, FILES = "snapshots", "step-*.safetensors"
"""Where a run keeps its snapshots, in its folder."""
BATCH = 1000


class Watcher(Protocol):
    """Receives the VAE during a run."""

    def opened(self, trainer: Trainer, data: Dataset, epochs: Sequence[Epoch]) -> None:
        """Called when a run starts, or continues after `epochs`."""

    def before(self, step: int, beta: float) -> None:
        """Called before each step."""

    def rest(self, step: int, beta: float) -> None:
        """Called if the run is paused before a step."""


@dataclass(frozen=True)
class Moment:
    """The state of a VAE between two steps."""

    """A VAE between two steps."""

    step: int
    """The number of steps made."""
    weights: dict[str, NDArray[np.float16]]
    """The decoder's weights, by their names in `decoder.onnx`."""
    mean: NDArray[np.float16]
    """(n, d): the posterior means of the tracked images."""
    logvar: NDArray[np.float16]
    """(n, d): their log-variances."""
    reconstruction: float
    """Their summed squared error, or the likelihood's term; the posterior samples are fixed."""
    kl: tuple[float, ...]
    """Their divergence from the prior by dimension, in nats."""
    beta: float
    """The weight of the divergence at this step."""

    @property
    def loss(self) -> float:
        """The reconstruction and beta times the KL, in nats per image."""
        return self.reconstruction + self.beta * sum(self.kl)

    def to_bytes(self) -> bytes:
        """The file that a run keeps until its end."""
        arrays = {PREFIX + name: array for name, array in self.weights.items()}
        about = {
            "step": self.step,
            "reconstruction": self.reconstruction,
            "kl": self.kl,
            "beta": self.beta,
        }
        arrays |= {"mean": self.mean, "logvar": self.logvar}
        return save(arrays, metadata={"latentwalk": json.dumps(about)})

    @classmethod
    def read(cls, path: Path) -> Moment:
        """Read what `to_bytes` returned.

        Raises:
            FolderError: the file is damaged.
        """
        try:
            check_regular_file(path)
            with safe_open(path, framework="np") as file:
                about = parse_json((file.metadata() or {})["latentwalk"], finite=False)
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            mean, logvar = arrays.pop("mean"), arrays.pop("logvar")
            weights = {name.removeprefix(PREFIX): array for name, array in arrays.items()}
            kl = tuple(map(float, about["kl"]))
            reconstruction, beta = float(about["reconstruction"]), float(about["beta"])
            step = operator.index(about["step"])
            return cls(step, weights, mean, logvar, reconstruction, kl, beta)
        except (OSError, SafetensorError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise FolderError(f"{path} is not a snapshot of a run: {error}.") from error


class Sample:
    """The tracked images of a run: rows of its future atlas."""

    def __init__(
        self, data: Dataset, atlas: int, limit: int, likelihood: Likelihood = "squared"
    ) -> None:
        """Choose rows with about `limit` images from an atlas of `atlas` rows.

        They are held-out images or groups or, if there are none, trained-on ones.
        """
        first = Rows.of(data.held_out if len(data.held_out) else data.train).evenly(atlas)
        if first.sizes is not None:
            limit = max(1, limit * len(first) // max(1, len(first.images)))
        self.row = evenly_spaced(len(first), limit).astype(np.int32)
        """(n,): the rows, in ascending order."""
        self.rows = first.take(self.row.astype(np.intp))
        """The n rows."""
        self._likelihood = likelihood
        self._values = torch.from_numpy(data.spec.accepted(self.rows.images.pixels))
        self._labels = torch.from_numpy(self.rows.images.labels)

    @torch.no_grad()
    def at(self, vae: VAE, step: int, beta: float) -> Moment:
        """The current state of the VAE."""
        device = next(vae.parameters()).device
        generator = torch.Generator().manual_seed(0)
        n, d = len(self._values), vae.architecture.latent_dim
        noise = torch.randn(len(self.rows), d, generator=generator)
        posteriors, sums = [torch.empty(0, 2 * d)], torch.zeros(1 + d)
        training = vae.training
        vae.eval()
        for rows, batch, members in self.rows.parts(BATCH):
            images = vae.scaled(self._values[batch].to(device))
            condition = one_hot(self._labels[batch].to(device), vae.architecture.classes)
            members = members and Members(*(part.to(device) for part in members))
            output = vae(images, noise[rows].to(device), condition, members)
            loss = elbo_loss(images, output, self._likelihood, members)
            posteriors.append(torch.cat([output.mean, output.logvar], 1).cpu())
            sums += torch.cat([loss.reconstruction.sum()[None], loss.kl.sum(0)]).cpu()
        vae.train(training)
        squared_error, *kl = (sums / n).tolist() if n else [float("nan")] * (1 + d)
        weights = {name: to_half(array) for name, array in decoder_weights(vae).items()}
        mean, logvar = np.split(to_half(torch.cat(posteriors).numpy()), 2, axis=1)
        return Moment(step, weights, mean, logvar, squared_error, tuple(kl), beta)


class Recorder:
    """Records the snapshots of a run into its folder, so that the run can be resumed."""

    def __init__(self, trainer: Trainer, data: Dataset, done: int) -> None:
        """Start after `done` epochs; snapshots of later ones are removed."""
        settings = trainer.settings
        self._trainer, self._folder = trainer, settings.out / FOLDER
        for path in self._folder.glob(FILES):
            if _step(path) > done * trainer.steps or not done:
                path.unlink()
        if settings.snapshots:
            steps = trainer.recipe.epochs * trainer.steps
            self._moments = moments(settings.snapshots, steps)
            self._sample = _tracked(data, settings)
        else:
            self._moments = frozenset()

    def step(self, step: int, beta: float) -> None:
        """Record a snapshot if one is due at this step."""
        if step in self._moments:
            moment = self._sample.at(self._trainer.shown(), step, beta)
            make_folder(self._folder)
            write_bytes(self._folder / f"step-{step:09}.safetensors", moment.to_bytes())


def moments(count: int, steps: int) -> frozenset[int]:
    """The steps before which a run of `steps` records its `count` snapshots, except the last.

    They are evenly spaced in the cube root of the step, because most happens at the beginning.
    """
    return frozenset(round(steps * (i / (count - 1)) ** 3) for i in range(count - 1))


def combined(trained: Trained) -> Snapshots:
    """The recorded snapshots of a run, with the trained model as the last."""
    settings = trained.settings
    sample = _tracked(trained.data, settings)
    recipe = settings.chosen_recipe()
    steps = order_of(trained.data, recipe.batch_size).steps
    taken = [Moment.read(path) for path in sorted((settings.out / FOLDER).glob(FILES))]
    beta = taken[-1].beta if taken else settings.beta
    every = [*taken, sample.at(trained.vae, recipe.epochs * steps, beta)]
    return Snapshots(
        weights={
            name: np.stack([moment.weights[name] for moment in every]) for name in every[-1].weights
        },
        mean=np.stack([moment.mean for moment in every]),
        row=sample.row,
        epoch=np.array([moment.step / steps for moment in every], np.float32),
        loss=np.array([moment.loss for moment in every], np.float32),
    )


def clear(out: Path) -> None:
    """Remove a run's recorded snapshots."""
    folder = out / FOLDER
    for path in folder.glob(FILES):
        path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _tracked(data: Dataset, settings: TrainSettings) -> Sample:
    limit = min(ROWS, NUMBERS // settings.latent_dim)
    return Sample(data, settings.atlas, limit, settings.objective().likelihood)


def _step(path: Path) -> int:
    number = path.stem.partition("-")[2]
    return int(number) if number.isdigit() else 0
