"""Zooming and panning the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.looking import arrived, point
from tests.browser.map.chart import (
    atlas,
    look,
    marker,
    parts,
    rested,
)
from tests.browser.map.controls import FIELD, tool
from tests.browser.map.hand import drag, press_twice, touch
from tests.browser.sizes import by_mouse_and_finger, phone

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.map.chart import Open


def test_the_wheel_goes_closer_and_keeps_what_is_under_the_pointer(view: Open) -> None:
    page = view("plane=z1,z2")
    before = look(page, atlas().mean[:, :2])
    spot = np.array([200.0, 150.0])
    page.mouse.move(*before.pointer(spot))
    page.mouse.wheel(0, -300)
    expect(tool(page, "Show all")).to_be_visible()
    after = look(rested(page))
    assert before.span / after.span == pytest.approx(1.0022**300, rel=1e-3)
    np.testing.assert_allclose(after.places(spot), before.places(spot), atol=0.01)


def test_undo_shows_what_was_seen_before_the_wheel(page: Page) -> None:
    page.locator(FIELD).hover()
    page.mouse.wheel(0, -300)
    expect(tool(page, "Show all")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(tool(page, "Show all")).to_have_count(0)
    assert "frame" not in parts(rested(page))


def test_plus_minus_and_0_zoom(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4")
    page.locator(FIELD).focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert look(rested(page)).span == pytest.approx(4 / 1.25**2, rel=1e-4)
    page.keyboard.press("-")
    assert look(rested(page)).span == pytest.approx(4 / 1.25, rel=1e-4)
    page.keyboard.press("0")
    assert "frame" not in parts(rested(page))


def test_the_tools_zoom(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4")
    tool(page, "Zoom in").click()
    assert look(rested(page)).span == pytest.approx(4 / 1.6, rel=1e-4)
    tool(page, "Zoom out").click()
    tool(page, "Zoom out").click()
    assert look(rested(page)).span == pytest.approx(4 * 1.6, rel=1e-4)
    tool(page, "Show all").click()
    assert "frame" not in parts(rested(page))


def test_the_keys_zoom_about_where_one_is(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4&z=1.5,0,0,0,0,0")
    before = marker(page)
    page.locator(FIELD).press("+")
    expect(tool(page, "Show all")).to_be_visible()
    rested(page)
    np.testing.assert_allclose(marker(page), before, atol=0.5)


@by_mouse_and_finger
def test_a_drag_of_the_ground_moves_the_map_with_the_pointer(view: Open) -> None:
    page = view("plane=z1,z2&frame=0.2,0.1,4")
    before = look(page)
    drag(page, before, [(100, 100), (190, 60)])
    after = look(rested(page))
    np.testing.assert_allclose(after.places((190, 60)), before.places((100, 100)), atol=0.01)
    assert (point(page) == 0).all()


def test_a_drag_of_the_ground_is_one_step_to_undo(view: Open) -> None:
    page = view("plane=z1,z2&frame=0.2,0.1,4")
    chart = look(page)
    drag(page, chart, [(100, 100), (190, 60)])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert parts(rested(page))["frame"] == "0.2,0.1,4"


@phone
def test_two_fingers_go_closer_and_keep_what_is_between_them(view: Open) -> None:
    page = view("plane=z1,z2&frame=0.2,0.1,4")
    before = look(page)
    middle = np.array([150.0, 140.0])
    moments = [
        [np.array(before.pointer(middle, (side * away, 0))) for side in (-1, 1)]
        for away in np.linspace(30, 90, 7)
    ]
    touch(page, moments)
    after = look(rested(page))
    assert before.span / after.span == pytest.approx(3, rel=0.02)
    np.testing.assert_allclose(after.places(middle), before.places(middle), atol=0.02)
    assert (point(page) == 0).all()
    page.get_by_role("button", name="Undo").click()
    assert parts(rested(page))["frame"] == "0.2,0.1,4"


@by_mouse_and_finger
def test_a_double_click_goes_closer_in_one_step_to_undo(view: Open) -> None:
    page = view("plane=z1,z2&frame=0,0,4")
    chart = look(page)
    press_twice(page, chart, (100, 100))
    assert look(rested(page)).span == pytest.approx(2, rel=1e-4)
    assert np.abs(point(page)).max() > 0.1
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    assert parts(rested(page))["frame"] == "0,0,4"
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
