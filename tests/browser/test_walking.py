"""Sliders, presets, random points, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from tests.browser.looking import arrived, decoded, eventually, item_of, point, rested, shown
from tests.browser.sizes import by_mouse_and_finger, phone

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def test_it_opens_on_the_origin_decoded_in_the_browser(page: Page) -> None:
    assert np.abs(shown(page) - decoded(np.zeros(6))).max() <= 1
    expect(page.get_by_text("decoded in this browser")).to_be_attached()
    expect(page.locator("[role=slider][aria-label^=z]")).to_have_count(6)
    assert page.title() == "mnist · latentwalk"


@by_mouse_and_finger
def test_dragging_a_strip_moves_the_image_under_the_pointer(page: Page) -> None:
    strip = slider(page, "z3").locator("..")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 20, steps=5)
    page.mouse.up()
    value = point(page)[2]
    assert value == pytest.approx(0.6 * 2.5758, abs=0.02)
    expected = decoded([0, 0, value, 0, 0, 0])
    eventually(page, lambda: np.abs(shown(page) - expected).max() <= 2)


def test_keys_typing_and_a_double_click_set_a_slider(page: Page) -> None:
    thumb = slider(page, "z1")
    thumb.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    assert point(page)[0] == pytest.approx(0.11, abs=1e-4)
    field = page.get_by_role("textbox", name="z1 as a number")
    field.fill("-3.25")
    field.press("Enter")
    arrived(page, [-3.25, 0, 0, 0, 0, 0])
    field.fill("far")
    field.press("Enter")
    expect(page.get_by_text("'far' is not a number")).to_be_visible()
    assert point(page)[0] == pytest.approx(-3.25)
    box = thumb.locator("..").bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 30, box["y"] + 10)
    arrived(page, np.zeros(6))


def test_the_wheel_moves_the_slider_in_focus(page: Page) -> None:
    thumb = slider(page, "z2")
    thumb.focus()
    thumb.hover()
    page.mouse.wheel(0, -100)
    eventually(page, lambda: point(page)[1] > 0.02)


def test_a_preset_is_walked_to_and_a_movement_can_be_interrupted(moving: Page) -> None:
    model = latentwalk.open("mnist")
    moving.get_by_role("button", name="Go to 3").click()
    moving.wait_for_timeout(200)
    moving.get_by_role("button", name="Go to 7").click()
    arrived(moving, model.preset("7"))
    assert np.abs(shown(moving) - decoded(model.preset("7"))).max() <= 2
    moving.keyboard.press("3")
    arrived(moving, model.preset("3"))
    moving.get_by_role("button", name="Reset").click()
    arrived(moving, np.zeros(6))


def test_random_leaves_locked_dimensions_alone(page: Page) -> None:
    lock = page.get_by_role("button", name="Lock z4 against Random")
    lock.focus()
    lock.press("Enter")
    page.get_by_role("button", name="Random", exact=True).click()
    z = rested(page)
    assert z[3] == 0
    assert (np.delete(z, 3) != 0).all()
    page.get_by_label("Random draws").select_option(label="random from the data")
    page.keyboard.press("r")
    assert rested(page)[3] == 0


def test_everything_is_taken_back_and_done_again(page: Page) -> None:
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    page.get_by_role("button", name="Go to 5").click()
    arrived(page, latentwalk.open("mnist").preset("5"))
    page.get_by_role("button", name="Pin", exact=True).click()
    page.get_by_role("button", name="data", exact=True).click()
    undo.click()
    expect(page.get_by_role("button", name="prior", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    undo.click()
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_have_count(0)
    undo.click()
    arrived(page, np.zeros(6))
    expect(undo).to_be_disabled()
    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    arrived(page, latentwalk.open("mnist").preset("5"))
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()


def test_the_gauge_falls_far_out(page: Page) -> None:
    meter = page.get_by_role("meter")
    page.keyboard.press("1")
    arrived(page, latentwalk.open("mnist").preset("1"))
    eventually(page, lambda: int(meter.get_attribute("aria-valuenow") or -1) > 0)
    field = page.get_by_role("textbox", name="z5 as a number")
    field.fill("6")
    field.press("Enter")
    eventually(page, lambda: meter.get_attribute("aria-valuenow") == "0")


def test_the_nearest_images_are_walked_to(page: Page) -> None:
    first = page.get_by_role("button", name="Go to encoded image").first
    model = latentwalk.open("mnist")
    index = item_of(first, model)
    first.click()
    atlas = model.atlas
    assert atlas is not None
    distances = np.linalg.norm(atlas.mean, axis=1)
    assert index == distances.argmin()
    arrived(page, atlas.mean[index])


def test_reduced_motion_goes_there_at_once(page: Page) -> None:
    page.get_by_role("button", name="Go to 4").click()
    # one frame later, where a movement takes 36
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    np.testing.assert_allclose(point(page), latentwalk.open("mnist").preset("4"), atol=1e-3)


@by_mouse_and_finger
def test_every_control_is_reached_and_named(page: Page) -> None:
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, [role=slider]')]
          .filter((one) => one.checkVisibility() && !one.closest('[hidden]'))
          .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim()
            || one.labels?.length || one.title))
          .map((one) => one.outerHTML)"""
    )
    assert unnamed == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_number_beyond_all_reach_changes_nothing(page: Page) -> None:
    field = page.get_by_role("textbox", name="z1 as a number")
    for text in ("1e39", "-1e7"):
        field.fill(text)
        field.press("Enter")
        expect(page.get_by_text(f"'{text}' is not a number within 1000000")).to_be_visible()
    field.fill("2")
    field.press("Escape")
    assert (point(page) == 0).all()


@phone
def test_a_finger_that_scrolls_does_not_move_a_slider(page: Page) -> None:
    strip = page.get_by_role("slider", name="z1", exact=True).locator("..")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + 0.9 * box["width"], box["y"] + 20
    gesture = {"x": x, "y": y, "yDistance": -200, "gestureSourceType": "touch"}
    session.send("Input.synthesizeScrollGesture", gesture)
    session.detach()
    assert page.evaluate("scrollY") > 50
    assert (point(page) == 0).all()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    box = strip.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 0.75 * box["width"], box["y"] + 20)
    assert point(page)[0] == pytest.approx(0.5 * 2.5758, abs=0.05)
