"""Moving the current point on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

import latentwalk
from latentwalk.data.centring import centred
from tests.browser.looking import arrived, decoded, eventually, point, shown
from tests.browser.map.chart import HERE, alone, atlas, free, look, marker
from tests.browser.map.controls import FIELD
from tests.browser.map.hand import drag, fingers, press
from tests.browser.sizes import by_mouse_and_finger, phone
from tests.browser.test_placing import seven

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.map.chart import Open


@by_mouse_and_finger
def test_a_click_on_the_ground_moves_along_the_plane_only(view: Open, close: str) -> None:
    page = view(f"{close}&z={','.join(map(str, HERE))}")
    chart = look(page)
    spot = free(chart, atlas().mean, 16 if fingers(page) else 10)
    press(page, chart, spot)
    arrived(page, [*chart.places(spot), *HERE[2:]])


@by_mouse_and_finger
def test_a_click_near_an_encoded_image_goes_to_its_mean(view: Open, close: str) -> None:
    page = view(close)
    chart = look(page)
    means = atlas().mean
    index = alone(chart, means)
    press(page, chart, chart.pixels(means[index, :2]), (2, -2))
    arrived(page, means[index])


@by_mouse_and_finger
def test_a_click_on_a_pin_goes_there(view: Open, close: str) -> None:
    pin = [-0.2, -0.1, 1.5, 0.5, -1, 0.25]
    page = view(f"{close}&pins={','.join(map(str, pin))}")
    chart = look(page)
    press(page, chart, chart.pixels(pin[:2]))
    arrived(page, pin)


@by_mouse_and_finger
def test_the_marker_is_dragged_along_the_plane(view: Open) -> None:
    page = view(f"plane=z1,z2&frame=0.4,0.1,2&z={','.join(map(str, [0.5, 0.2, *HERE[2:]]))}")
    chart = look(page)
    at = marker(page)
    drag(page, chart, at + np.array([[3, 3], [-97, 63]]))
    eventually(page, lambda: np.abs(marker(page) - at - [-100, 60]).max() < 1)
    moved_to = np.array([0.5, 0.2]) + np.array([-100, -60]) / chart.scale
    arrived(page, [*moved_to, *HERE[2:]])


def test_a_drag_of_the_marker_is_one_step_to_undo(view: Open, close: str) -> None:
    page = view(close)
    chart = look(page)
    at = marker(page)
    drag(page, chart, at + np.array([[0, 0], [80, 40]]))
    assert np.abs(point(page)).max() > 0.1
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_arrow_keys_walk_the_plane(view: Open) -> None:
    page = view("plane=z3,z5&frame=0,0,6")
    page.locator(FIELD).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    arrived(page, [0, 0, 6 / 60, 0, 6 / 12, 0])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    arrived(page, [0, 0, 0, 0, 6 / 12 - 6 / 60, 0])


def test_a_held_arrow_key_is_one_step_to_undo(page: Page) -> None:
    page.locator(FIELD).focus()
    for _ in range(4):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_hovering_tells_the_class_and_the_index(view: Open, close: str) -> None:
    page = view(close)
    chart = look(page)
    encoded = atlas()
    index = alone(chart, encoded.mean)
    page.mouse.move(*chart.pointer(chart.pixels(encoded.mean[index, :2])))
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(f"no. {index + 1:,}")
    name = latentwalk.open("mnist").classes[encoded.label[index]]
    expect(card.locator("strong")).to_have_text(name)
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)


def test_hovering_shows_the_image_decoded_from_the_mean(view: Open, close: str) -> None:
    page = view(close)
    chart = look(page)
    means = atlas().mean
    index = alone(chart, means)
    page.mouse.move(*chart.pointer(chart.pixels(means[index, :2])))
    expected = decoded(means[index])
    eventually(page, lambda: np.abs(shown(page, "[role=tooltip] canvas") - expected).max() <= 2)


def test_a_dropped_picture_shows_its_posterior(view: Open, tmp_path: Path) -> None:
    page = view("plane=z1,z2&frame=0,0,6")
    picture = tmp_path / "seven.png"
    Image.fromarray(seven()).save(picture)
    page.locator("input[type=file]").first.set_input_files(picture)
    ellipse = page.locator(f"{FIELD} ellipse.posterior").first
    ellipse.wait_for(state="attached")
    posterior = latentwalk.open("mnist").encode(centred(seven(), 28, 28)[None])
    sides = sorted([float(ellipse.get_attribute(side) or 0) for side in ("rx", "ry")])
    expected = np.exp(0.5 * posterior.logvar[0, :2]) * look(page).scale
    np.testing.assert_allclose(sides, sorted(expected), rtol=0.1)


@phone
def test_a_finger_that_rests_shows_no_card(view: Open, close: str) -> None:
    page = view(close)
    chart = look(page)
    press(page, chart, chart.pixels(atlas().mean[alone(chart, atlas().mean), :2]))
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    expect(page.get_by_role("tooltip")).to_have_count(0)
