"""The page of `mnist`, at the size for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.looking import SIZES
from tests.browser.map.controls import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Error, Page

    Size = tuple[int, int]


@pytest.fixture(scope="package")
def tabs(browser: Browser) -> Iterator[Callable[[Size], Page]]:
    """One for all tests of a size: a page that was there before opens sooner.

    Movements are over at once.
    """
    opened: dict[Size, Page] = {}

    def tab(size: Size) -> Page:
        if size not in opened:
            width, height = size
            phone = size == SIZES["phone"]
            context = browser.new_context(
                viewport={"width": width, "height": height},
                accept_downloads=True,
                reduced_motion="reduce",
                has_touch=phone,
                is_mobile=phone,
            )
            opened[size] = context.new_page()
        return opened[size]

    yield tab
    for page in opened.values():
        page.context.close()


@pytest.fixture
def blank(tabs: Callable[[Size], Page], size: Size) -> Iterator[Page]:
    """A page that has opened nothing yet. Errors of its scripts fail the test."""
    tab = tabs(size)
    faults: list[str] = []

    def told(error: Error) -> None:
        faults.append(str(error))

    tab.mouse.move(0, 0)
    tab.on("pageerror", told)
    yield tab
    tab.goto("about:blank")
    tab.remove_listener("pageerror", told)
    assert faults == []


@pytest.fixture
def view(blank: Page, address: str) -> Callable[[str], Page]:
    """Opens the page of `mnist` with a view, at its map."""

    def open_view(view: str) -> Page:
        blank.goto(f"{address}#model=mnist&{view}")
        settled(blank)
        expect(blank.locator(f"{FIELD} > canvas")).not_to_have_count(0)
        blank.locator(FIELD).scroll_into_view_if_needed()
        return blank

    return open_view


@pytest.fixture
def close(size: Size) -> str:
    """The plane of z1 and z2, so near that encoded images lie apart under what presses them."""
    return f"plane=z1,z2&frame=0,0,{0.6 if size == SIZES['phone'] else 2}"
