"""The originals: from the server, from a file on disk, and from a host that sends whole files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.hosting import serving
from tests.browser.looking import eventually, item_of
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

RED = """canvas => Array.from(canvas.getContext('2d')
  .getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 0))"""
COLOURED = """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  .filter((one, i) => i % 4 === 3 && one === 255).length"""


@pytest.fixture(scope="module")
def model() -> latentwalk.Model:
    """A model whose originals are blocks of random greys, so that no two are alike."""
    blocks = np.random.default_rng(0).integers(0, 256, (300, 7, 7), np.uint8)
    images = np.repeat(np.repeat(blocks, 4, axis=1), 4, axis=2)
    return adopted(latentwalk.open("mnist"), data=images, originals=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def check(page: Page, model: latentwalk.Model) -> None:
    """The nearest items are the originals that Python has, then decoded ones, and the map draws."""
    assert model.originals is not None
    first = page.get_by_role("button", name=re.compile("^Go to encoded image")).first
    expect(page.get_by_role("button", name="Original", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expected = model.originals[item_of(first, model)].ravel().tolist()
    eventually(page, lambda: first.locator("canvas").evaluate(RED) == expected)
    page.get_by_role("button", name="Reconstruction").click()
    eventually(page, lambda: first.locator("canvas").evaluate(RED) != expected)
    eventually(page, lambda: "item=reconstruction" in page.url)
    page.get_by_role("button", name="Draw the originals at their points").click()
    drawn = page.locator(".field > canvas").last
    eventually(page, lambda: drawn.evaluate(COLOURED) > 28 * 28)


def test_the_server_sends_them(page: Page, model: latentwalk.Model, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    latentwalk.adopt(model, folder)
    with running(str(folder)) as (_, address):
        sizes: list[int] = []
        page.on(
            "response",
            lambda answer: sizes.append(answer.status) if "originals.bin" in answer.url else None,
        )
        page.goto(address)
        check(page, model)
        assert sizes
        assert set(sizes) == {206}


def test_a_file_has_them(page: Page, model: latentwalk.Model, tmp_path: Path) -> None:
    write_page([model], tmp_path / "page.html", ExportOptions(originals=True))
    page.goto((tmp_path / "page.html").as_uri())
    check(page, model)


def test_a_host_that_knows_no_ranges_sends_the_whole_file(
    page: Page, model: latentwalk.Model, tmp_path: Path
) -> None:
    write_page([model], f"{tmp_path / 'site'}/", ExportOptions(originals=True))
    with serving(tmp_path / "site") as address:
        page.goto(address)
        check(page, model)


def test_without_originals_there_is_nothing_to_choose(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name=re.compile("^Go to encoded image"))).to_have_count(7)
    expect(page.get_by_role("button", name="Original", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Draw the originals")).to_have_count(0)
