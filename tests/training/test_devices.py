"""A run in two processes makes the same steps as in one, up to the order of additions."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.training import TrainSettings
from latentwalk.training.devices import fabric_of
from tests.conftest import command

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SETTINGS = ("train", "--data", "digits", "--accelerator", "cpu", "--epochs", "2")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> latentwalk.Model:
    return latentwalk.train(
        data="digits",
        out=tmp_path_factory.mktemp("alone") / "m",
        epochs=2,
        accelerator="cpu",
    )


def agree(one: latentwalk.Model, other: latentwalk.Model) -> None:
    z = np.random.default_rng(0).standard_normal((5, 6)).astype(np.float32)
    np.testing.assert_allclose(one.decode(z), other.decode(z), atol=1e-3)
    metrics = [model.folder.manifest.provenance["metrics"] for model in (one, other)]
    for split in ("train", "held_out"):
        mine, theirs = (entry[split]["loss"] for entry in metrics)
        assert mine == pytest.approx(theirs, rel=1e-4)


def test_two_processes_make_the_steps_of_one(alone: latentwalk.Model, tmp_path: Path) -> None:
    done = command(*SETTINGS, "--devices", 2, "--out", tmp_path / "two")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("held-out loss") == 1
    assert done.stderr.count("The model is in") == 1
    agree(alone, latentwalk.open(tmp_path / "two"))


def test_torchrun_shares_a_run(alone: latentwalk.Model, tmp_path: Path) -> None:
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    words = [*SETTINGS, "--out", str(tmp_path / "run")]
    done = subprocess.run(
        [sys.executable, *launcher, "-m", "latentwalk", *words], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("held-out loss") == 1
    agree(alone, latentwalk.open(tmp_path / "run"))


def test_missing_devices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"accelerator 'cuda' with 2\s+devices"):
        fabric_of(TrainSettings("digits", tmp_path, accelerator="cuda", devices=2))
    with pytest.raises(SettingsError, match="Cannot share a batch of 2 among 3"):
        TrainSettings("digits", tmp_path, batch_size=2, devices=3)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU of NVIDIA's")
def test_a_model_trained_on_a_gpu_runs_without_one(tmp_path: Path) -> None:
    made = latentwalk.train(data="digits", out=tmp_path / "m", epochs=2, accelerator="cuda")
    assert made.decode(np.zeros((1, 6), np.float32)).shape == (1, 8, 8, 1)
