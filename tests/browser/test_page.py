"""The page as a person meets it: the real command, in a real browser."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import latentwalk
from tests.hosts.test_server import running

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that LATENTWALK_CHROMIUM names; in CI it must be there."""
    path = os.environ.get("LATENTWALK_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and in CI the page must be tested")
        pytest.skip("needs Chromium: install it or name it with LATENTWALK_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running("mnist") as (_, address):
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(address)
    expect(page.locator("#status")).to_contain_text("decoded here")
    yield page
    assert faults == []
    context.close()


def shown(page: Page) -> np.ndarray:
    """The canvas's own pixels, (h, w) uint8."""
    values: Any = page.evaluate(
        """() => {
          const canvas = document.querySelector('canvas');
          const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return [canvas.height, canvas.width, Array.from(image.data).filter((_, i) => i % 4 == 0)];
        }"""
    )
    height, width, pixels = values
    return np.array(pixels, np.uint8).reshape(height, width)


def decoded(z: Any) -> np.ndarray:
    """What ONNX Runtime makes of the same point."""
    return latentwalk.open("mnist").pixels(z)[..., 0].astype(int)


def test_it_opens_on_the_origin_decoded_in_the_browser(page: Page) -> None:
    assert np.abs(shown(page) - decoded(np.zeros(6))).max() <= 1
    expect(page.locator("#sliders input[type=range]")).to_have_count(6)
    expect(page.locator("#status")).to_contain_text("WebAssembly")


def test_a_slider_moves_the_image(page: Page) -> None:
    slider = page.locator("#sliders input[type=range]").nth(2)
    slider.fill("1.5")
    z = np.zeros(6)
    z[2] = 1.5
    page.wait_for_function("() => document.querySelectorAll('#sliders input')[4].value != '0'")
    page.wait_for_timeout(200)
    assert np.abs(shown(page) - decoded(z)).max() <= 1


def test_a_preset_is_walked_to(page: Page) -> None:
    page.get_by_role("button", name="3", exact=True).click()
    page.wait_for_timeout(1000)
    preset = latentwalk.open("mnist").preset("3")
    assert np.abs(shown(page) - decoded(preset)).max() <= 2
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(1000)
    assert np.abs(shown(page) - decoded(np.zeros(6))).max() <= 2


def test_nothing_is_asked_of_another_origin(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator("#status")).to_contain_text("decoded here")
    page.close()
    assert asked
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
