"""Whole conditional runs, with and without groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

import latentwalk
from latentwalk.cli import main
from latentwalk.data import load
from latentwalk.errors import DataError, SettingsError
from latentwalk.folder.mixture import Mixture
from latentwalk.training import TrainSettings, train_with
from latentwalk.training.controls import Controls
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, load_weights, one_hot
from tests.training.grouped import CLASSES, GROUPS, archive
from tests.training.runs import Quiet, fit, settings, weights
from tests.training.test_watching import Host, watched

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.infer.model import Model


def vae_of(model: Model, **sizes: Any) -> VAE:
    vae = VAE(Architecture(8, 8, classes=len(model.classes), **sizes)).eval()
    load_weights(vae, load_file(model.folder.path / "weights.safetensors"))
    return vae


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Model:
    out = tmp_path_factory.mktemp("conditional") / "m"
    run = settings(out, conditional=True, epochs=3, snapshots=3, mixture=4, atlas=300)
    train_with(run, Quiet())
    return latentwalk.open(out)


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("grouped")
    data = str(archive(folder))
    run = settings(folder / "m", data=data, group="styles", epochs=30, latent_dim=2, snapshots=3)
    train_with(run, Quiet())
    return latentwalk.open(folder / "m")


def test_the_folder_decodes_and_encodes_as_the_vae(digits: Model) -> None:
    vae, data = vae_of(digits), load("digits")
    assert digits.conditions.to_json() == [
        {"kind": "category", "name": "label", "values": list("0123456789"), "default": 0}
    ]
    z = np.random.default_rng(0).standard_normal((10, 6), np.float32)
    label = one_hot(torch.arange(10), 10)
    x = torch.from_numpy(digits.image.to_values(data.held_out.pixels[:10]))
    with torch.no_grad():
        image, (mean, _) = vae.decoder(torch.from_numpy(z), label), vae.encoder(x, label)
    ours = digits.decode(z, {"label": list("0123456789")})
    np.testing.assert_allclose(ours, image, atol=1e-5)
    assert np.abs(ours - digits.decode(z)).max() > 0.1  # the default is 0
    found = digits.encode(data.held_out.pixels[:10], {"label": list(range(10))})
    np.testing.assert_allclose(found.mean, mean, atol=1e-5)


def test_the_atlas_has_each_image_s_class_and_presets_have_theirs(digits: Model) -> None:
    atlas, data = digits.atlas, load("digits")
    assert atlas is not None
    assert atlas.conditions is not None
    assert len(atlas) == 300
    assert atlas.conditions[:, 0].tolist() == atlas.label.tolist()
    held_out = data.held_out
    assert atlas.label[:180].tolist() == held_out.labels.tolist()
    labels = [str(label) for label in held_out.labels]
    found = digits.encode(held_out.pixels, {"label": labels})
    np.testing.assert_allclose(atlas.mean[:180], found.mean, atol=1e-5)
    decoded = digits.decode(found.mean, {"label": labels})
    error = np.square(decoded - digits.image.to_values(held_out.pixels)).sum((1, 2, 3))
    np.testing.assert_allclose(atlas.error[:180], error, rtol=1e-4)
    for i, (name, row) in enumerate(digits.preset_rows.items()):
        assert name == str(i)
        np.testing.assert_allclose(row[:6], atlas.mean[atlas.label == i].mean(0), atol=1e-4)
        assert row[6:].tolist() == np.eye(10)[i].tolist()


def test_snapshots_and_a_mixture_know_the_classes(digits: Model) -> None:
    some = digits.folder.snapshots()
    assert some is not None
    assert digits.atlas is not None
    np.testing.assert_allclose(some.mean[-1], digits.atlas.mean[some.row], rtol=2e-3, atol=2e-3)
    assert some.loss[-1] < some.loss[0]
    assert isinstance(digits.folder.manifest.prior, Mixture)


def test_the_metrics_say_what_the_class_determines(digits: Model) -> None:
    found = digits.folder.manifest.provenance["metrics"]["condition"]
    assert found["name"] == "label"
    assert found["classes"] == 10
    shares = [found[f"variance_by_{part}"] for part in ("condition", "point", "both")]
    assert sum(shares) == pytest.approx(1)


def test_a_resumed_run_gives_identical_weights(tmp_path: Path) -> None:
    data = str(archive(tmp_path))
    for given in ({"conditional": True}, {"group": "styles"}):
        whole, parts = (tmp_path / f"{name}{len(given)}{[*given]}" for name in "ab")
        train_with(settings(whole, data=data, **given), Quiet())
        with pytest.raises(KeyboardInterrupt):
            train_with(settings(parts, data=data, **given), Quiet(stop_after=2))
        train_with(TrainSettings(data, parts, resume=True, accelerator="cpu"), Quiet())
        assert weights(parts) == weights(whole)


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_variants_train_with_groups(likelihood: str, tmp_path: Path) -> None:
    run = settings(
        tmp_path / "m",
        data=str(archive(tmp_path)),
        group="styles",
        epochs=1,
        arch="residual",
        likelihood=likelihood,
        tc=1.0,
        mmd=1.0,
        mixture=2,
    )
    (epoch,) = fit(run).epochs
    assert np.isfinite(epoch.train.loss)


def test_an_autoencoder_of_groups_encodes_to_points(tmp_path: Path) -> None:
    run = settings(tmp_path / "m", data=str(archive(tmp_path)), group="styles", beta=0, epochs=2)
    model = train_with(run, Quiet())
    assert model.atlas is not None
    assert not model.knows_prior
    assert np.isfinite(model.atlas.mean).all()


def test_a_group_has_one_point_from_all_its_images(styles: Model) -> None:
    atlas = styles.atlas
    assert atlas is not None
    assert atlas.file is not None
    assert atlas.conditions is not None
    assert len(atlas) == GROUPS
    assert sorted(atlas.file) == [f"style {i:02}" for i in range(GROUPS)]
    assert (atlas.label == -1).all()
    assert np.isnan(atlas.conditions).all()
    assert atlas.split.sum() == GROUPS // 10
    data = load(str(styles.folder.path.parent / "bars.npz"), group="styles")
    first = data.held_out.groups == data.groups.index(atlas.file[0])
    images = data.held_out.take(np.flatnonzero(first))
    labels = {"label": [str(label) for label in images.labels]}
    alone = styles.encode(images.pixels, labels)
    precision = np.exp(-alone.logvar)
    total = 1 + (precision - 1).sum(0)
    np.testing.assert_allclose(atlas.mean[0], (precision * alone.mean).sum(0) / total, rtol=1e-3)
    np.testing.assert_allclose(atlas.logvar[0], -np.log(total), rtol=1e-3)
    decoded = styles.decode(np.repeat(atlas.mean[:1], len(images), 0), labels)
    error = np.square(decoded - styles.image.to_values(images.pixels)).sum((1, 2, 3))
    assert atlas.error[0] == pytest.approx(error.mean(), rel=1e-3)


def test_the_presets_of_groups_are_one_style_under_each_class(styles: Model) -> None:
    rows = np.stack(list(styles.preset_rows.values()))
    assert len(rows) == CLASSES
    assert (rows[:, :2] == rows[0, :2]).all()
    assert rows[:, 2:].tolist() == np.eye(CLASSES).tolist()


def test_groups_separate_style_from_class_where_the_condition_alone_does_worse(
    styles: Model, tmp_path: Path
) -> None:
    source = str(styles.folder.path.parent / "bars.npz")
    held_out = load(source, group="styles").held_out
    train_with(settings(tmp_path / "m", data=source, conditional=True, epochs=30, latent_dim=2))
    errors = []
    for model in (styles, latentwalk.open(tmp_path / "m")):
        names = [str(label) for label in held_out.labels]
        codes = model.encode(held_out.pixels, {"label": names}).mean
        others = np.roll(np.arange(len(codes)).reshape(-1, CLASSES), 1, axis=1).ravel()
        assert held_out.groups is not None
        assert (held_out.groups[others] == held_out.groups).all()
        decoded = model.decode(codes, {"label": [names[i] for i in others]})
        truth = model.image.to_values(held_out.pixels[others])
        errors.append(np.square(decoded - truth).sum((1, 2, 3)).mean())
    assert errors[0] < errors[1]


def test_a_watched_run_shows_its_classes(tmp_path: Path) -> None:
    data = str(archive(tmp_path))
    for given, rows in (({"conditional": True}, 16), ({"group": "styles"}, 4)):
        host = Host()
        run = {"data": data, "epochs": 1, "overwrite": True, **given}
        watched(tmp_path / "m", host, Controls(), Quiet(), **run)
        assert host.model is not None
        assert host.model.atlas is not None
        assert len(host.model.atlas) == rows
        assert host.model.conditions["label"].width == CLASSES
        assert host.model.decode(np.zeros((1, 6)), {"label": "2"}).shape == (1, 1, 8, 8)


def test_unlabelled_images_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = load("digits").train
    labels = np.where(np.arange(400) < 40, -1, data.labels[:400])
    np.savez(tmp_path / "a.npz", x=data.pixels[:400], y=labels)
    run = settings(tmp_path / "m", data=str(tmp_path / "a.npz"), conditional=True, epochs=1)
    trained = fit(run)
    assert "40 images without a label are left out" in capsys.readouterr().err
    assert len(trained.data.train) + len(trained.data.held_out) == 360
    merged = fit(settings(tmp_path / "n", data=run.data, conditional=True, recipe="original"))
    assert len(merged.data.train) == 360


def saved(folder: Path, labels: object, groups: object = None) -> str:
    n = 40
    pixels = np.random.default_rng(0).integers(0, 256, (n, 8, 8), np.uint8)
    arrays = {"x": pixels, "y": labels} | ({} if groups is None else {"style": groups})
    np.savez(folder / "a.npz", **arrays)
    return str(folder / "a.npz")


TWO = np.arange(40) % 2


@pytest.mark.parametrize(
    ("labels", "groups", "reason"),
    [
        (np.full(40, -1), None, "needs labels"),
        (np.zeros(40, int), None, "two classes or more"),
        (TWO, np.arange(40), "alone in its group"),
        (TWO, np.zeros(40, int), "in one group"),
        (np.arange(40) // 8, np.arange(40) // 8, "No class of a is in two groups"),
        (TWO, np.arange(40) / 7, "fractions"),
        (TWO, np.arange(30), "must be 40 groups"),
        (np.full(40, -1), np.arange(40) // 4, "needs labels"),
    ],
)
def test_data_without_what_a_condition_needs_are_refused_in_a_sentence(
    labels: object, groups: object, reason: str, tmp_path: Path
) -> None:
    data = saved(tmp_path, labels, groups)
    given = {"conditional": True} if groups is None else {"group": "style"}
    with pytest.raises(DataError, match=reason):
        train_with(settings(tmp_path / "m", data=data, **given), Quiet())
    assert not (tmp_path / "m").exists()


def test_groups_that_the_data_do_not_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="digits has no groups"):
        train_with(settings(tmp_path / "m", group="style"), Quiet())
    with pytest.raises(DataError, match="no array 'font' for --group; it has x, y"):
        train_with(settings(tmp_path / "m", data=saved(tmp_path, TWO), group="font"), Quiet())
    with pytest.raises(SettingsError, match="one device"):
        settings(tmp_path / "m", group="style", devices=2)


def test_classes_of_one_name_are_refused(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 8), np.uint8)
    names = np.array(["a", "a"])
    np.savez(tmp_path / "a.npz", x=pixels, y=np.arange(8) % 2, classes=names)
    with pytest.raises(DataError, match="different values"):
        train_with(
            settings(tmp_path / "m", data=str(tmp_path / "a.npz"), conditional=True), Quiet()
        )


def test_images_alone_in_their_group_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = np.minimum(np.arange(40) // 4, 7)
    groups[-2:] = [20, 21]
    trained = fit(
        settings(tmp_path / "m", data=saved(tmp_path, TWO, groups), group="style", epochs=1)
    )
    assert "2 images alone in their group are left out" in capsys.readouterr().err
    assert len(trained.data.train) + len(trained.data.held_out) == 38


def test_groups_train_on_all_images_when_merged(tmp_path: Path) -> None:
    run = settings(
        tmp_path / "m",
        data=str(archive(tmp_path)),
        group="styles",
        recipe="original",
        epochs=1,
        snapshots=2,
    )
    model = train_with(run, Quiet())
    assert model.atlas is not None
    assert len(model.atlas) == GROUPS
    assert not model.atlas.split.any()


def test_the_command_says_what_the_class_determines_and_evaluate_judges_by_group(
    styles: Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(styles.folder.path.parent / "bars.npz")
    out = str(tmp_path / "m")
    main(["train", "--data", source, "--group", "styles", "--epochs", "1", "--out", out])
    assert "of the images show that class" in capsys.readouterr().out
    main(["evaluate", str(styles.folder.path), "--data", source, "--samples", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["groups"] == GROUPS // 10
    assert found["group_loss"] < found["loss"]
    assert found["condition"]["name"] == "label"
    main(["evaluate", str(styles.folder.path), "--data", "digits", "--most", "5"])
