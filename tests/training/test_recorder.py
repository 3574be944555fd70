"""Snapshots of whole runs, on the 8 x 8 digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from latentwalk.data import load
from latentwalk.errors import SettingsError
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.controls import Controls
from latentwalk.training.history import Change
from latentwalk.training.recorder import Sample, moments
from tests.training.runs import Quiet, fit, settings, weights

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 13
"""Of an epoch."""


def test_moments_are_dense_at_the_beginning() -> None:
    when = sorted(moments(24, 60 * 469))
    assert when[0] == 0
    assert len(when) == 23  # the last is the model itself
    assert when[-1] < 60 * 469
    gaps = np.diff(when)
    assert (np.diff(gaps) > 0).all()
    assert sorted(moments(2, 100)) == [0]


def test_the_last_snapshot_is_the_model_and_recording_does_not_change_it(tmp_path: Path) -> None:
    train_with(settings(tmp_path / "without", latent_dim=2), Quiet())
    model = train_with(settings(tmp_path / "m", latent_dim=2, snapshots=6), Quiet())
    assert weights(tmp_path / "m") == weights(tmp_path / "without")
    assert not (tmp_path / "m" / "snapshots").exists()
    some = model.folder.snapshots()
    assert some is not None
    assert model.atlas is not None
    when = [*sorted(moments(6, 4 * STEPS)), 4 * STEPS]
    np.testing.assert_allclose(some.epoch, np.array(when) / STEPS, rtol=1e-6)
    assert (model.atlas.split[some.row] == 1).all()
    np.testing.assert_allclose(some.mean[-1], model.atlas.mean[some.row], rtol=2e-3, atol=2e-3)
    assert some.loss[-1] < 0.75 * some.loss[0]
    assert np.abs(some.mean[0]).max() < 0.5 * np.abs(some.mean[-1]).max()


def test_a_snapshot_holds_the_decoder_s_weights(tmp_path: Path) -> None:
    trained = fit(settings(tmp_path / "m", epochs=1), Quiet())
    data = load("digits")
    moment = Sample(data, 50, 20).at(trained.vae, 5, 2.0)
    state = trained.vae.decoder.state_dict()
    assert set(moment.weights) == set(state)
    for name, half in moment.weights.items():
        torch.testing.assert_close(torch.from_numpy(half), state[name].half())
    assert moment.mean.shape == (20, 6)
    assert moment.loss == pytest.approx(moment.reconstruction + 2 * sum(moment.kl))


def test_a_stopped_run_keeps_its_snapshots_and_its_changes(tmp_path: Path) -> None:
    def changed(out: Path, report: Quiet, *, resume: bool = False) -> None:
        controls = Controls()
        if not resume:
            controls.change("beta", 3.0)
        chosen = settings(out, snapshots=8, latent_dim=2)
        if resume:
            chosen = TrainSettings("digits", out, resume=True, accelerator="cpu")
        train_with(chosen, report, controls)

    changed(tmp_path / "whole", Quiet())
    with pytest.raises(KeyboardInterrupt):
        changed(tmp_path / "parts", Quiet(stop_after=2))
    assert list((tmp_path / "parts" / "snapshots").glob("step-*"))
    report = Quiet()
    changed(tmp_path / "parts", report, resume=True)
    for name in ("snapshots.safetensors", "weights.safetensors"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    lines = (tmp_path / "parts" / "history.jsonl").read_text().splitlines()
    assert '"changes": [{"step": 0, "what": "beta", "from": 1.0, "to": 3.0}]' in lines[0]
    assert "changes" not in lines[1]
    last = report.epochs[-1].train
    assert last.loss == pytest.approx(last.reconstruction + 3 * last.kl)


def test_a_changed_rate_is_used_and_recorded(tmp_path: Path) -> None:
    controls = Controls()
    controls.change("rate", 0.0)
    trained = fit(settings(tmp_path / "m", epochs=1), Quiet(), controls)
    before = fit(settings(tmp_path / "n", epochs=1), Quiet())
    assert trained.epochs[0].rate == 0
    assert trained.epochs[0].changes == (Change(0, "rate", 1.0, 0.0),)
    assert before.epochs[0].rate >= 0
    assert trained.epochs[0].train.loss > before.epochs[0].train.loss


@pytest.mark.parametrize("count", [1, -1, 41])
def test_the_number_of_snapshots_is_bounded(tmp_path: Path, count: int) -> None:
    with pytest.raises(SettingsError, match="from 2 to 40"):
        settings(tmp_path, snapshots=count)
