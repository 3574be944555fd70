"""Faults are shown, and the rest continues to work."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import write_folder
from latentwalk.hosts.server.serving import listen
from latentwalk.outputs.image import ImageSpec
from tests.browser.conftest import settled
from tests.browser.looking import arrived, decoded, eventually, shown
from tests.browser.models import small_decoder
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.tabs import Tabs

CUT = """() => [...document.querySelectorAll('button')].filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one]).filter(([box]) => box.width &&
    (box.left < -1 || box.right > innerWidth + 1)).map(([, one]) => one.outerHTML)"""
"""Buttons that lie beyond the edge."""


def test_nothing_is_requested_from_another_origin(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    settled(page)
    page.close()
    assert asked
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)


def test_eight_tabs_are_open_at_once(browser: Browser, address: str) -> None:
    context = browser.new_context()  # a browser opens six connections to a server
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        page.goto(address)
        settled(page)
    assert np.abs(shown(pages[-1]) - decoded(np.zeros(6))).max() <= 2
    context.close()


def test_a_lost_server_is_shown_and_the_page_continues(blank: Page) -> None:
    with listen("127.0.0.1", 0) as free:  # a port that no other server will take meanwhile
        port = str(free.getsockname()[1])
    with running("mnist", "--port", port) as (process, address):
        blank.goto(f"{address}#pins=1,0,0,0,0,0;0,1,0,0,0,0&frames=4")
        settled(blank)
        blank.wait_for_load_state("networkidle")  # what writes files is loaded with its buttons
        process.send_signal(signal.SIGKILL)
        process.wait()
        expect(blank.get_by_text("The server has stopped.")).to_be_visible()
        blank.get_by_role("textbox", name="z1 as a number").fill("1")
        blank.keyboard.press("Enter")
        arrived(blank, [1, 0, 0, 0, 0, 0])
        assert np.abs(shown(blank) - decoded([1, 0, 0, 0, 0, 0])).max() <= 2
        for form in ("GIF", "PNG", "Film"):
            with blank.expect_download() as download:
                blank.get_by_role("button", name=form, exact=True).click()
            assert download.value.path().stat().st_size > 500
        with running("mnist", "--port", port) as (_, again):
            assert again == address
            expect(blank.get_by_text("The server has stopped.")).to_be_hidden(timeout=15_000)


def test_a_model_that_the_engine_lacks_an_operator_for_is_decoded_on_the_server(
    blank: Page, unusual: Path
) -> None:
    with running(str(unusual)) as (process, address):
        blank.goto(address)
        expect(blank.get_by_text("decoded on the server")).to_be_visible()
        expect(blank.get_by_text("decoded on the server")).to_have_attribute(
            "title", "The model uses Det, which this engine lacks."
        )
        field = blank.get_by_role("textbox", name="z2 as a number")
        field.fill("1.5")
        field.press("Enter")
        arrived(blank, [0, 1.5])
        expected = decoded([0, 1.5], str(unusual))
        eventually(blank, lambda: np.abs(shown(blank) - expected).max() <= 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        expect(blank.get_by_text("Images wait until it is back")).to_be_visible()


@pytest.mark.parametrize("name", ["decoder.onnx", "atlas.safetensors"])
def test_a_damaged_model_folder_says_so(blank: Page, model_folder: Path, name: str) -> None:
    with running(str(model_folder)) as (_, address):
        content = (model_folder / name).read_bytes()
        (model_folder / name).write_bytes(content[:-5] + b"other")
        blank.goto(address)
        expect(blank.get_by_text(f"{name} could not be loaded (404)").first).to_be_visible()
        if name == "atlas.safetensors":  # all else works
            blank.get_by_role("textbox", name="z1 as a number").fill("1")
            blank.keyboard.press("Enter")
            arrived(blank, [1, 0, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (360, 780), (900, 1100), (1440, 900), (2560, 1300)]
)
def test_nothing_sticks_out_at_any_width(tabs: Tabs, address: str, width: int, height: int) -> None:
    with tabs.lent((width, height)) as page:
        page.goto(address)
        page.get_by_role("button", name="Go to 3").wait_for()
        page.keyboard.press("3")
        page.keyboard.press("p")
        page.keyboard.press("7")
        arrived(page, latentwalk.open("mnist").preset("7"))
        page.keyboard.press("p")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []


@pytest.fixture
def unusual(tmp_path: Path) -> Path:
    """A model folder whose decoder uses an operator that the browser's engine lacks."""
    nodes = [
        ("MatMul", ["z", "w"], "linear"),
        ("Det", ["eye"], "one"),
        ("Mul", ["linear", "one"], "scaled"),
        ("Tanh", ["scaled"], "flat"),
    ]
    decoder = small_decoder(2, nodes, {"eye": np.eye(2, dtype=np.float32)[None]})
    folder = tmp_path / "unusual"
    manifest = Manifest("unusual", 2, ImageSpec(4, 4))
    write_folder(folder, manifest, {"decoder.onnx": decoder})
    return folder
