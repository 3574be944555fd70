"""Pins, playback, and exports from the page."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import latentwalk
from latentwalk.latent.path import walk
from tests.browser.conftest import settled
from tests.browser.looking import arrived, decoded, eventually, point
from tests.browser.sizes import by_mouse_and_finger

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture
def path(blank: Page, address: str) -> Page:
    """The page with a path from 1 to 7 to 0, at its end."""
    presets = [latentwalk.open("mnist").preset(digit) for digit in "170"]
    pins = [",".join(map(str, preset)) for preset in presets]
    blank.goto(f"{address}#model=mnist&z={pins[-1]}&pins={';'.join(pins)}")
    settled(blank)
    expect(blank.get_by_role("button", name="Pin 3 of 3: go there")).to_be_visible()
    return blank


def test_a_key_pins_the_point(page: Page) -> None:
    for digit in "170":
        page.keyboard.press(digit)
        arrived(page, latentwalk.open("mnist").preset(digit))
        page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pin 3 of 3: go there")).to_be_visible()
    page.get_by_role("button", name="Pin 2 of 3: go there").click()
    arrived(page, latentwalk.open("mnist").preset("7"))


def test_it_plays_and_pauses_and_scrubs(path: Page) -> None:
    place = path.get_by_role("slider", name="Position on the path")
    began = perf_counter()
    path.get_by_role("button", name="Play the path").click()
    eventually(path, lambda: float(place.get_attribute("aria-valuenow") or 0) > 0.2)
    path.get_by_role("button", name="Pause").click()
    time = float(place.get_attribute("aria-valuenow") or 0)
    assert 0.2 < time < perf_counter() - began
    presets = np.stack([latentwalk.open("mnist").preset(digit) for digit in "170"])
    way = walk(presets, 2001, "slerp")
    np.testing.assert_allclose(point(path), way[round(time * 1000)], atol=0.01)
    box = place.bounding_box()
    assert box
    path.mouse.click(box["x"] + box["width"] / 2 + 40, box["y"] + 30)
    assert float(place.get_attribute("aria-valuenow") or 0) > 1


def test_pins_are_reordered_and_removed(path: Page) -> None:
    model = latentwalk.open("mnist")
    path.get_by_role("button", name="Pin 3 of 3: go there").press("Alt+ArrowLeft")
    path.get_by_role("button", name="Pin 2 of 3: go there").click()
    arrived(path, model.preset("0"))
    path.get_by_role("button", name="Pin 1 of 3: go there").press("Delete")
    path.get_by_role("button", name="Pin 2 of 2: go there").click()
    arrived(path, model.preset("7"))


@by_mouse_and_finger
def test_a_pin_is_dragged_to_another_place(path: Page) -> None:
    path.get_by_role("button", name="Pin 1 of 3").scroll_into_view_if_needed()
    boxes = [path.get_by_role("button", name=f"Pin {i} of 3").bounding_box() for i in (1, 3)]
    assert boxes[0]
    assert boxes[1]
    path.mouse.move(boxes[0]["x"] + 20, boxes[0]["y"] + 20)
    path.mouse.down()
    path.mouse.move(boxes[1]["x"] + 20, boxes[1]["y"] + 20, steps=4)
    path.mouse.up()
    path.get_by_role("button", name="Pin 3 of 3: go there").click()
    arrived(path, latentwalk.open("mnist").preset("1"))


def test_a_gif_and_a_strip_leave_the_page(path: Page, tmp_path: Path) -> None:
    path.get_by_role("button", name="lerp", exact=True).click()
    frames = path.get_by_role("spinbutton", name="frames")
    frames.fill("12")
    frames.press("Enter")
    for form, ending in (("GIF", "gif"), ("PNG", "png")):
        with path.expect_download() as download:
            path.get_by_role("button", name=form, exact=True).click()
        assert download.value.suggested_filename == f"mnist-walk.{ending}"
        download.value.save_as(tmp_path / f"walk.{ending}")
    presets = np.stack([latentwalk.open("mnist").preset(digit) for digit in "170"])
    expected = decoded(walk(presets, 12))
    with Image.open(tmp_path / "walk.gif") as gif:
        assert (gif.n_frames, gif.size, gif.info["loop"]) == (12, (336, 336), 0)
        assert gif.info["duration"] == pytest.approx(2000 / 12, abs=10)
        gif.seek(11)
        last = np.asarray(gif.convert("L"))[6::12, 6::12]
    assert np.abs(last - expected[11]).max() <= 12
    with Image.open(tmp_path / "walk.png") as strip:
        assert strip.size == (12 * 336, 336)
        first = np.asarray(strip.convert("L"))[6::12, 6:336:12]
    assert np.abs(first - expected[0]).max() <= 2


def test_a_film_leaves_the_page(path: Page, tmp_path: Path) -> None:
    with path.expect_download() as download:
        path.get_by_role("button", name="Film", exact=True).click()
    assert download.value.suggested_filename == "mnist-walk.mp4"
    file = tmp_path / "walk.mp4"
    download.value.save_as(file)
    with av.open(str(file)) as film:
        frames = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    assert len(frames) == 48
    assert frames[0].shape == (336, 336)
    assert (frames[0] != frames[-1]).any()


def test_the_keyboard_keeps_hold_of_the_pin_that_it_moves(path: Page) -> None:
    path.get_by_role("button", name="Pin 1 of 3: go there").focus()
    path.keyboard.press("Alt+ArrowRight")
    path.keyboard.press("Alt+ArrowRight")
    expect(path.get_by_role("button", name="Pin 3 of 3: go there")).to_be_focused()
    path.keyboard.press("Enter")
    arrived(path, latentwalk.open("mnist").preset("1"))
    path.keyboard.press("Delete")
    expect(path.get_by_role("button", name="Pin 2 of 2: go there")).to_be_focused()


def test_the_place_on_the_path_answers_to_all_its_keys(path: Page) -> None:
    place = path.get_by_role("slider", name="Position on the path")
    place.focus()
    for key, time in (("Home", 0), ("PageDown", 1), ("End", 2), ("PageUp", 1)):
        path.keyboard.press(key)
        assert float(place.get_attribute("aria-valuenow") or -1) == time
    arrived(path, latentwalk.open("mnist").preset("7"))


def test_a_save_that_is_given_up_says_so(path: Page) -> None:
    frames = path.get_by_role("spinbutton", name="frames")
    frames.fill("2000")
    frames.press("Enter")
    path.get_by_role("button", name="GIF", exact=True).click()
    path.get_by_role("button", name="Stop").click()
    expect(path.get_by_text("The walk could not be saved: it was cancelled.")).to_be_visible()
    expect(path.get_by_role("button", name="GIF", exact=True)).to_be_enabled()
