from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import latentwalk
from latentwalk.data import Dataset, load
from latentwalk.errors import DataError
from latentwalk.evaluation import evaluate, latents
from latentwalk.evaluation.judging import NO_ENCODER, NO_PRIOR
from latentwalk.evaluation.latents import (
    CONTRADICTION,
    MIN_IMAGES,
    NO_LABELS,
    ONE_CLASS,
    ONE_IMAGE,
    POINTS_ONLY,
    TOO_FEW,
)
from latentwalk.evaluation.table import rows
from latentwalk.folder.manifest import DECODER
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import VAE, load_weights

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load("digits")


def test_the_loss_is_pytorch_s(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    vae = VAE(Architecture(8, 8)).eval()
    load_weights(vae, load_file(trained / "weights.safetensors"))
    x = torch.from_numpy(model.image.to_values(digits.held_out.pixels))
    generator = torch.Generator().manual_seed(0)
    losses = []
    with torch.no_grad():
        for _ in range(100):
            noise = torch.randn(len(x), 6, generator=generator)
            loss = elbo_loss(x, vae(x, noise))
            losses.append((loss.reconstruction.mean().item(), loss.kl.sum(1).mean().item()))
    squared_error, kl = np.mean(losses, axis=0)
    result = evaluate(model, digits, samples=100)
    assert result.images == len(x)
    assert result.reconstruction == pytest.approx(squared_error, rel=3e-3)
    assert result.kl == pytest.approx(kl, rel=1e-5)
    assert sum(result.kl_by_dimension) == pytest.approx(result.kl)
    assert result.loss == pytest.approx(result.reconstruction + result.kl)


def test_the_bound_is_tighter_than_the_loss(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    one, many = (evaluate(model, digits, samples=k, most=60) for k in (1, 50))
    assert one.iwae == pytest.approx(one.loss, rel=0.03)
    assert many.iwae < many.loss - 0.5


def test_accuracy_is_scikit_learn_s(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    train, held_out = (model.encode(part.pixels).mean for part in (digits.train, digits.held_out))
    reference = KNeighborsClassifier(5).fit(train, digits.train.labels)
    expected = reference.score(held_out, digits.held_out.labels)
    result = evaluate(model, digits, samples=1)
    assert result.knn_accuracy == pytest.approx(expected, abs=0.02)  # ties are broken otherwise
    scale = train.std(0)
    linear = LogisticRegression(max_iter=1000).fit(train / scale, digits.train.labels)
    expected = linear.score(held_out / scale, digits.held_out.labels)
    assert result.probe_accuracy == pytest.approx(expected, abs=0.006)  # one image of 180
    assert result.active_units == 6


def test_errors_are_standard_errors_over_the_images(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    result = evaluate(model, digits, samples=20)
    kl = model.encode(digits.held_out.pixels).kl().sum(1)
    assert result.kl_error == pytest.approx(stats.sem(kl))
    assert result.knn_accuracy is not None
    variance = result.knn_accuracy * (1 - result.knn_accuracy) / result.images
    assert result.knn_accuracy_error == pytest.approx(np.sqrt(variance), rel=0.01)
    for value, error in ((result.loss, result.loss_error), (result.iwae, result.iwae_error)):
        assert value is not None
        assert error is not None
        assert 0.01 * value < error < 0.1 * value


def test_information_lies_between_its_bounds(trained: Path, digits: Dataset) -> None:
    result = evaluate(latentwalk.open(trained), digits, samples=2)
    low, high = result.mutual_information, result.mutual_information_most
    assert low is not None
    assert high is not None
    assert result.kl is not None
    assert 0.5 < low < high < result.kl
    assert result.mutual_information_ceiling == pytest.approx(np.log(1797))


def test_one_image_has_no_errors(trained: Path, digits: Dataset) -> None:
    result = evaluate(latentwalk.open(trained), digits, samples=2, most=1)
    assert ONE_IMAGE in result.notes
    assert TOO_FEW.format(1) in result.notes
    assert result.loss is not None
    errors = [value for name, value in result.to_json().items() if name.endswith("_error")]
    assert errors == [None] * len(errors)
    assert not any("+-" in value for _, value in rows(result))


def test_few_images_have_no_information_bounds(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    result = evaluate(model, digits, samples=2, most=MIN_IMAGES - 1)
    assert TOO_FEW.format(MIN_IMAGES - 1) in result.notes
    assert result.mutual_information is None
    assert result.mutual_information_most is None
    assert result.active_units is None
    assert result.loss_error is not None
    assert evaluate(model, digits, samples=2, most=MIN_IMAGES).active_units is not None


def test_contradictory_information_bounds_are_left_out(
    trained: Path, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latents, "information_above", lambda posterior: 0.0)
    result = evaluate(latentwalk.open(trained), digits, samples=2, most=60)
    assert result.mutual_information is None
    assert CONTRADICTION.format(60, 6) in result.notes


def test_the_same_seed_gives_the_same_figures(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    results = [evaluate(model, digits, samples=2, seed=seed, most=30) for seed in (0, 0, 1)]
    assert results[0] == results[1] != results[2]


def test_fewer_images_are_spread_over_all(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    result = evaluate(model, digits, samples=1, most=60)
    kl = model.encode(digits.held_out.pixels[::3]).kl().sum(1)
    assert (result.images, result.kl) == (60, pytest.approx(kl.mean()))
    assert evaluate(model, digits, samples=1, most=10**9).images == 180


def test_data_without_held_out_images_is_refused(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    with pytest.raises(DataError, match="has no held-out images to evaluate on"):
        evaluate(model, digits.merged())
    with pytest.raises(DataError, match="8 x 8 grey"):
        evaluate(model, load("digits", size=28))


def test_without_labels_there_is_no_accuracy(
    trained: Path, digits: Dataset, tmp_path: Path
) -> None:
    np.savez(tmp_path / "a.npz", images=digits.train.pixels[:100])
    result = evaluate(latentwalk.open(trained), load(str(tmp_path / "a.npz")), samples=1)
    assert result.knn_accuracy is None
    assert result.probe_accuracy is None
    assert NO_LABELS in result.notes


def test_a_decoder_only_has_sample_measures(trained: Path, digits: Dataset) -> None:
    folder = latentwalk.open(trained).folder
    bare = InMemoryFolder.of(trained, folder.manifest, {DECODER: folder.content(DECODER)})
    result = evaluate(Model(bare), digits)
    assert result.notes[0] == NO_ENCODER
    assert "8 x 8 grey" in result.notes[1]
    assert (result.images, result.loss, result.samples) == (180, None, None)


def test_one_class_makes_no_accuracy(trained: Path, digits: Dataset, tmp_path: Path) -> None:
    threes = digits.train.pixels[digits.train.labels == 3]
    np.savez(tmp_path / "a.npz", images=threes, labels=np.full(len(threes), 3))
    result = evaluate(latentwalk.open(trained), load(str(tmp_path / "a.npz")), samples=1)
    assert result.knn_accuracy is None
    assert ONE_CLASS in result.notes


def test_of_an_autoencoder_what_needs_variances_is_null() -> None:
    result = evaluate(
        latentwalk.open("mnist-autoencoder-2d"), load("digits", size=28), samples=2, most=60
    )
    assert result.reconstruction is not None
    assert result.active_units == 2
    for value in (result.loss, result.kl, result.kl_by_dimension, result.iwae, result.samples):
        assert value is None
    assert result.mutual_information is None
    assert result.notes == (POINTS_ONLY, NO_PRIOR)


def test_factors_are_measured_if_known() -> None:
    model, shapes = latentwalk.open("mnist"), load("shapes")
    shapes = replace(shapes, train=shapes.train.take(slice(None, None, 8)))
    result = evaluate(model, shapes, samples=1, most=100)
    assert result.factors is not None
    assert result.factors.names == shapes.factors
    assert "reads only" in result.notes[0] or "not all labelled" in result.notes[0]
    assert np.shape(result.factors.importance) == (6, 5)
    assert evaluate(model, shapes, samples=1, most=10).factors is None


def test_every_number_is_json_and_every_measure_a_line(decoded: Dataset) -> None:
    result = evaluate(latentwalk.open("mnist"), decoded, samples=2)
    text = json.dumps(result.to_json(), allow_nan=False)
    assert json.loads(text)["samples"]["draws"] == 5
    names = [name for name, _ in rows(result)]
    assert names[:2] == ["images", "loss"]
    assert names[-3:] == ["Frechet distance", "precision", "recall"]


def test_the_base_install_is_enough() -> None:
    """A process in which neither PyTorch nor the references of these tests can be imported."""
    check = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "onnx", "scipy", "sklearn"}:
            raise ImportError(name)
sys.meta_path.insert(0, Absent())
from latentwalk.cli import main
main(["evaluate", "mnist", "--data", "shapes", "--most", "20", "--samples", "2", "--json"])
"""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", check], capture_output=True, text=True, check=True
    )
    assert json.loads(result.stdout)["images"] == 20
