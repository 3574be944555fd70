"""The start of a run that learns best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from latentwalk.errors import SettingsError  # noqa: E402
from latentwalk.training import Recipe, TrainSettings  # noqa: E402
from latentwalk.training.history import read  # noqa: E402
from latentwalk.training.starts import epochs_of_a_start  # noqa: E402
from latentwalk.training.trainer import NotFiniteError, Trainer, seed_of  # noqa: E402
from tests.training.runs import Quiet, fit, settings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from latentwalk.training.history import Epoch
    from latentwalk.training.trained import Trained

EPOCHS, COMPARED = 14, 5
SEEDS = [seed_of(0, number) for number in range(3)]


def same(first: Trained, second: Trained) -> bool:
    weights = second.vae.state_dict()
    return all(torch.equal(x, weights[name]) for name, x in first.vae.state_dict().items())


def test_the_best_goes_on_as_a_run_with_its_seed_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = fit(settings(tmp_path / "chosen", epochs=EPOCHS, starts=3))
    printed = capsys.readouterr().err
    alone = [
        fit(settings(tmp_path / f"{seed}", epochs=EPOCHS, starts=1, seed=seed)) for seed in SEEDS
    ]
    losses = [run.epochs[COMPARED - 1].train.loss for run in alone]
    best = alone[losses.index(min(losses))]
    assert same(chosen, best)
    assert [epoch.train for epoch in chosen.epochs] == [epoch.train for epoch in best.epochs]
    assert len(read(tmp_path / "chosen" / "history.jsonl")) == EPOCHS
    assert all(f"Start {n} of 3\n" in printed for n in (1, 2, 3))
    assert (
        f"Start {losses.index(min(losses)) + 1} has the lowest loss, {min(losses):.2f}" in printed
    )


def test_a_stopped_run_goes_on_with_the_chosen_seed(tmp_path: Path) -> None:
    whole = fit(settings(tmp_path / "whole", epochs=EPOCHS, starts=2))
    # the epochs of both starts are reported like any others
    with pytest.raises(KeyboardInterrupt):
        fit(
            settings(tmp_path / "parts", epochs=EPOCHS, starts=2),
            Quiet(stop_after=2 * COMPARED + 1),
        )
    resumed = fit(settings(tmp_path / "parts", epochs=EPOCHS, starts=2, resume=True))
    assert same(resumed, whole)
    assert len(resumed.epochs) == EPOCHS


def test_snapshots_show_the_first_epochs(tmp_path: Path) -> None:
    chosen = fit(settings(tmp_path / "model", epochs=EPOCHS, starts=2, snapshots=4))
    assert same(chosen, fit(settings(tmp_path / "plain", epochs=EPOCHS, starts=2)))
    kept = sorted((tmp_path / "model" / "snapshots").glob("*.safetensors"))
    assert kept[0].stem == "step-000000000"


def test_short_runs_begin_once() -> None:
    assert epochs_of_a_start(Recipe(epochs=EPOCHS - 1, starts=2)) == 0
    assert epochs_of_a_start(Recipe(epochs=EPOCHS, starts=2)) == COMPARED
    assert epochs_of_a_start(Recipe(epochs=EPOCHS, starts=1)) == 0


def test_each_start_has_a_seed_of_its_own() -> None:
    seeds = {seed_of(seed, number) for seed in range(100) for number in range(10)}
    assert len(seeds) == 1000
    assert seed_of(7, 0) == 7


@pytest.mark.parametrize("count", [0, 101])
def test_the_number_of_starts_has_bounds(tmp_path: Path, count: int) -> None:
    with pytest.raises(SettingsError, match="starts must be 1 to 100"):
        settings(tmp_path, starts=count)


def test_a_recipe_that_keeps_the_best_epoch_has_one_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--starts is for recipes"):
        TrainSettings("mnist", tmp_path, recipe="original", starts=2)


def diverging(starts: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loss of some starts be infinite from their second epoch on."""
    epoch = Trainer.epoch

    def failing(self: Trainer, number: int, report: Callable[[int, float], None]) -> Epoch:
        if number == 1 and self.start in starts:
            raise NotFiniteError("The loss is not finite any more.")
        return epoch(self, number, report)

    monkeypatch.setattr(Trainer, "epoch", failing)


def test_a_start_whose_loss_is_infinite_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    diverging({0, 2}, monkeypatch)
    chosen = fit(settings(tmp_path, epochs=EPOCHS, starts=3))
    printed = capsys.readouterr().err
    assert "Start 1 is left out: its loss is not finite any more." in printed
    assert "Start 2 has the lowest loss" in printed
    assert len(chosen.epochs) == EPOCHS


def test_a_run_ends_if_the_loss_of_every_start_is_infinite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diverging({0, 1}, monkeypatch)
    with pytest.raises(SettingsError, match="not finite"):
        fit(settings(tmp_path, epochs=EPOCHS, starts=2))
