"""Two models side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

import latentwalk
from tests.browser.conftest import settled
from tests.browser.looking import arrived, decoded, eventually, shows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from playwright.sync_api import Page

BESIDE = "canvas[aria-label='The image of mnist-2d']"


def both_show(page: Page, here: ArrayLike, there: ArrayLike) -> None:
    """Wait until each model shows its own image of its own point."""
    shows(page, decoded(here), by=1)
    shows(page, decoded(there, "mnist-2d"), BESIDE, by=1)


def test_one_class_drives_two_models(blank: Page, address: str) -> None:
    blank.goto(address + "#model=mnist&with=mnist-2d&by=class")
    settled(blank)
    expect(blank.get_by_label("The image of mnist-2d")).to_be_visible()
    blank.get_by_role("button", name="Go to 7").click()
    mnist, plane = latentwalk.open("mnist"), latentwalk.open("mnist-2d")
    both_show(blank, mnist.preset("7"), plane.preset("7"))
    expect(blank.get_by_text("apart by")).to_be_visible()
    wide = blank.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    # the link holds it: where the other stands, too
    eventually(blank, lambda: "there=" in blank.url, "the address lacks the other's point")
    blank.reload()
    both_show(blank, mnist.preset("7"), plane.preset("7"))


def test_one_image_drives_two_models(page: Page) -> None:
    page.get_by_role("button", name="Compare").click()
    page.get_by_label("Compared with").select_option("mnist-2d")
    page.keyboard.press("4")
    mnist, plane = latentwalk.open("mnist"), latentwalk.open("mnist-2d")
    four = mnist.preset("4")
    arrived(page, four)
    there = plane.encode(mnist.pixels(four)[None]).mean[0]
    both_show(page, four, there)
    page.get_by_label("Compared with").select_option("Stop comparing")
    expect(page.locator(BESIDE)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(BESIDE)).to_be_visible()
