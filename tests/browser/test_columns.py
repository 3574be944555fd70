"""The map in the colours of what is known about the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import settled

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_numbers_and_categories_colour_the_map_one_by_one_and_side_by_side(
    blank: Page, address: str
) -> None:
    blank.goto(f"{address}#model=typefaces")
    settled(blank)
    blank.get_by_label("Colour", exact=True).select_option("weight")
    expect(blank.get_by_role("group", name="From violet at 300 to yellow at 850")).to_be_visible()
    blank.get_by_role("button", name="Side by side").click()
    maps = blank.get_by_role("group", name="The map by each column").get_by_role("button")
    expect(maps.filter(has_text="weight")).to_have_attribute("aria-pressed", "true")
    maps.filter(has_text="serifs").click()
    expect(blank.get_by_label("Colour", exact=True)).to_have_value("serifs")
    field = maps.filter(has_text="slant").locator(".field").bounding_box()
    assert field is not None
    blank.mouse.move(field["x"] + 2, field["y"] + 2)
    blank.mouse.down()
    blank.mouse.move(field["x"] + field["width"] / 2, field["y"] + field["height"] - 2, steps=3)
    blank.mouse.up()
    expect(blank.get_by_role("form", name="A direction between groups")).to_be_visible()
    expect(blank.get_by_label("Colour", exact=True)).to_have_value("serifs")
