"""Paths that the page finds, and fields that it shows, against what Python finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page as Served
from latentwalk.paths import even, through_data
from tests.adoption import models
from tests.adoption.opening import opened
from tests.browser.looking import arrived

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Page


def halfway(curve: str, ends: NDArray[np.float32]) -> str:
    """The part of a link with a path of two frames from one end to the other."""
    pins = ";".join(",".join(f"{x:.6f}" for x in end) for end in ends)
    return f"curve={curve}&frames=2&pins={pins}"


def walked_halfway(page: Page) -> None:
    """Waits until the path is found, and goes to its middle."""
    expect(page.get_by_role("button", name="GIF", exact=True)).to_be_enabled()
    page.get_by_role("slider", name="Position on the path").press("ArrowRight")


def test_an_even_path_in_a_page_of_one_file_is_that_of_python(blank: Page, tmp_path: Path) -> None:
    model = latentwalk.open("mnist")
    write_page([model], tmp_path / "page.html", ExportOptions())
    ends = np.stack([model.preset("3"), model.preset("0")]).round(6)
    blank.goto(f"file://{tmp_path / 'page.html'}#{halfway('even', ends)}")
    walked_halfway(blank)
    arrived(blank, even(model, *ends, 25)[12])


def test_a_path_through_the_data_is_that_of_python(blank: Page, address: str) -> None:
    model = latentwalk.open("mnist")
    ends = np.stack([model.preset("3"), model.preset("0")]).round(6)
    blank.goto(f"{address}#{halfway('data', ends)}")
    walked_halfway(blank)
    arrived(blank, through_data(model, *ends, 97)[48])


def test_an_even_path_of_a_function_is_found_by_decoding_in_its_process(blank: Page) -> None:
    model = opened(models.Unexportable())
    ends = np.zeros((2, model.latent_dim), np.float32)
    ends[:, 0] = [-1, 1]
    ends[:, 1] = [1, 1]
    served = Served([model], ServerOptions(port=9510))
    try:
        blank.goto(f"{served.address}#{halfway('even', ends)}")
        walked_halfway(blank)
        arrived(blank, even(model, *ends, 25)[12])
    finally:
        served.stop()


def test_a_field_has_a_scale_and_the_value_at_the_ring(page: Page) -> None:
    page.get_by_label("Field").select_option("Distance to the data")
    model = latentwalk.open("mnist")
    assert model.atlas is not None
    nearest = np.linalg.norm(model.atlas.mean.astype(float), axis=1).min()
    expect(page.get_by_text(f"latent units, here {nearest:.3g}")).to_be_visible()
    expect(page).to_have_url(re.compile("field=distance"))
