from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from latentwalk import training
from latentwalk.errors import SettingsError
from latentwalk.training import RECIPES, Recipe, TrainSettings

OUT = Path("out")


def test_the_original_s_recipe() -> None:
    recipe = RECIPES["original"]
    assert (recipe.epochs, recipe.batch_size, recipe.rate) == (200, 128, 5e-3)
    assert recipe.merged
    assert (recipe.first_rate, recipe.memory, recipe.warp) == (1.0, 0.999, 0.0)
    assert {recipe.rate_at(step, 1000) for step in range(1000)} == {5e-3}


def test_one_cycle_rises_to_its_peak_and_falls_to_nothing() -> None:
    recipe = Recipe(rate=1e-2, warmup=0.1)
    rates = [recipe.rate_at(step, 1000) for step in range(1000)]
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(1e-2)
    assert top == pytest.approx(100, abs=1)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] == pytest.approx(0, abs=1e-7)
    assert rates[0] > 0


def test_a_linear_rate_rises_and_falls_in_straight_lines() -> None:
    recipe = Recipe(rate=1e-2, warmup=0.1, schedule="linear")
    rates = [recipe.rate_at(step, 1000) for step in range(1000)]
    expected = np.interp(np.arange(1, 1001), [0, 100, 1000], [0, 1e-2, 0])
    np.testing.assert_allclose(rates, expected, atol=1e-12)


def test_settings_override_the_recipe() -> None:
    settings = TrainSettings("digits", OUT, recipe="original", epochs=3)
    assert settings.chosen_recipe().epochs == 3
    assert settings.chosen_recipe().rate == 5e-3


def test_the_optimizer_can_be_chosen() -> None:
    muon, adam = (
        TrainSettings("digits", OUT, recipe=recipe, optimizer=optimizer).chosen_recipe().muon
        for recipe, optimizer in (("original", "muon"), ("default", "adam"))
    )
    assert (muon, adam) == (2.0, 0.0)


def test_nothing_is_warped_without_augmentation() -> None:
    assert TrainSettings("digits", OUT, augment="none").chosen_recipe().warp == 0
    assert TrainSettings("digits", OUT, augment="shift").chosen_recipe().warp == 0.5
    assert TrainSettings("digits", OUT, output="curve").chosen_recipe().warp == 0
    assert TrainSettings("digits", OUT, output="curve", augment="shift").chosen_recipe().warp > 0


@pytest.mark.parametrize(
    "faulty",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"rate": -1.0},
        {"rate": float("nan")},
        {"warp": 1.5},
        {"latent_dim": 0},
        {"latent_dim": 10**9},
        {"seed": 2**64},
        {"beta": -1.0},
        {"beta": float("inf")},
        {"seed": -1},
        {"atlas": -1},
        {"recipe": "secret"},
        {"augment": "melt"},
        {"optimizer": "soap"},
        {"schedule": "cosine"},
        {"size": 256},
    ],
)
def test_invalid_settings_are_refused(faulty: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        TrainSettings("digits", OUT, **faulty)


def test_resuming_takes_the_stored_settings() -> None:
    stored = TrainSettings("digits", OUT, epochs=7, beta=2.0).to_json()
    called = TrainSettings("digits", Path("moved"), resume=True, accelerator="cpu")
    resumed = called.resumed(stored)
    assert (resumed.epochs, resumed.beta) == (7, 2.0)
    assert (resumed.out, resumed.accelerator) == (Path("moved"), "cpu")


def test_resuming_another_version_s_run_is_refused() -> None:
    stored = TrainSettings("digits", OUT).to_json() | {"momentum": 0.9}
    with pytest.raises(SettingsError, match="another version"):
        TrainSettings("digits", OUT, resume=True).resumed(stored)


def test_resuming_with_other_settings_is_refused() -> None:
    stored = TrainSettings("digits", OUT, epochs=7).to_json()
    with pytest.raises(SettingsError, match="epochs = 7, not 9"):
        TrainSettings("digits", OUT, epochs=9, resume=True).resumed(stored)


def test_a_single_step_uses_the_rate() -> None:
    assert Recipe(rate=1e-2).rate_at(0, 1) == 1e-2


def test_paths_may_be_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "train_with", lambda settings: settings)
    settings: Any = training.train(data="mnist", out="model", data_dir="data", columns="table.csv")
    assert (settings.out, settings.data_dir) == (Path("model"), Path("data"))
    assert settings.columns == Path("table.csv")


@pytest.mark.parametrize(
    "others",
    [{"beta": 0.0}, {"tc": 5.0}, {"output": "curve"}, {"recipe": "original"}, {"group": "folder"}],
)
def test_spare_dimensions_are_refused_where_they_are_in_the_way(others: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="--spare is for images"):
        TrainSettings("mnist", OUT, spare=2, **others)


def test_the_schedule_can_be_chosen() -> None:
    def schedule(**others: Any) -> str:
        return TrainSettings("digits", OUT, **others).chosen_recipe().schedule

    assert [schedule(), schedule(arch="residual")] == ["linear", "one-cycle"]
    assert schedule(schedule="linear") == schedule(arch="residual", schedule="linear") == "linear"


def test_recipes_have_spare_dimensions_and_starts_where_they_are_not_in_the_way() -> None:
    def chosen(**others: Any) -> tuple[int, int]:
        recipe = TrainSettings("mnist", OUT, **others).chosen_recipe()
        return recipe.spare, recipe.starts

    assert (chosen(), chosen(recipe="quick")) == ((4, 2), (2, 1))
    assert chosen(tc=5.0) == chosen(recipe="quick", tc=5.0) == chosen(arch="residual") == (0, 1)
    assert chosen(tc=5.0, starts=3) == (0, 3)
    assert [chosen(latent_dim=d) for d in (3, 4)] == [(0, 2), (4, 2)]
    assert chosen(latent_dim=2, spare=4) == (4, 2)
