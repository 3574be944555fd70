"""The layers of the map: points, tiles, classes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.looking import decoded, eventually
from tests.browser.map.chart import HERE, look, parts, rested
from tests.browser.map.controls import layer, legend
from tests.browser.map.seen import dots, parts_seen, sheet, tile_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.map.chart import Open


@pytest.mark.parametrize(
    ("name", "points", "images"),
    [("Both", True, True), ("Data", True, False), ("Images", False, True)],
)
def test_a_layer_shows_what_it_is_called_for(
    view: Open, name: str, points: bool, images: bool
) -> None:
    page = view(f"plane=z5,z4&frame=0,0,3&layers={'both' if name == 'Data' else 'points'}")
    layer(page, name).click()
    expect(layer(page, name)).to_have_attribute("aria-pressed", "true")
    eventually(page, lambda: parts_seen(page) == (points, images))


def test_tiles_are_what_their_places_decode_to(view: Open) -> None:
    page = view(f"layers=images&plane=z3,z6&frame=0.4,-0.2,5&z={','.join(map(str, HERE))}")
    chart = look(page)
    smallest = max(20, math.sqrt(chart.size.prod() / 560)) / chart.scale
    side = 2 ** (math.ceil(2 * math.log2(smallest)) / 2)
    (left, bottom), (right, top) = chart.places([(0, chart.size[1]), (chart.size[0], 0)])
    columns = np.arange(math.floor(left / side + 0.5), math.floor(right / side + 0.5) + 1)
    rows = np.arange(math.floor(top / side + 0.5), math.floor(bottom / side + 0.5) - 1, -1)
    eventually(page, lambda: sheet(page) == (28 * len(rows), 28 * len(columns)))
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1), (4, 7)):
        z = [*HERE[:2], columns[column] * side, *HERE[3:5], rows[row] * side]
        tile = tile_at(page, row % len(rows), column % len(columns))
        assert np.abs(tile - decoded(z)).max() <= 2


def test_tiles_follow_what_lies_across_the_plane(view: Open) -> None:
    page = view("layers=images&plane=z1,z2")
    eventually(page, lambda: sheet(page)[0] > 300)
    before = tile_at(page, 8, 8)
    field = page.get_by_role("textbox", name="z4 as a number")
    field.fill("2")
    field.press("Enter")
    eventually(page, lambda: np.abs(tile_at(page, 8, 8) - before).mean() > 5)


def test_a_class_that_is_clicked_in_the_legend_leaves_the_map(view: Open) -> None:
    page = view("plane=z5,z4&layers=points&frame=0,0,3")
    eventually(page, lambda: dots(page, "0dad79") > 1000)
    legend(page, "3").click()
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "false")
    assert parts(rested(page))["filtered"] == "4"
    eventually(page, lambda: dots(page, "0dad79") < 50)
    assert dots(page, "b05aa3") > 1000


def test_undo_brings_a_class_back(page: Page) -> None:
    legend(page, "3").click()
    page.get_by_role("button", name="Undo").click()
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "true")


def test_a_double_click_leaves_one_class_and_another_brings_all_back(page: Page) -> None:
    pressed = page.get_by_role("list", name="Classes on the map").locator("[aria-pressed=true]")
    legend(page, "3").dblclick()
    expect(pressed).to_have_count(1)
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)
    legend(page, "3").dblclick()
    expect(pressed).to_have_count(10)
    page.get_by_role("button", name="Undo").click()
    expect(pressed).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(pressed).to_have_count(10)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
