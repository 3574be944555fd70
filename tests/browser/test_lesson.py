"""The shipped lesson, from disk and without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.lesson import Lesson
from tests.browser.hosting import alone
from tests.browser.looking import SIZES, decoded, shows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lesson, as one file."""
    taught = Lesson.read("latent-spaces")
    out = tmp_path_factory.mktemp("lesson") / "lesson.html"
    models = [latentwalk.open(name) for name in taught.models]
    write_page(models, out, ExportOptions(lesson="latent-spaces"))
    return out


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, lesson: Path) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    faults = alone(context, lesson.as_uri())
    page = context.new_page()
    page.goto(lesson.as_uri())
    yield page
    context.close()
    assert faults == []


def sees(page: Page, z: list[float], model: str) -> None:
    """Wait until the image is a model's at a point, to a grey level."""
    shows(page, decoded(np.array(z, np.float32), model), by=1)


def test_one_predicts_and_then_sees(page: Page) -> None:
    steps = page.get_by_role("navigation", name="Steps of the lesson")
    expect(page.get_by_role("heading", name="Six numbers that draw a digit")).to_be_visible()
    expect(steps.get_by_text("1 of 7")).to_be_visible()
    steps.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="What is one number?")).to_be_visible()
    sees(page, [0.735, -1.079, -1.451, -0.318, 0.803, 1.492], "mnist")
    page.get_by_role("button", name="nothing visible").click()
    expect(page.get_by_text("becomes a two")).to_be_visible()
    expect(page.locator(".choices .right").filter(visible=True)).to_contain_text("the whole shape")
    sees(page, [0.735, 2, -1.451, -0.318, 0.803, 1.492], "mnist")
    steps.get_by_role("button", name="Next").click()
    steps.get_by_role("button", name="Reveal").click()
    steps.get_by_role("button", name="Back").click()
    expect(page.get_by_text("becomes a two")).to_be_visible()


def test_each_step_can_be_shown(page: Page) -> None:
    steps = page.get_by_role("navigation", name="Steps of the lesson")
    forth = steps.get_by_role("button").last
    for _ in range(20):
        if forth.inner_text() == "Start again":
            break
        forth.click()
        page.wait_for_timeout(300)
    expect(steps.get_by_text("7 of 7")).to_be_visible()
    expect(page.get_by_role("heading", name="What to take with you")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".notices .wrong")).to_have_count(0)


@pytest.mark.parametrize("size", [(390, 844), (844, 390)], ids=["upright", "on its side"])
def test_on_a_phone_the_whole_image_is_in_sight(
    browser: Browser, lesson: Path, size: tuple[int, int]
) -> None:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(lesson.as_uri())
    image = page.get_by_role("img", name="The image at this latent point")
    expect(image).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="What is one number?")).to_be_in_viewport(ratio=1)
    expect(image).to_be_in_viewport(ratio=1)
    page.close()
