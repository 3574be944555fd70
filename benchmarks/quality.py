"""Evaluate our recipe, the original's, and other libraries' models, in one run on the same images.

    python -m venv pythae && pythae/bin/pip install 'torch>=2.6,<2.14' pythae
    python -m venv disent && disent/bin/pip install 'torch>=2.6,<2.14' torchvision disent
    export OMP_NUM_THREADS=1
    python benchmarks/quality.py --data-dir FOLDER --pythae pythae/bin/python
    python benchmarks/quality.py --data images.npz --latent-dim 8 --disent disent/bin/python

All have the same encoder and decoder, the same images, MNIST's 60,000 by default, and the same
number of epochs. `latentwalk.evaluation` evaluates each on the held-out images, which
were used neither for training nor for selection. Each model has the recipe of its authors: ours is
that of `latentwalk train`; the original's is a constant 5e-3 with batches of 128; pythae's is the
default of its trainer (Adam at 1e-4, batches of 64), and the same at 1e-3; disent's is Adam at 1e-3
with batches of 128, and its default beta of 0.003 is for means instead of sums. pythae and disent
have environments of their own: those of `--pythae` and `--disent` or, if neither is given, one for
each in the folder `--work`, which also keeps finished models. These are single runs: two seeds of
one recipe differ by up to a nat. Seconds are CPU seconds, so other load on the machine hardly
counts; ours include the evaluation after each epoch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
import venv
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from latentwalk.data import load
from latentwalk.evaluation import evaluate
from latentwalk.files.atomic import write_bytes
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import write_folder
from latentwalk.infer.model import Model, open_model
from latentwalk.training import Recipe, TrainSettings, train_with
from latentwalk.training.onnx_writer import export
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, load_weights

if TYPE_CHECKING:
    from latentwalk.data import Dataset
    from latentwalk.evaluation import Evaluation

REQUIREMENTS = {
    "pythae": ("torch>=2.6,<2.14", "pythae>=0.1.2"),
    "disent": ("torch>=2.6,<2.14", "torchvision", "disent>=0.8"),
}
"""Other libraries, and what their environments need."""
HERE = Path(__file__).parent


@dataclass(frozen=True)
class HeldBack(TrainSettings):
    """Settings whose recipe does not train on held-out images, unlike the original's."""

    def chosen_recipe(self) -> Recipe:
        return replace(super().chosen_recipe(), merged=False)


@dataclass(frozen=True)
class Ours:
    """A recipe of `latentwalk train`."""

    name: str
    recipe: str

    def settings(self, out: Path, arguments: argparse.Namespace) -> TrainSettings:
        return HeldBack(
            arguments.data,
            out,
            data_dir=arguments.data_dir,
            recipe=self.recipe,  # type: ignore[arg-type]  # one of the literals
            epochs=arguments.epochs,
            latent_dim=arguments.latent_dim,
            seed=arguments.seed,
            accelerator="cpu",
            overwrite=True,
        )

    def key(self, arguments: argparse.Namespace) -> Any:
        recipe = self.settings(Path("model"), arguments).chosen_recipe()
        return [self.name, asdict(recipe), *origin(arguments)]

    def train(self, out: Path, data: Dataset, arguments: argparse.Namespace) -> float:
        began = time.process_time()
        train_with(self.settings(out, arguments))
        return time.process_time() - began


@dataclass(frozen=True)
class Other:
    """Another library's model with our encoder and decoder."""

    name: str
    library: str
    kind: str
    config: dict[str, Any] = field(default_factory=dict)
    trainer: dict[str, float] = field(default_factory=dict)

    def key(self, arguments: argparse.Namespace) -> Any:
        return [asdict(self), arguments.epochs, *origin(arguments)]

    def train(self, out: Path, data: Dataset, arguments: argparse.Namespace) -> float:
        out.mkdir(parents=True, exist_ok=True)
        images, weights = arguments.work / "images.npy", out / "weights.npz"
        np.save(images, data.image.to_values(data.train.pixels))
        run_settings = {
            "kind": self.kind,
            "latent_dim": arguments.latent_dim,
            "config": self.config,
            "trainer": self.trainer,
            "epochs": arguments.epochs,
            "seed": arguments.seed,
        }
        subprocess.run(
            [
                arguments.pythons[self.library],
                HERE / f"{self.library}_models.py",
                images,
                weights,
                json.dumps(run_settings),
            ],
            env=os.environ | {"PYTHONPATH": str(HERE.parent / "src"), "PYTHONHASHSEED": "0"},
            check=True,
        )
        with np.load(weights) as arrays:
            state = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
        seconds = float(state.pop("seconds"))
        network = VAE(Architecture.of(data.image, arguments.latent_dim)).eval()
        load_weights(network, state)
        write_folder(out, Manifest(out.name, arguments.latent_dim, data.spec), export(network))
        return seconds


def origin(arguments: argparse.Namespace) -> list[Any]:
    """What a model depends on besides its recipe."""
    return [arguments.data, arguments.latent_dim, arguments.seed]


