"""From the gallery to a model of sounds: its layout and its columns, in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page as Served
from tests.journeys.test_accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.browser import Browser, Spot

RING = "document.querySelector('[role=application] circle.ring')?.getBoundingClientRect()"
ORGAN = """[...document.querySelectorAll('[aria-label="Values of family"] button')]
  .find((one) => one.innerText.startsWith('organ'))"""
ROWS = "document.querySelector('[aria-label=Table] header').innerText"


@pytest.fixture
def gallery(browser: Browser) -> Iterator[Browser]:
    """The gallery, with one model."""
    served = Served([latentwalk.open("waves")], ServerOptions(port=9650), gallery=True)
    try:
        browser.open(served.address)
        yield browser
        assert browser.evaluate("window.journey.errors") == []
    finally:
        served.stop()


def ring(page: Browser) -> Spot:
    """Where the present point is on the map."""
    page.eventually(lambda: page.evaluate(f"Boolean({RING})"), "the map has no ring")
    left, top, size = page.evaluate(f"(({{ x, y, width }}) => [x, y, width])({RING})")
    return left + size / 2, top + size / 2


def test_a_model_of_the_gallery_is_walked_on_its_layout(gallery: Browser) -> None:
    page = gallery
    page.click("waves")
    left = "location.hash.includes('waves') && document.readyState === 'complete'"
    page.eventually(lambda: page.evaluate(left), "the link leads nowhere")
    page.watch()
    page.expect("Layout (t-SNE)")
    page.click("Layout (t-SNE)")
    page.box("Zoom in")
    x, y = ring(page)
    before = page.rested()
    page.drag([(x, y), (x + 20, y + 10), (x + 40, y + 20)])
    z = page.rested()
    assert np.abs(z - before).max() > 0.01
    moved = np.array(ring(page)) - (x, y)
    np.testing.assert_allclose(moved, (40, 20), atol=6)

    page.click("Colour the map by family")
    page.evaluate(f"{ORGAN}.click()")
    page.click("Table")
    columns = latentwalk.open("waves").columns
    assert columns is not None
    organs = columns["family"].objects().count("organ")
    page.eventually(lambda: f"{organs:,} " in page.evaluate(ROWS), "the table has other rows")
    assert violations(page) == []
