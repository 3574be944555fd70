"""What people do with a conditional model, in every engine, and the same images as in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from tests.adoption.conditional import OneHot

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from tests.journeys.browser import Browser

ANIMALS = ["cat", "dog", "bird"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> latentwalk.Model:
    torch.manual_seed(0)
    conditions = {"y": ANIMALS}
    folder = tmp_path_factory.mktemp("conditional") / "animals"
    return latentwalk.adopt(OneHot(4, 3), folder, conditions=conditions, values=(0, 1))


@pytest.fixture
def page(browser: Browser, model: latentwalk.Model, tmp_path: Path) -> Browser:
    """The model's page in a file."""
    write_page([model], tmp_path / "page.html", ExportOptions())
    browser.open((tmp_path / "page.html").as_uri())
    browser.expect("z1 as a number")
    return browser


def decoded(model: latentwalk.Model, z: list[float], animal: str) -> NDArray[np.int_]:
    return model.pixels(z, conditions={"y": animal})[..., 0].astype(int)


def test_a_condition_is_chosen_and_undone(page: Browser, model: latentwalk.Model) -> None:
    origin = [0.0] * 4
    page.shows(decoded(model, origin, "cat"))
    page.click("bird")
    page.shows(decoded(model, origin, "bird"))
    page.click("z1 as a number")
    page.write("1.5")
    page.enter()
    page.shows(decoded(model, [1.5, 0, 0, 0], "bird"))
    page.press("Control", "z")
    page.press("Control", "z")
    page.shows(decoded(model, origin, "cat"))
    assert page.evaluate("window.journey.errors") == []


def test_a_link_holds_the_condition(page: Browser, model: latentwalk.Model) -> None:
    page.open(f"{page.evaluate('location.href').partition('#')[0]}#z=0,1,0,0&given=y:dog")
    page.shows(decoded(model, [0, 1, 0, 0], "dog"))