RUNS: tuple[Ours | Other, ...] = (
    Ours("ours", "default"),
    Ours("the original's recipe", "original"),
    Other("pythae's VAE", "pythae", "VAE"),
    Other("pythae's VAE, rate 1e-3", "pythae", "VAE", trainer={"learning_rate": 1e-3}),
    Other("pythae's beta-VAE, beta 4", "pythae", "beta-VAE", {"beta": 4.0}),
    # with its defaults, alpha 0 and lambda 0.001, the aggregate's divergence has a negative weight
    Other("pythae's InfoVAE, alpha 0, lambda 10", "pythae", "InfoVAE", {"alpha": 0.0, "lbd": 10.0}),
    Other("disent's beta-VAE", "disent", "beta-VAE"),
    Other("disent's VAE, sums", "disent", "VAE", {"loss_reduction": "mean_sum"}),
    Other(
        "disent's beta-TCVAE, sums, beta 4",
        "disent",
        "beta-TCVAE",
        {"loss_reduction": "mean_sum", "beta": 4.0},
    ),
)
COLUMNS = (
    "model",
    "loss",
    "bound",
    "active",
    "information, nats",
    "Frechet",
    "precision",
    "recall",
    "probe",
    "CPU, s",
)


def finished(
    run: Ours | Other, data: Dataset, arguments: argparse.Namespace
) -> tuple[Model, float]:
    """The model of a run, trained now or earlier by the same recipe, and its processor seconds."""
    digest = hashlib.sha256(json.dumps(run.key(arguments)).encode()).hexdigest()[:12]
    out, clock = arguments.work / digest, arguments.work / f"{digest}.seconds"
    if not clock.exists():
        print(f"training {run.name} in {out}", file=sys.stderr, flush=True)
        write_bytes(clock, str(run.train(out, data, arguments)).encode())
    return open_model(out), float(clock.read_text())


def row(name: str, found: Evaluation, took: float | None) -> str:
    samples = found.samples
    probe = "" if found.probe_accuracy is None else f"{found.probe_accuracy:.1%}"
    information = "" if found.mutual_information is None else f"{found.mutual_information:.1f}"
    if found.mutual_information_most is not None:
        information += f" to {found.mutual_information_most:.1f}"
    # samples are judged by a classifier of digits
    judged = [""] * 3
    if samples is not None:
        judged = [
            f"{samples.frechet:.0f} ± {samples.frechet_error:.0f}",
            f"{samples.precision:.1%} ± {samples.precision_error:.1%}",
            f"{samples.recall:.1%} ± {samples.recall_error:.1%}",
        ]
    cells = (
        name,
        f"{found.loss:.2f} ± {found.loss_error:.2f}",
        f"{found.iwae:.2f} ± {found.iwae_error:.2f}",
        str(found.active_units),
        information,
        *judged,
        probe,
        "" if took is None else f"{took:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def floor(found: Evaluation) -> str:
    """Training images in place of samples, as the last line of the table."""
    assert found.samples is not None
    samples = found.samples
    cells = (
        "training images instead of samples",
        *[""] * 4,
        f"{samples.frechet_floor:.1f} ± {samples.frechet_floor_error:.1f}",
        f"{samples.precision_floor:.1%}",
        f"{samples.recall_floor:.1%}",
        "",
        "",
    )
    return f"| {' | '.join(cells)} |"


def environment(work: Path, library: str) -> Path:
    """A Python with another library, created once."""
    folder = work / library
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *REQUIREMENTS[library]], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="mnist", help="as for `latentwalk train`")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--latent-dim", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, help="the largest number of held-out images")
    parser.add_argument("--samples", type=int, default=50)
    for library in REQUIREMENTS:
        parser.add_argument(f"--{library}", type=Path, help=f"a Python with {library}")
    parser.add_argument("--work", type=Path, default=Path("build/quality"))
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    given = {library: getattr(arguments, library) for library in REQUIREMENTS}
    arguments.pythons = {library: python for library, python in given.items() if python} or {
        library: environment(arguments.work, library) for library in REQUIREMENTS
    }

    data = load(arguments.data, arguments.data_dir)
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    for run in RUNS:
        if isinstance(run, Other) and run.library not in arguments.pythons:
            continue
        model, took = finished(run, data, arguments)
        found = evaluate(model, data, samples=arguments.samples, most=arguments.most)
        lines.append(row(run.name, found, took))
        print(lines[-1], file=sys.stderr, flush=True)
    if arguments.data == "mnist":
        shipped = open_model("mnist")
        found = evaluate(shipped, data, samples=arguments.samples, most=arguments.most)
        lines += [row("the shipped model, 60 epochs", found, None), floor(found)]
    threads, version = torch.get_num_threads(), torch.__version__
    print(f"{arguments.epochs} epochs, seed {arguments.seed}, {found.images} held-out images")
    print(f"{platform.machine()}, {threads} threads, torch {version}\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
