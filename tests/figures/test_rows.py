from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import latentwalk
from latentwalk.figures.rows import plot_path, plot_sheet, plot_strips


@pytest.fixture(scope="module")
def model() -> Any:
    return latentwalk.open("mnist")


def shown(axes: Any, i: int) -> Any:
    return np.asarray(axes.images[i].get_array())[..., 0].astype(int)


def test_strips_vary_one_dimension_the_most_informative_first(model: Any) -> None:
    axes = plot_strips(model, frames=5).axes[0]
    assert len(axes.images) == 6 * 5
    nats = model.atlas.mean.shape[1] * [0.0]
    mean, logvar = model.atlas.mean.astype(float), model.atlas.logvar.astype(float)
    nats = 0.5 * (mean**2 + np.exp(logvar) - 1 - logvar).mean(0)
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == [f"z{i + 1}  ({nats[i]:.2f} nats)" for i in np.argsort(-nats)]
    first = int(np.argmax(nats))
    z = model.home.copy()
    z[first] = np.quantile(mean[:, first], 0.99)
    assert np.abs(shown(axes, 4) - model.pixels(z)[..., 0]).max() <= 1


def test_a_sheet_has_its_largest_values_at_the_right_and_the_top() -> None:
    model = latentwalk.open("mnist-2d")
    axes = plot_sheet(model, n=4).axes[0]
    reach = np.quantile(np.abs(model.atlas.mean.astype(float)), 0.99)
    corner = model.pixels(np.array([reach, reach], np.float32))[..., 0]
    assert np.abs(shown(axes, 3) - corner).max() <= 1
    assert axes.get_yticklabels()[0].get_text() == f"{reach:.1f}"


def test_a_path_ends_at_its_stops_and_its_speed_has_mean_one(model: Any) -> None:
    stops = np.stack([model.presets["3"], model.presets["8"]])
    figure = plot_path(model, stops, frames=4)
    top, bottom = figure.axes
    assert np.abs(shown(top, 0) - model.pixels(stops[0])[..., 0]).max() <= 1
    assert np.abs(shown(top, 3) - model.pixels(stops[1])[..., 0]).max() <= 1
    assert bottom.lines[1].get_ydata().mean() == pytest.approx(1)


def test_plots_of_values_are_on_white() -> None:
    axes = plot_strips(latentwalk.open("cells"), most=1, frames=2).axes[0]
    assert np.median(shown(axes, 0)) == 255
