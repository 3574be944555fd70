"""Faults of runs: kills, a full disk, a loss that is not finite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
import torch

from latentwalk.errors import SettingsError
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.checkpoint import Checkpoint
from latentwalk.training.settings import CHECKPOINT
from latentwalk.training.trainer import Trainer
from tests.training.runs import Quiet, fit, settings, weights

pytestmark = pytest.mark.slow

KILLS = 20
KILLED = Path(__file__).parent / "killed.py"


def stopped(out: Path, after: int = 1, **changed: Any) -> bytes:
    """Stop a run, and give its checkpoint's content."""
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(out, **changed), Quiet(stop_after=after))
    return (out / CHECKPOINT).read_bytes()


def test_twenty_kills_give_the_same_weights_as_none(tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", str(KILLED), str(tmp_path), str(KILLS)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["killed", str(KILLS)]
    assert weights(tmp_path / "killed") == weights(tmp_path / "whole")
    lines = [(tmp_path / name / "history.jsonl").read_text() for name in ("killed", "whole")]
    assert lines[0].count("\n") == lines[1].count("\n") == 30
    assert {path.name for path in (tmp_path / "killed").iterdir()} == {
        path.name for path in (tmp_path / "whole").iterdir()
    }


def test_a_rate_that_is_too_high_keeps_the_last_good_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = stopped(tmp_path / "m", after=2)
    good = Trainer.epoch

    def spoilt(self: Trainer, number: int, *rest: Any) -> Any:
        with torch.no_grad():
            self.net.decoder.linear.bias[3] = float("nan")
        return good(self, number, *rest)

    with monkeypatch.context() as patch, pytest.raises(SettingsError) as caught:
        patch.setattr(Trainer, "epoch", spoilt)
        train_with(settings(tmp_path / "m", resume=True), Quiet())
    said = str(caught.value)
    assert "epoch 3. Epoch 2 is saved" in said
    assert "--rate than 0.01" in said
    assert (tmp_path / "m" / CHECKPOINT).read_bytes() == content
    # and what it says to do works
    gentle = settings(tmp_path / "m", resume=True, rate=1e-3)
    report = Quiet()
    model = train_with(gentle, report)
    assert [epoch.epoch for epoch in report.epochs] == [3, 4]
    assert max(epoch.rate for epoch in report.epochs) < 1e-3
    assert model.folder.manifest.provenance["recipe"]["rate"] == 1e-3
    (change,) = report.epochs[0].changes
    assert (change.step, change.what, change.before, change.to) == (26, "peak rate", 1e-2, 1e-3)


def test_an_overflow_in_the_first_epoch_is_reported_and_leaves_no_model(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"No epoch is saved .* than 1e\+30"):
        train_with(settings(tmp_path / "m", rate=1e30), Quiet())
    assert not list((tmp_path / "m").iterdir())


def test_a_full_disk_keeps_the_old_checkpoint(tmp_path: Path) -> None:
    """The operating system lets no file of the process grow beyond what the history needs."""
    content = stopped(tmp_path / "m", after=2)
    script = (
        "import resource, sys; from latentwalk.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); main(sys.argv[1:])"
    )
    words = ["train", "--data", "digits", "--out", str(tmp_path / "m"), "--resume"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words, "--accelerator", "cpu"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "m" / CHECKPOINT).read_bytes() == content
    assert {path.name for path in (tmp_path / "m").iterdir()} == {CHECKPOINT, "history.jsonl"}


def test_a_checkpoint_of_another_architecture_is_refused(tmp_path: Path) -> None:
    stopped(tmp_path / "m")
    stopped(tmp_path / "other", latent_dim=3)
    ours, theirs = (Checkpoint.read(tmp_path / name / CHECKPOINT) for name in ("m", "other"))
    theirs.settings = ours.settings
    theirs.write(tmp_path / "m" / CHECKPOINT)
    with pytest.raises(SettingsError, match="does not fit the architecture"):
        train_with(settings(tmp_path / "m", resume=True), Quiet())


def test_data_that_changed_are_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (30, 8, 8), dtype=np.uint8)
    path = tmp_path / "a.npz"
    np.savez(path, images=pixels)
    run = TrainSettings(str(path), tmp_path / "m", accelerator="cpu", epochs=3)
    with pytest.raises(KeyboardInterrupt):
        fit(run, Quiet(stop_after=1))
    pixels[4, 2, 2] ^= 1
    np.savez(path, images=pixels)
    again = TrainSettings(str(path), tmp_path / "m", accelerator="cpu", resume=True)
    with pytest.raises(SettingsError, match=r"changed since the run"):
        fit(again, Quiet())


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_runs_of_every_likelihood_learn(tmp_path: Path, likelihood: str) -> None:
    report = Quiet()
    train_with(settings(tmp_path / "m", likelihood=likelihood, epochs=3), report)
    losses = [epoch.held_out.loss for epoch in report.epochs if epoch.held_out]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(("channels", "side"), [(3, 64), (1, 128)])
def test_larger_images_in_colour_train(tmp_path: Path, channels: int, side: int) -> None:
    rng = np.random.default_rng(0)
    shades = rng.integers(0, 256, (12, 1, 1, channels), dtype=np.uint8)
    pixels = np.broadcast_to(shades, (12, side, side, channels))
    np.savez(tmp_path / "a.npz", images=pixels)
    for arch in ("plain", "residual"):
        run = TrainSettings(
            str(tmp_path / "a.npz"),
            tmp_path / arch,
            arch=arch,  # type: ignore[arg-type]
            epochs=2,
            accelerator="cpu",
        )
        model = train_with(run, Quiet())
        assert model.decode(np.zeros((1, 6), np.float32)).shape == (1, channels, side, side)
        names = safetensors.numpy.load_file(tmp_path / arch / "weights.safetensors")
        assert any(".body." in name for name in names) == (arch == "residual")
