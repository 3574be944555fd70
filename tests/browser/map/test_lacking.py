"""Models without some parts, or with additional ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from latentwalk import gallery
from latentwalk.folder.manifest import ATLAS, DECODER, Manifest
from latentwalk.folder.model_folder import ModelFolder, write_folder
from latentwalk.layouts.inverse import Inverse
from latentwalk.outputs.image import ImageSpec
from tests.browser.conftest import settled
from tests.browser.looking import arrived, eventually, point
from tests.browser.map.chart import atlas, look
from tests.browser.map.controls import COMPONENTS, FIELD, layer, planes, tool
from tests.browser.map.seen import parts_seen
from tests.browser.models import small_decoder
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from latentwalk.folder.atlas import Atlas


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of models that lack something, or have more."""
    home = tmp_path_factory.mktemp("models")
    gallery_model = ModelFolder.read(gallery.HOME / "mnist")
    manifest, decoder = gallery_model.manifest, gallery_model.content(DECODER)
    write_folder(home / "bare", replace(manifest, name="bare"), {DECODER: decoder})
    write_folder(
        home / "arranged",
        replace(manifest, name="arranged"),
        {DECODER: decoder, ATLAS: arranged().to_bytes()},
    )
    manifest = Manifest("line", 1, ImageSpec(4, 4))
    write_folder(home / "line", manifest, {DECODER: line()})
    with running(*(str(home / name) for name in ("bare", "arranged", "line"))) as (_, address):
        yield address


def arranged() -> Atlas:
    """Few encoded images, with a layout of their own: a grid."""
    few = atlas()
    grid = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0)), axis=-1).reshape(-1, 2)
    return replace(
        few,
        **{
            name: getattr(few, name)[:100]
            for name in ("mean", "logvar", "label", "split", "error", "row")
        },
        layout=grid.astype(np.float32),
    )


def line() -> bytes:
    """A decoder of one latent dimension."""
    return small_decoder(1, [("MatMul", ["z", "w"], "linear"), ("Tanh", ["linear"], "flat")], {})


def test_a_model_without_encoded_data_says_so_and_offers_what_it_has(
    blank: Page, others: str
) -> None:
    blank.goto(f"{others}#model=bare")
    expect(blank.get_by_text("no encoded data")).to_be_visible()
    expect(planes(blank, COMPONENTS)).to_have_count(0)
    expect(layer(blank, "Data")).to_have_count(0)
    expect(tool(blank, "Draw around points")).to_have_count(0)


def test_a_model_without_encoded_data_has_its_tiles(blank: Page, others: str) -> None:
    blank.goto(f"{others}#model=bare")
    expect(blank.locator(f"{FIELD} > canvas:not(.veil)")).to_have_count(1)
    blank.get_by_text("no encoded data").wait_for()
    eventually(blank, lambda: parts_seen(blank) == (False, True))
    chart = look(blank, np.array([[-3, -3], [3, 3]]) / 0.998)
    blank.mouse.click(*chart.pointer((200, 120)))
    arrived(blank, [*chart.places((200, 120)), 0, 0, 0, 0])


def test_a_model_of_one_dimension_is_walked_along_a_strip(blank: Page, others: str) -> None:
    blank.goto(f"{others}#model=line")
    strip = blank.get_by_role("slider", name="Place on the one dimension")
    expect(strip).to_be_visible()
    field = blank.get_by_role("textbox", name="z1 as a number")
    field.fill("1.5")
    field.press("Enter")
    arrived(blank, [1.5])
    expect(strip).to_have_attribute("aria-valuenow", "1.5")


def test_a_layout_is_walked_to_its_images_and_between_them(blank: Page, others: str) -> None:
    blank.goto(f"{others}#model=arranged")
    settled(blank)
    expect(planes(blank, "Layout")).to_have_attribute("aria-pressed", "true")
    encoded = arranged()
    assert encoded.layout is not None
    chart = look(blank, encoded.layout.astype(float))
    blank.mouse.click(*chart.pointer(chart.pixels(encoded.layout[37])))
    arrived(blank, encoded.mean[37])
    between = np.array([[4.4, 6.6]], np.float32)
    blank.mouse.click(*chart.pointer(chart.pixels(between[0])))
    expected = Inverse(encoded.layout, encoded.mean)(between)[0]
    eventually(blank, lambda: np.abs(point(blank) - expected).max() < 0.1)
