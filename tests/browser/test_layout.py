"""The layout at every width: nothing overlaps, and nothing lies beyond the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.looking import IMAGE
from tests.browser.sizes import everywhere

if TYPE_CHECKING:
    from playwright.sync_api import Page

STATES = {
    "mnist": "model=mnist",
    "path": "model=mnist&pins=1,0,0,0,0,0;0,1,0,0,0,0;0,0,1,0,0,0",
    "compared": "model=mnist&with=mnist-2d&by=class",
    "past": "model=mnist-2d&at=3",
    "hidden": "model=mnist&hide=map,path,presets",
    "directions": "model=mnist&directions=there:0,0,3,4,0,0",
}
FAULTS = """() => {
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const box = (element) => element.getBoundingClientRect();
  const name = (element) => element.getAttribute('aria-label')
    || element.textContent.trim().slice(0, 40) || element.outerHTML.slice(0, 80);
  const faults = [];
  // what the map draws may be larger than the map, which cuts it off
  const controls = [...document.querySelectorAll(
    'button, input, select, [role=slider], canvas:not([aria-hidden=true])')];
  for (const control of controls.filter(shown)) {
    const { left, right, width, height } = box(control);
    if (!width || !height || control.closest('dialog')) continue;
    if (left < -1 || right > innerWidth + 1) faults.push(`${name(control)} lies beyond the edge`);
  }
  const regions = [...document.querySelectorAll('section, header, [role=region]')].filter(shown);
  for (const one of regions) for (const other of regions) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const [a, b] = [box(one), box(other)];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) faults.push(`${name(one)} overlaps ${name(other)}`);
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push(`the page is ${wide} pixels too wide`);
  return [regions.length, faults];
}"""
"""How many regions there are, and what is wrong with them."""


@everywhere
@pytest.mark.parametrize("state", STATES)
def test_nothing_overlaps_or_lies_beyond_the_edge(blank: Page, address: str, state: str) -> None:
    blank.goto(f"{address}#{STATES[state]}")
    settled(blank)
    expect(blank.locator(IMAGE)).to_be_visible()
    regions, faults = blank.evaluate(FAULTS)
    assert regions > 1
    assert faults == []


def test_paper_has_the_image_the_values_the_map_and_the_link(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    try:
        expect(page.locator(IMAGE)).to_be_visible()
        expect(page.get_by_role("textbox", name="z1 as a number")).to_be_visible()
        expect(page.get_by_role("application", name="Map of the latent space")).to_be_visible()
        # the address bar may still be without the view that the link has
        expect(page.get_by_text(f"{page.url.partition('#')[0]}#model=mnist")).to_be_visible()
        expect(page.get_by_role("button", name="Random", exact=True)).to_be_hidden()
        expect(page.get_by_role("navigation")).to_have_count(0)
    finally:
        page.emulate_media(media="screen")
