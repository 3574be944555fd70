"""The number of dimensions that the held-out loss asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.training import latent_size
from latentwalk.training.latent_size import smallest_size
from tests.conftest import refused
from tests.training.runs import settings

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.data import Dataset


@pytest.mark.parametrize(
    ("losses", "tolerance", "size", "tried"),
    [
        ([90, 60, 50, 49.5, 0], 1.0, 8, 4),
        ([90, 60, 50, 49.5, 47, 46.9], 0.4, 32, 6),
        ([90, 91], 1.0, 2, 2),
        ([90, 60, 50, 40, 30, 20], 1.0, 64, 6),
        ([50.5, 50.1], 1.0, 2, 2),
    ],
)
def test_the_smallest_within_the_tolerance_is_chosen(
    losses: list[float],
    tolerance: float,
    size: int,
    tried: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from latentwalk.data import load

    asked: list[int] = []

    def loss(run: latentwalk.training.TrainSettings, *_: object) -> float:
        asked.append(run.latent_dim)
        return losses[len(asked) - 1]

    monkeypatch.setattr(latent_size, "_loss", loss)
    data: Dataset = load("digits")
    assert smallest_size(settings(tmp_path), data, None, tolerance) == size  # type: ignore[arg-type]
    assert asked == list(latent_size.SIZES[:tried])


def test_a_run_on_two_factors_has_two_dimensions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    mixed = rng.normal(size=(400, 2)) @ rng.normal(size=(2, 6))
    np.save(tmp_path / "a.npy", mixed + 0.1 * rng.normal(size=mixed.shape))
    model = latentwalk.train(
        data=str(tmp_path / "a.npy"),
        output="values",
        dim_tolerance=1.0,
        epochs=20,
        accelerator="cpu",
        out=tmp_path / "model",
    )
    assert model.latent_dim == 2
    assert "2 dimensions: held-out loss" in capsys.readouterr().err


def test_held_out_samples_are_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("train", "--data", "digits", "--recipe", "original", "--out", tmp_path / "m")
    assert "holds none back" in refused(capsys, *command, "--dim-tolerance", "1")
    with pytest.raises(SettingsError, match="dim_tolerance must be positive"):
        settings(tmp_path, dim_tolerance=-1)
