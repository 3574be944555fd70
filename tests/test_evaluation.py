from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.neighbors import KNeighborsClassifier

import latentwalk
from latentwalk.data import Dataset, load
from latentwalk.errors import DataError
from latentwalk.evaluation import evaluate
from latentwalk.model.architecture import Architecture
from latentwalk.model.loss import elbo_loss
from latentwalk.model.vae import VAE, load_weights

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
    assert result.active_units == 6


def test_the_same_seed_gives_the_same_figures(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    results = [evaluate(model, digits, samples=2, seed=seed, most=30) for seed in (0, 0, 1)]
    assert results[0] == results[1] != results[2]


def test_data_that_cannot_judge_is_refused(trained: Path, digits: Dataset) -> None:
    model = latentwalk.open(trained)
    with pytest.raises(DataError, match="holds no images back"):
        evaluate(model, digits.merged())
    with pytest.raises(DataError, match="8 x 8 grey"):
        evaluate(model, load("digits", size=28))


def test_without_labels_there_is_no_accuracy(
    trained: Path, digits: Dataset, tmp_path: Path
) -> None:
    np.savez(tmp_path / "a.npz", images=digits.train.pixels[:100])
    result = evaluate(latentwalk.open(trained), load(str(tmp_path / "a.npz")), samples=1)
    assert result.knn_accuracy is None
