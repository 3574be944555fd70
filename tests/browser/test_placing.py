"""Drawing and dropping images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

import latentwalk
from latentwalk.data.centring import centred
from tests.browser.looking import arrived, eventually, point, rested, shown
from tests.browser.sizes import by_mouse_and_finger

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Page

PAD = "canvas[aria-label='Drawing pad']"


def seven() -> NDArray[np.uint8]:
    """A drawn seven, bright on black, (120, 100) uint8."""
    drawing = np.zeros((120, 100), np.uint8)
    drawing[20:30, 20:75] = 255
    for step in range(70):
        drawing[25 + step, 66 - step // 2 : 76 - step // 2] = 255
    return drawing


def test_a_dropped_picture_is_placed_where_python_places_it(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "seven.png"
    Image.fromarray(seven()).save(picture)
    page.locator("input[type=file]").first.set_input_files(picture)
    model = latentwalk.open("mnist")
    expected = model.encode(centred(seven(), 28, 28)[None]).mean[0]
    eventually(page, lambda: np.abs(point(page) - expected).max() < 0.05)


def test_dark_on_bright_is_turned_round(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "seven.png"
    Image.fromarray(255 - seven()).save(picture)
    page.locator("input[type=file]").first.set_input_files(picture)
    expected = latentwalk.open("mnist").encode(centred(seven(), 28, 28)[None]).mean[0]
    eventually(page, lambda: np.abs(point(page) - expected).max() < 0.05)


def test_a_drawing_survives_a_reload(page: Page) -> None:
    page.get_by_role("button", name="Draw", exact=True).click()
    box = page.get_by_label("Drawing pad").bounding_box()
    assert box
    page.mouse.move(box["x"] + 80, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 160, steps=8)
    page.mouse.up()
    expect(page.get_by_label("The decoded image")).to_be_visible()
    z, before = rested(page), shown(page, PAD)
    page.wait_for_timeout(400)  # the address follows the view a little later
    page.reload()
    expect(page.get_by_label("The decoded image")).to_be_visible()
    arrived(page, z)
    assert before.any()
    # a line that is drawn at once has other soft edges than one drawn piece by piece
    assert np.abs(shown(page, PAD).astype(int) - before).mean() < 0.05 * before.mean()


@by_mouse_and_finger
def test_a_drawing_moves_the_point_and_shows_what_became_of_it(page: Page) -> None:
    page.get_by_role("button", name="Draw", exact=True).click()
    pad = page.get_by_label("Drawing pad")
    box = pad.bounding_box()
    assert box
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"])
          for x, y in ((0.25, 0.2), (0.75, 0.2), (0.45, 0.85))]  # fmt: skip
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=8)
    page.mouse.move(*at[2], steps=8)
    page.mouse.up()
    expect(page.get_by_label("The decoded image")).to_be_visible()
    z = rested(page)
    assert np.abs(z).max() > 0.5
    atlas = latentwalk.open("mnist").atlas
    assert atlas is not None
    near = np.argsort(np.linalg.norm(atlas.mean - z, axis=1))[:20]
    assert (atlas.label[near] == 7).mean() > 0.5
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("The decoded image")).to_have_count(0)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Go to 7")).to_be_visible()
