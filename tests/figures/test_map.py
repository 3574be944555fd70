from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PathCollection

import latentwalk
from latentwalk.columns.column import Column
from latentwalk.figures.map import plot_map
from latentwalk.figures.samples import TILES_SEEN
from tests.figures.models import known

MEANS = np.random.default_rng(2).normal(size=(300, 3))


def scattered(figure: Any) -> list[PathCollection]:
    return [one for one in figure.axes[0].collections if isinstance(one, PathCollection)]


def test_every_item_is_a_point_in_the_colour_of_its_class() -> None:
    label = np.repeat([0, 1], [100, 200]).astype(np.int32)
    figure = plot_map(known(MEANS, label=label, classes=("a", "b")), (1, 2))
    (points,) = scattered(figure)
    assert points.get_offsets().shape == (300, 2)
    _, counts = np.unique(points.get_facecolors(), axis=0, return_counts=True)
    assert sorted(counts) == [100, 200]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b"]


def test_missing_values_are_hollow() -> None:
    values = np.where(np.arange(300) < 7, np.nan, np.arange(300.0))
    hollow, filled = scattered(plot_map(known(MEANS, Column("v", "number", values)), colour="v"))
    assert (len(hollow.get_offsets()), len(hollow.get_facecolors())) == (7, 0)
    assert len(filled.get_offsets()) == 293


def test_numbers_have_a_labelled_scale() -> None:
    figure = plot_map(known(MEANS, Column("age", "number", np.arange(300.0))), colour="age")
    assert figure.axes[1].get_ylabel() == "age"
    assert figure.axes[1].get_ylim() == pytest.approx((2.99, 296.01))


def test_dates_have_a_scale_of_dates() -> None:
    dates = np.datetime64("2024-01-01") + np.arange(300)
    figure = plot_map(known(MEANS, Column("day", "date", dates.astype("M8[ms]"))), colour="day")
    figure.draw_without_rendering()
    labels = [text.get_text() for text in figure.axes[1].get_yticklabels()]
    assert {"2024", "Apr", "Jul"} & set(labels)


@pytest.mark.parametrize(("first", "last"), [("-3000-05-05", "0001-01-01"), ("2024", "12024")])
def test_dates_beyond_the_years_of_matplotlib_have_a_scale_too(first: str, last: str) -> None:
    dates = np.array([first, last] * 150, "datetime64[D]").astype("M8[ms]")
    figure = plot_map(known(MEANS, Column("day", "date", dates)), colour="day")
    figure.draw_without_rendering()
    labels = [text.get_text() for text in figure.axes[1].get_yticklabels()]
    assert len(labels) > 2
    assert all(re.fullmatch(r"-?\d+-\d\d-\d\d", label) for label in labels)


def test_many_points_are_rasterised() -> None:
    few, many = (scattered(plot_map(known(MEANS), vectors=most))[0] for most in (300, 299))
    assert not few.get_rasterized()
    assert many.get_rasterized()


def test_decoded_images_lie_beneath_the_points() -> None:
    model = latentwalk.open("mnist-2d")
    figure = plot_map(model, images=8)
    (sheet,) = figure.axes[0].images
    left, right, bottom, top = sheet.get_extent()
    pixels = np.asarray(sheet.get_array())
    columns, rows = 8, pixels.shape[0] // 28
    # the tile in the third row and the fifth column is the decoded point at its middle
    x = left + (right - left) * 4.5 / columns
    y = top - (top - bottom) * 2.5 / rows
    expected = model.pixels(np.array([x, y], np.float32))[..., 0]
    tile = pixels[2 * 28 : 3 * 28, 4 * 28 : 5 * 28, 0].astype(int)
    assert np.abs(tile - expected).max() <= 1


@pytest.mark.parametrize("means", [np.zeros((5, 2)), np.ones((1, 2)), np.full((4, 2), 1e6)])
def test_data_at_one_point_has_a_map(means: Any) -> None:
    figure = plot_map(known(means))
    left, right = figure.axes[0].get_xlim()
    assert left < means[0, 0] < right


def test_images_on_a_layout_fade_where_there_is_no_data() -> None:
    (sheet,) = plot_map(latentwalk.open("cells"), "layout", images=12).axes[0].images
    alpha = np.asarray(sheet.get_alpha())
    assert alpha.min() == 0
    assert alpha.max() == pytest.approx(TILES_SEEN)
