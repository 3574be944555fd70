"""Training snapshots: on the server's page, and in an exported file from disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import numpy_helper
from playwright.sync_api import Locator, Page, expect

import latentwalk
from latentwalk.folder.manifest import DECODER
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.conftest import settled
from tests.browser.hosting import alone
from tests.browser.looking import eventually, shows

if TYPE_CHECKING:
    from pathlib import Path


PLACE = [0.8, 0.5]
VIEW = "#model=mnist-2d&z=0.8,0.5"


def as_it_was(at: int) -> latentwalk.Model:
    """`mnist-2d` with the decoder of a snapshot, counted from 0."""
    model = latentwalk.open("mnist-2d")
    some = model.folder.snapshots()
    assert some is not None
    network = onnx.load_from_string(model.folder.content(DECODER))
    for weight in network.graph.initializer:
        if weight.name in some.weights:
            halves = some.weights[weight.name][at].astype(np.float32)
            weight.CopyFrom(numpy_helper.from_array(halves, weight.name))
    manifest = replace(model.folder.manifest, files={})
    files = {DECODER: network.SerializeToString()}
    return latentwalk.Model(InMemoryFolder.of(model.folder.path, manifest, files))


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Snapshot of the training")


def walked_back(page: Page) -> None:
    """Go back with the keyboard, and to the end again."""
    model = latentwalk.open("mnist-2d")
    expect(slider(page)).to_have_attribute("aria-valuemax", "23")
    shows(page, model.pixels(np.array(PLACE))[..., 0].astype(int))
    slider(page).focus()
    for _ in range(16):
        page.keyboard.press("ArrowLeft")
    shows(page, as_it_was(7).pixels(np.array(PLACE))[..., 0].astype(int))
    expect(page.get_by_text("3,000 of 10,000 encoded images")).to_be_attached()
    page.keyboard.press("Home")
    shows(page, as_it_was(0).pixels(np.array(PLACE))[..., 0].astype(int))
    expect(slider(page)).to_have_attribute("aria-valuetext", "before training, loss 1129.3")
    page.keyboard.press("End")
    shows(page, model.pixels(np.array(PLACE))[..., 0].astype(int))
    expect(page.get_by_text("10,000 encoded images", exact=True)).to_be_attached()


def test_the_same_point_is_seen_at_other_times(blank: Page, address: str) -> None:
    blank.goto(address + VIEW)
    walked_back(blank)


def test_a_link_opens_at_a_moment_and_it_plays_to_the_end(blank: Page, address: str) -> None:
    blank.emulate_media(reduced_motion="no-preference")
    blank.goto(f"{address}{VIEW}&at=22")
    shows(blank, as_it_was(21).pixels(np.array(PLACE))[..., 0].astype(int))
    blank.get_by_role("button", name="Play the training").click()
    shows(blank, latentwalk.open("mnist-2d").pixels(np.array(PLACE))[..., 0].astype(int))
    expect(blank.get_by_role("button", name="Play the training")).to_be_visible()
    eventually(blank, lambda: "at=" not in blank.url, "the address keeps the moment")


def test_a_model_without_snapshots_has_no_slider_and_fetches_nothing_for_it(
    blank: Page, address: str
) -> None:
    asked: list[str] = []
    blank.on("request", lambda request: asked.append(request.url))
    blank.goto(address)
    settled(blank)
    blank.wait_for_timeout(1000)
    expect(slider(blank)).to_have_count(0)
    assert not [url for url in asked if "Timeline" in url or "snapshots" in url]


def test_an_exported_file_goes_back_too(blank: Page, tmp_path: Path) -> None:
    write_page([latentwalk.open("mnist-2d")], tmp_path / "page.html", ExportOptions())
    home = tmp_path.as_uri()
    faults = alone(blank.context, home)
    blank.goto(f"{home}/page.html{VIEW}")
    walked_back(blank)
    assert faults == []
