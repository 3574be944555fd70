"""The layers of a decoder, in a single file, which has the small engine only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.hosting import alone

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

THREE = [0.735, -1.079, -1.451, -0.318, 0.803, 1.492]


def test_the_last_layer_returns_the_image(browser: Browser, tmp_path: Path) -> None:
    model = latentwalk.open("mnist")
    link = f"z={','.join(map(str, THREE))}&network=6"
    write_page([model], tmp_path / "page.html", ExportOptions(start=link))
    context = browser.new_context()
    faults = alone(context, (tmp_path / "page.html").as_uri())
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    layer = page.get_by_role("group", name="What layer 6 returns")
    expect(page.get_by_role("figure", name="Colours of layer 6: from -1 to 1")).to_be_visible()
    layer.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(13):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    readout = page.get_by_text(re.compile(r"^channel 1, row 14, column 14: "))
    expect(readout).to_be_visible()
    value = model.decode(np.array([THREE], np.float32))[0, 0, 13, 13]
    assert abs(float(readout.inner_text().rpartition(" ")[2]) - value) < 5e-3
    context.close()
    assert faults == []
