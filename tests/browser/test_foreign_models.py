"""Foreign models, each on its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page as Served
from latentwalk.outputs.image import ImageSpec
from tests.adoption import models
from tests.adoption.models import CASES
from tests.adoption.opening import opened
from tests.browser.looking import eventually, shows

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from latentwalk.infer.model import Model

pytestmark = pytest.mark.slow

FEW = 24
"""Models of at most this many dimensions have a slider for each."""


def opens_on(page: Page, model: Model) -> None:
    """The page of a model shows what the model decodes, at the origin and where a slider leads."""
    served = Served([model], ServerOptions(port=9500))
    try:
        page.goto(served.address)
        where = "on the server" if "decoder" in model.live else "in this browser"
        expect(page.get_by_text(f"decoded {where}")).to_be_visible()
        number = page.get_by_role("textbox", name="as a number").first
        expect(number).to_be_visible()
        key = str(number.get_attribute("aria-label")).split()[0]
        z = np.zeros(model.latent_dim, np.float32)
        same(page, model, z)
        if model.latent_dim > FEW:
            return  # without data its sliders become directions that the page finds
        number.fill("1.5")
        page.keyboard.press("Enter")
        z[int(key[1:]) - 1] = 1.5
        same(page, model, z)
    finally:
        served.stop()


def same(page: Page, model: Model, z: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    """Wait until the image, or the table that is saved of a curve, is what Python decodes."""
    if isinstance(model.output, ImageSpec):
        shows(page, model.pixels(z)[..., 0].astype(int))
        return
    expected = model.decode(z)

    def agrees() -> bool:
        with page.expect_download() as saved:
            page.get_by_role("button", name="CSV", exact=True).first.click()
        rows = saved.value.path().read_text().splitlines()[1:]
        found = np.array([float(row.split(",")[-1]) for row in rows])
        return bool(np.allclose(found, expected.ravel(), atol=1e-3 * np.abs(expected).max()))

    eventually(page, agrees)


@pytest.mark.parametrize("name", CASES)
def test_its_page_decodes_in_the_browser(blank: Page, name: str) -> None:
    torch.manual_seed(0)
    opens_on(blank, opened(CASES[name][0]()))


def test_a_function_decodes_in_its_process(blank: Page) -> None:
    model = opened(models.Unexportable())
    opens_on(blank, model)
    tip = blank.get_by_text("decoded on the server").get_attribute("title") or ""
    assert "which runs in Python" in tip


def test_a_drawing_is_placed_without_an_encoder(blank: Page) -> None:
    torch.manual_seed(0)
    model = opened(models.Colour())
    served = Served([model], ServerOptions(port=9500))
    try:
        blank.goto(served.address)
        blank.get_by_role("button", name="Draw", exact=True).click()
        box = blank.get_by_label("Drawing pad").bounding_box()
        assert box is not None
        blank.mouse.move(box["x"] + 60, box["y"] + 60)
        blank.mouse.down()
        blank.mouse.move(box["x"] + 150, box["y"] + 160, steps=5)
        blank.mouse.up()
        expect(blank.get_by_text("off by")).to_be_visible(timeout=20_000)
    finally:
        served.stop()


def test_an_autoencoder_opens_at_the_middle_of_its_data(blank: Page) -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    images = rng.random((60, 1, 32, 32), dtype=np.float32)
    model = opened(models.Quantized(), data=images)
    assert model.atlas is not None
    served = Served([model], ServerOptions(port=9500))
    try:
        blank.goto(served.address)
        expect(blank.get_by_role("slider", name="PC 1", exact=True)).to_be_visible()
        expect(blank.get_by_text("256 dimensions").first).to_be_attached()
        same(blank, model, model.atlas.mean.mean(0))
    finally:
        served.stop()
