"""The planes of the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

import latentwalk
from tests.browser.looking import arrived
from tests.browser.map.chart import (
    HERE,
    atlas,
    look,
    marker,
    parts,
    rested,
)
from tests.browser.map.controls import COMPONENTS, FIELD, planes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.map.chart import Open


def test_it_opens_on_the_layout(page: Page) -> None:
    layout = planes(page, "Layout (t-SNE)")
    expect(layout).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("off by 22 % of the data")).to_be_visible()


def test_its_first_axes_are_the_two_dimensions_that_carry_most(page: Page) -> None:
    planes(page, "Axes").click()
    encoded = atlas()
    nats = (encoded.mean**2 + np.exp(encoded.logvar) - 1 - encoded.logvar).mean(axis=0)
    most = np.argsort(-nats)[:2] + 1
    expect(page.get_by_label("Horizontal axis")).to_have_value(f"z{most[0]}")
    expect(page.get_by_label("Vertical axis")).to_have_value(f"z{most[1]}")


def test_the_chosen_axes_span_the_plane(view: Open) -> None:
    page = view(f"plane=z1,z2&z={','.join(map(str, HERE))}")
    page.get_by_label("Horizontal axis").select_option("z6")
    page.get_by_label("Vertical axis").select_option("z3")
    assert parts(rested(page))["plane"] == "z6,z3"
    places = atlas().mean[:, [5, 2]]
    np.testing.assert_allclose(
        marker(page), look(page, places).pixels([HERE[5], HERE[2]]), atol=0.5
    )


def test_an_axis_taken_from_the_other_side_leaves_its_own_there(view: Open) -> None:
    page = view("plane=z1,z5")
    page.get_by_label("Vertical axis").select_option("z1")
    expect(page.get_by_label("Horizontal axis")).to_have_value("z5")
    expect(page.get_by_label("Vertical axis")).to_have_value("z1")


def test_principal_components_are_those_of_the_encoded_data(view: Open) -> None:
    page = view(f"plane=z2,z4&z={','.join(map(str, HERE))}")
    planes(page, COMPONENTS).click()
    expect(page.get_by_label("Vertical axis")).to_have_count(0)
    means = atlas().mean.astype(float)
    middle = means.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(means.T))
    first = axes[:, [-1, -2]]
    first *= np.sign(first[np.abs(first).argmax(axis=0), [0, 1]])
    chart = look(page, (means - middle) @ first)
    np.testing.assert_allclose(marker(page), chart.pixels((HERE - middle) @ first), atol=1)


def test_back_from_the_components_are_the_axes_that_were_there(view: Open) -> None:
    page = view("plane=z2,z4")
    planes(page, COMPONENTS).click()
    planes(page, "Axes").click()
    expect(page.get_by_label("Horizontal axis")).to_have_value("z2")
    expect(page.get_by_label("Vertical axis")).to_have_value("z4")


def test_the_plane_of_three_pins_keeps_their_distances(page: Page) -> None:
    model = latentwalk.open("mnist")
    expect(planes(page, "3 pins")).to_have_count(0)
    for digit in "170":
        page.keyboard.press(digit)
        arrived(page, model.preset(digit))
        page.keyboard.press("p")
    planes(page, "3 pins").click()
    expect(planes(page, "3 pins")).to_have_attribute("aria-pressed", "true")
    marks = page.locator(f"{FIELD} g.pin").evaluate_all(
        "(pins) => pins.map((pin) => pin.getAttribute('transform'))"
    )
    pixels = np.array([re.findall(r"-?\d[-.\de]*", mark) for mark in marks], float)
    pins = np.stack([model.preset(digit) for digit in "170"])
    apart = [np.linalg.norm(pins[i] - pins[j]) for i, j in ((0, 1), (1, 2), (2, 0))]
    seen = [np.linalg.norm(pixels[i] - pixels[j]) for i, j in ((0, 1), (1, 2), (2, 0))]
    np.testing.assert_allclose(np.array(seen) / seen[0], np.array(apart) / apart[0], rtol=0.01)


def test_without_a_third_pin_the_map_leaves_their_plane(view: Open) -> None:
    page = view("plane=pins&pins=1,0,0,0,0,0;0,1,0,0,0,0;0,0,1,0,0,0")
    expect(planes(page, "3 pins")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Pin 2 of 3: go there").press("Delete")
    expect(planes(page, "Layout")).to_have_attribute("aria-pressed", "true")
    expect(planes(page, "3 pins")).to_have_count(0)
