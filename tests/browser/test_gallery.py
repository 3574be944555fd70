"""The gallery, which `latentwalk` opens: pictures that move, and a way in and back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from latentwalk import gallery
from latentwalk.hosts.server.tiles import tile_of
from tests.browser.conftest import settled
from tests.browser.looking import decoded, eventually, shows
from tests.browser.sizes import everywhere
from tests.browser.test_layout import FAULTS
from tests.hosts.server.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from playwright.sync_api import Page

PICTURE = "a[aria-label='mnist'] canvas"
HINT = "Drag a slider, or the ring on the map."


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """The address of `latentwalk` without arguments."""
    with serving("open") as (_, address):
        yield address


def at(x: float, y: float) -> NDArray[np.int_]:
    """What a place on the tile of mnist decodes to, by ONNX Runtime."""
    tile = tile_of(latentwalk.open("mnist"))
    assert tile is not None
    origin, right, up = (np.array(tile[key]) for key in ("origin", "right", "up"))
    return decoded(np.asarray(origin + x * right + y * up, np.float32))


def test_a_picture_moves_under_the_pointer(blank: Page, home: str) -> None:
    blank.emulate_media(reduced_motion="no-preference")
    blank.goto(home)
    three = latentwalk.open("mnist").preset("3")
    shows(blank, decoded(three), PICTURE)
    box = blank.locator(PICTURE).bounding_box()
    assert box is not None
    blank.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    shows(blank, at(-0.5, 0.5), PICTURE, by=4)  # the pointer is at a whole pixel
    blank.mouse.move(1, 1)
    shows(blank, decoded(three), PICTURE)


def test_enter_leads_in_and_the_name_leads_back(blank: Page, home: str) -> None:
    blank.goto(home)
    blank.get_by_role("link", name="mnist", exact=True).press("Enter")
    settled(blank)
    expect(blank).to_have_url(f"{home}index.html#model=mnist")
    blank.get_by_role("link", name="latentwalk").click()
    expect(blank.get_by_role("link", name="cells")).to_be_visible()
    expect(blank).to_have_url(home)


def test_an_old_link_still_leads_to_its_view(blank: Page, home: str) -> None:
    blank.goto(f"{home}#model=mnist-2d&z=1,0")
    settled(blank)
    assert blank.url.startswith(f"{home}index.html#model=mnist-2d&z=1,0")


def test_only_what_is_in_sight_is_loaded(blank: Page, home: str) -> None:
    asked: list[str] = []
    blank.on("request", lambda request: asked.append(request.url.removeprefix(home)))
    blank.set_viewport_size({"width": 390, "height": 500})
    blank.goto(home)
    shows(blank, decoded(latentwalk.open("mnist").preset("3")), PICTURE)
    time.sleep(1)
    loaded = {url for url in asked if url.startswith("models/")}
    assert not any(url.startswith(f"models/{len(gallery.names()) - 1}/") for url in loaded)
    assert not any("atlas" in url for url in loaded)
    blank.get_by_role("link", name="mnist-residual").scroll_into_view_if_needed()
    file = f"models/{gallery.names().index('mnist-residual')}/decoder"
    eventually(blank, lambda: any(url.startswith(file) for url in asked))


@everywhere
def test_nothing_overlaps_or_lies_beyond_the_edge(blank: Page, home: str) -> None:
    blank.goto(home)
    expect(blank.get_by_role("link", name="cells")).to_be_visible()
    _, faults = blank.evaluate(FAULTS)
    assert faults == []


def test_the_hint_is_for_the_first_time(blank: Page, home: str) -> None:
    blank.goto(f"{home}index.html")
    blank.evaluate("localStorage.clear()")
    blank.reload()
    expect(blank.get_by_text(HINT)).to_be_visible()
    blank.get_by_role("button", name="Go to 3").click()
    expect(blank.get_by_text(HINT)).to_be_hidden()
    blank.reload()
    settled(blank)
    blank.goto(f"{home}index.html#model=mnist")
    settled(blank)
    expect(blank.get_by_text(HINT)).to_have_count(0)
