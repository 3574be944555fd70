"""The page as a user sees it: the real command, in a real browser."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.looking import SIZES
from tests.browser.tabs import Tabs
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # a busy machine is slow, and no test measures time


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, or what LATENTWALK_CHROMIUM names; in CI it must be there.

    Chromium's headless shell is the same engine without the browser's own window and menus, and
    takes a fifth less time. The journeys run in the whole browser.
    """
    path = os.environ.get("LATENTWALK_CHROMIUM")
    path = path or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and in CI the page must be tested")
        pytest.skip("needs Chromium: install it or name it with LATENTWALK_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Of a server of the gallery."""
    with running("mnist") as (_, address):
        yield address


@pytest.fixture
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Width and height of the page: a desk's, unless the test is for others too (`sizes.py`)."""
    width, height = getattr(request, "param", SIZES["desk"])
    return width, height


@pytest.fixture(scope="package")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """The tabs that all tests share."""
    tabs = Tabs(browser)
    yield tabs
    tabs.close()


@pytest.fixture
def blank(tabs: Tabs, size: tuple[int, int]) -> Iterator[Page]:
    """A page that has opened nothing yet, without animation; its errors fail the test."""
    with tabs.lent(size) as page:
        yield page


@pytest.fixture
def page(blank: Page, address: str) -> Page:
    """The page of `mnist`, with its atlas."""
    blank.goto(address)
    settled(blank)
    return blank


@pytest.fixture
def moving(page: Page) -> Page:
    """The page of `mnist`, on which movements take their time."""
    page.emulate_media(reduced_motion="no-preference")
    return page


def settled(page: Page) -> None:
    """Wait until the atlas is there."""
    expect(page.get_by_text("most informative first")).to_be_attached()
