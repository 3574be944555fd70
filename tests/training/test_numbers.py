"""Whole runs on curves and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.folder.snapshots import Snapshots
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.controls import Controls
from latentwalk.training.watching import Watching
from tests.conftest import refused, run
from tests.training.runs import Quiet, settings, weights
from tests.training.test_watching import Host

if TYPE_CHECKING:
    from pathlib import Path

SHIFT, UNIT = 300.0, 40.0


def bumps(n: int = 200) -> np.ndarray:
    """Curves (n, 33) with a bump at a place of its own, in units far from 1."""
    rng = np.random.default_rng(0)
    away = np.linspace(-1, 1, 33) - rng.uniform(-0.6, 0.6, (n, 1))
    return np.asarray(UNIT * np.exp(-((away / 0.3) ** 2)) + SHIFT, np.float32)


@pytest.fixture(scope="module")
def curves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data `bumps.npy` and a model of them, `model`."""
    folder = tmp_path_factory.mktemp("curves")
    np.save(folder / "bumps.npy", bumps())
    run(
        *("train", "--data", folder / "bumps.npy", "--output", "curve", "--latent-dim", 2),
        *("--epochs", 60, "--batch-size", 32, "--accelerator", "cpu", "--snapshots", 3),
        *("--out", folder / "model"),
    )
    return folder


def test_a_model_of_curves_gives_them_in_their_own_unit(curves: Path) -> None:
    model, given = latentwalk.open(curves / "model"), bumps()
    assert (model.output.kind, model.output.shape) == ("curve", (1, 33))
    decoded = model.decode(model.encode(given).mean)[:, 0]
    error = np.square(decoded - given).mean() / np.square(given - given.mean(0)).mean()
    assert error < 0.2


def test_the_snapshots_leave_the_unit_alone(curves: Path) -> None:
    content = (curves / "model" / "snapshots.safetensors").read_bytes()
    assert len(content) < 200_000
    snapshots = latentwalk.open(curves / "model").folder.snapshots()
    assert isinstance(snapshots, Snapshots)
    assert not [name for name in snapshots.weights if name.startswith("scaling")]


def test_the_provenance_says_what_was_chosen(curves: Path) -> None:
    recipe = latentwalk.open(curves / "model").folder.manifest.provenance["recipe"]
    assert recipe["likelihood"] == "gaussian"
    assert (recipe["warp"], "augment" in recipe) == (0.0, False)


def test_evaluate_judges_curves_except_in_nats(
    curves: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("evaluate", curves / "model", "--data", curves / "bumps.npy", "--samples", 2)
    table = capsys.readouterr().out
    assert "KL by dimension" in table
    assert "squared error of curves is in their own unit" in table
    assert "loss" not in table.split("\n\n")[0]


def test_shares_are_learned_as_probabilities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = np.random.default_rng(0).uniform(size=(60, 1)) ** np.array([1.0, 2.0, 0.5])
    np.savez(tmp_path / "a.npz", x=rows, y=np.arange(60) % 2)
    model = latentwalk.train(
        data=str(tmp_path / "a.npz"),
        output="values",
        conditional=True,
        epochs=2,
        accelerator="cpu",
        out=tmp_path / "model",
    )
    assert "likelihood is bernoulli" in capsys.readouterr().err
    decoded = model.decode(np.full((1, 6), 50.0), {"label": "1"})
    assert ((decoded >= 0) & (decoded <= 1)).all()


def test_a_stopped_run_goes_on_as_what_it_was(curves: Path, tmp_path: Path) -> None:
    data = str(curves / "bumps.npy")
    given = {"data": data, "output": "curve", "augment": "shift", "epochs": 2, "latent_dim": 2}
    train_with(settings(tmp_path / "whole", **given), Quiet())
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "parts", **given), Quiet(stop_after=1))
    train_with(TrainSettings(data, tmp_path / "parts", resume=True, accelerator="cpu"), Quiet())
    assert weights(tmp_path / "parts") == weights(tmp_path / "whole")


def test_a_run_on_a_table_can_be_watched(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.random.default_rng(0).normal(5, 3, (60, 4)))
    host, controls = Host(), Controls()
    watching = Watching(Quiet(), controls, host.open)
    given = {"data": str(tmp_path / "a.npy"), "output": "values", "epochs": 2}
    train_with(settings(tmp_path / "m", **given), watching, controls, watching)
    assert host.model is not None
    assert host.model.output.kind == "values"
    assert host.frames


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--likelihood", "bernoulli"), "needs values in [0, 1]"),
        (("--arch", "residual"), "--arch residual is for images"),
        (("--size", "32"), "--size is for images"),
        (("--augment", "mirror"), "--augment must be shift or none"),
        (("--group", "styles"), "--group is for images"),
        (("--alpha",), "--alpha is for images"),
    ],
)
def test_what_curves_cannot_have_is_refused(
    curves: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ("train", "--data", curves / "bumps.npy", "--output", "curve", "--out", tmp_path)
    assert reason in refused(capsys, *command, *options)


def test_an_unknown_kind_of_samples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="output must be one of image, curve, values"):
        latentwalk.train(data="a.npy", out=tmp_path, output="sound")  # type: ignore[arg-type]
