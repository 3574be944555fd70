"""Whole runs of the training loop, on the 8 x 8 digits."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import safetensors.numpy
import torch
from PIL import Image

import latentwalk
from latentwalk.data import load
from latentwalk.errors import (
    DataError,
    FolderError,
    LatentwalkError,
    MissingError,
    SettingsError,
)
from latentwalk.folder.mixture import Mixture
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.controls import Controls
from latentwalk.training.settings import CHECKPOINT
from tests.training.runs import Quiet, fit, settings, weights

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.training.history import Epoch


def test_it_learns_and_reports(tmp_path: Path) -> None:
    report = Quiet()
    model = train_with(settings(tmp_path / "m", epochs=6), report)
    assert report.begun == (6, 13, 0)
    assert report.count == 6 * 13
    assert report.ended
    losses = [epoch.held_out.loss for epoch in report.epochs if epoch.held_out]
    assert len(losses) == 6
    assert losses[-1] < 0.75 * losses[0]
    last = report.epochs[-1]
    assert last.train.loss == pytest.approx(last.train.reconstruction + last.train.kl)
    assert sum(last.kl_by_dimension) == pytest.approx(last.train.kl, rel=1e-5)
    assert len(model.folder.path.joinpath("history.jsonl").read_text().splitlines()) == 6


def test_the_same_seed_gives_the_same_model_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        train_with(settings(tmp_path / name, epochs=1, seed=seed), Quiet())
    assert weights(tmp_path / "a") == weights(tmp_path / "b") != weights(tmp_path / "c")


def test_a_resumed_run_gives_identical_weights(tmp_path: Path) -> None:
    train_with(settings(tmp_path / "whole"), Quiet())
    stopped = Quiet(stop_after=2)
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "parts"), stopped)
    assert stopped.ended
    assert not (tmp_path / "parts" / "latentwalk.json").exists()
    assert len((tmp_path / "parts" / "history.jsonl").read_text().splitlines()) == 2
    report = Quiet()
    train_with(TrainSettings("digits", tmp_path / "parts", resume=True, accelerator="cpu"), report)
    assert report.begun == (4, 13, 2)
    assert weights(tmp_path / "parts") == weights(tmp_path / "whole")
    lines = (tmp_path / "parts" / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3, 4]
    assert not (tmp_path / "parts" / CHECKPOINT).exists()


def test_the_caller_s_random_state_is_preserved(tmp_path: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train_with(settings(tmp_path / "m", epochs=1), Quiet())
    torch.testing.assert_close(torch.rand(3), expected, rtol=0, atol=0)


class Raised(Quiet):
    """Raises the learning rate a hundredfold after the third epoch, which spoils the next."""

    def __init__(self, controls: Controls) -> None:
        super().__init__()
        self.controls = controls

    def epoch(self, epoch: Epoch) -> None:
        super().epoch(epoch)
        if epoch.epoch == 3:
            self.controls.change("rate", 100.0)


def test_the_original_s_recipe_merges_and_keeps_the_best(tmp_path: Path) -> None:
    controls = Controls()
    run = settings(tmp_path / "m", recipe="original", epochs=4)
    trained = fit(run, Raised(controls), controls)
    assert len(trained.data.train) == 1797
    assert all(epoch.held_out is None for epoch in trained.epochs)
    losses = [epoch.train.loss for epoch in trained.epochs]
    assert losses[3] > losses[2] == min(losses)
    same = {
        name: t.equal(trained.last_weights[name]) for name, t in trained.vae.state_dict().items()
    }
    assert not all(same.values())
    three = latentwalk.train(
        data="digits", out=tmp_path / "n", recipe="original", epochs=3, accelerator="cpu"
    )
    with torch.no_grad():
        decoded = trained.vae.decoder(torch.zeros(1, 6))[0].numpy()
    np.testing.assert_allclose(decoded, three.decode(np.zeros(6)), atol=1e-5)


def test_beta_weighs_the_divergence(tmp_path: Path) -> None:
    free, bound = (
        fit(settings(tmp_path / str(beta), beta=beta, epochs=3), Quiet()).epochs[-1].train
        for beta in (0.1, 10.0)
    )
    assert bound.kl < free.kl
    assert bound.loss == pytest.approx(bound.reconstruction + 10 * bound.kl, rel=1e-6)


def test_a_finished_model_is_overwritten_only_on_request(tmp_path: Path) -> None:
    train_with(settings(tmp_path / "m", epochs=1), Quiet())
    before = weights(tmp_path / "m")
    with pytest.raises(SettingsError, match="already holds a model"):
        train_with(settings(tmp_path / "m", epochs=2), Quiet())
    with pytest.raises(SettingsError, match="is complete"):
        train_with(settings(tmp_path / "m", epochs=1, resume=True), Quiet())
    assert weights(tmp_path / "m") == before
    train_with(settings(tmp_path / "m", epochs=2, overwrite=True), Quiet())
    assert weights(tmp_path / "m") != before


def test_a_stopped_run_is_overwritten_only_on_request(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m"), Quiet(stop_after=1))
    with pytest.raises(SettingsError, match="continue it with --resume"):
        train_with(settings(tmp_path / "m"), Quiet())


def test_resuming_needs_a_run_and_the_same_data(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="No stopped run"):
        train_with(settings(tmp_path / "none", resume=True), Quiet())
    data = load("digits").train
    for name, part in (("a.npz", slice(0, 500)), ("b.npz", slice(500, 1000))):
        np.savez(tmp_path / name, x=data.pixels[part], y=data.labels[part])
    run = TrainSettings(str(tmp_path / "a.npz"), tmp_path / "m", accelerator="cpu", epochs=3)
    with pytest.raises(KeyboardInterrupt):
        train_with(run, Quiet(stop_after=1))
    (tmp_path / "b.npz").replace(tmp_path / "a.npz")
    again = TrainSettings(str(tmp_path / "a.npz"), tmp_path / "m", accelerator="cpu", resume=True)
    with pytest.raises(SettingsError, match="changed since the run"):
        train_with(again, Quiet())


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    empty = safetensors.numpy.save({"a": np.zeros(1)}, metadata={"latentwalk": "[]"})
    for content in (b"\0" * 50, empty, b""):
        (tmp_path / CHECKPOINT).write_bytes(content)
        with pytest.raises(FolderError, match="not a checkpoint"):
            train_with(settings(tmp_path, resume=True), Quiet())


def test_a_run_that_diverges_stops_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    class Deaf(Quiet):
        def steps(self, count: int, loss: float) -> None:
            pass

    report = Deaf()
    with pytest.raises(LatentwalkError, match="lower --rate"):
        train_with(settings(tmp_path / "m", recipe="original", rate=1e6, epochs=9), report)
    assert len(report.epochs) < 9
    assert not (tmp_path / "m" / "latentwalk.json").exists()


def test_overwriting_removes_the_old_model_and_run(tmp_path: Path) -> None:
    train_with(settings(tmp_path / "m", epochs=1, seed=5), Quiet())
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m", overwrite=True, seed=6), Quiet(stop_after=1))
    with pytest.raises(FolderError, match="not a model folder"):
        latentwalk.open(tmp_path / "m")
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m", overwrite=True, seed=9), Quiet(stop_after=0))
    assert not (tmp_path / "m" / CHECKPOINT).exists()


def test_colour_images_without_labels(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "a.npz", images=rng.integers(0, 256, (60, 10, 14, 3), dtype=np.uint8))
    model = latentwalk.train(
        data=str(tmp_path / "a.npz"), out=tmp_path / "m", epochs=1, latent_dim=3
    )
    assert model.image.shape == (3, 12, 16)
    assert model.pixels(np.zeros((2, 3))).shape == (2, 12, 16, 3)
    assert model.presets == {}


def test_an_unknown_setting_or_accelerator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="momentum"):
        latentwalk.train(data="digits", out=tmp_path, momentum=0.9)
    with pytest.raises(SettingsError, match="accelerator 'abacus'"):
        train_with(TrainSettings("digits", tmp_path / "m", accelerator="abacus"), Quiet())


def test_training_without_torch_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"latentwalk\[train\]"):
        train_with(settings(tmp_path / "m"), Quiet())


def test_without_beta_it_is_an_autoencoder_that_encodes_to_points(tmp_path: Path) -> None:
    report = Quiet()
    model = train_with(settings(tmp_path / "m", beta=0, weights=False), report)
    assert model.atlas is not None
    assert (model.atlas.logvar == -20).all()
    np.testing.assert_allclose(model.home, model.atlas.mean.mean(0))
    assert model.folder.manifest.prior == "unknown"
    assert "weights.safetensors" not in model.folder
    losses = [epoch.held_out.loss for epoch in report.epochs if epoch.held_out]
    assert losses[-1] < 0.75 * losses[0]
    last = report.epochs[-1]
    assert last.train.loss == last.train.reconstruction


def test_a_resumed_autoencoder_gives_identical_weights(tmp_path: Path) -> None:
    train_with(settings(tmp_path / "whole", beta=0), Quiet())
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "parts", beta=0), Quiet(stop_after=2))
    train_with(TrainSettings("digits", tmp_path / "parts", resume=True, accelerator="cpu"), Quiet())
    assert weights(tmp_path / "parts") == weights(tmp_path / "whole")


def test_a_mixture_is_fitted_and_drawn_from(tmp_path: Path) -> None:
    model = train_with(settings(tmp_path / "m", epochs=2, mixture=4), Quiet())
    prior = latentwalk.open(tmp_path / "m").folder.manifest.prior
    assert isinstance(prior, Mixture)
    assert prior.mean.shape == (4, 6)
    drawn = model.draw(5, np.random.default_rng(3))
    np.testing.assert_array_equal(drawn, prior.sample(5, np.random.default_rng(3)))


def test_a_missing_package_for_mixtures_is_reported_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m", mixture=4), Quiet(stop_after=1))
    monkeypatch.setitem(sys.modules, "sklearn.mixture", None)
    for again in (settings(tmp_path / "m", resume=True), settings(tmp_path / "n", mixture=4)):
        report = Quiet()
        with pytest.raises(MissingError, match="A mixture needs scikit-learn"):
            train_with(again, report)
        assert report.begun is None


def test_the_atlas_names_rows_and_files(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 8, 8), np.uint8)
    for i, image in enumerate(pixels):
        (tmp_path / "pictures" / "ab"[i % 2]).mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(tmp_path / "pictures" / "ab"[i % 2] / f"{i:02}.png")
    np.savez(tmp_path / "archive.npz", images=pixels)
    for source in ("pictures", "archive.npz"):
        run = settings(tmp_path / "m", data=str(tmp_path / source), epochs=1, overwrite=True)
        model = train_with(run, Quiet())
        atlas = model.atlas
        assert atlas is not None
        assert atlas.row is not None
        assert sorted(atlas.row) == list(range(40))
        images = pixels
        if source == "pictures":
            assert atlas.file is not None
            images = pixels[[int(name[2:4]) for name in atlas.file]]
            assert list(np.argsort(atlas.file)) == list(np.argsort(atlas.row))
        else:
            images = pixels[atlas.row]
        np.testing.assert_allclose(atlas.mean, model.encode(images).mean, atol=1e-4)


def test_a_model_of_images_with_alpha_that_are_not_square(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 18, 34, 4), np.uint8)
    np.savez(tmp_path / "a.npz", images=pixels)
    run = settings(tmp_path / "m", data=str(tmp_path / "a.npz"), epochs=1, latent_dim=2)
    model = train_with(run, Quiet())
    assert model.image.alpha
    assert model.image.shape == (4, 24, 40)  # padded to multiples of 8
    assert model.pixels(np.zeros(2)).shape == (24, 40, 4)


def test_images_over_the_longest_side_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=np.zeros((4, 16, 144), np.uint8))
    with pytest.raises(DataError, match="a have a side longer than the 128"):
        fit(settings(tmp_path / "m", data=str(tmp_path / "a.npz")))
    assert not (tmp_path / "m").exists()
