"""An exported page, opened from disk and under a path of a static host, without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.conftest import settled
from tests.browser.hosting import alone, serving
from tests.browser.looking import (
    IMAGE,
    SIZES,
    arrived,
    decoded,
    eventually,
    point,
    rested,
    shown,
)
from tests.browser.test_comparing import both_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

FIRST_IMAGE = "performance.getEntriesByName('first-image')[0]?.startTime"
NOTES = """# Six numbers

Go to [a place](#model=mnist&z=1,0,0,0,0,-1).

<script>document.title = 'taken'</script>
"""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a static host: a page of one file, one with notes, and a site, far down."""
    home = tmp_path_factory.mktemp("host")
    under = home / "some" / "sub" / "path"
    under.mkdir(parents=True)
    (under / "notes.md").write_text(NOTES)
    models = [latentwalk.open("mnist"), latentwalk.open("mnist-2d")]
    write_page(models, under / "page.html", ExportOptions())
    write_page(models, f"{under / 'site'}/", ExportOptions())
    start = "#z=0,1,0,0,0,0&range=data"
    options = ExportOptions(title="Notes", text=under / "notes.md", hide=("path",), start=start)
    write_page(models, under / "notes.html", options)
    write_page(models, f"{under / 'noted'}/", options)
    return home


@pytest.fixture(scope="module")
def host(hosted: Path) -> Iterator[str]:
    """The address of that folder on a static host."""
    with serving(hosted) as address:
        yield f"{address}some/sub/path/"


COUNT_GREY_AND_COLOURED = """(canvases) => canvases.map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let grey = 0, coloured = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (!data[i + 3]) continue;
    const spread = Math.max(data[i], data[i + 1], data[i + 2])
      - Math.min(data[i], data[i + 1], data[i + 2]);
    if (spread > 40) coloured++; else if (data[i] > 60) grey++;
  }
  return [grey, coloured];
})"""

WHERE = [("disk", "desk"), ("site", "phone")]
"""A file on disk, a folder on a host."""
also_on_a_host = pytest.mark.parametrize(
    "context", [*WHERE, ("host", "desk")], ids="-".join, indirect=True
)
"""For what a host might do to the file."""


@pytest.fixture(params=WHERE, ids="-".join)
def context(
    browser: Browser, request: pytest.FixtureRequest, hosted: Path, host: str
) -> Iterator[tuple[BrowserContext, str]]:
    """A browser that may load only what lies beside the page; anything else fails the test."""
    place, size = request.param
    disk = (hosted / "some" / "sub" / "path" / "page.html").as_uri()
    at = {"disk": disk, "host": f"{host}page.html", "site": f"{host}site/"}[place]
    width, height = SIZES[size]
    phone = size == "phone"
    context = browser.new_context(
        viewport={"width": width, "height": height},
        accept_downloads=True,
        reduced_motion="reduce",
        has_touch=phone,
        is_mobile=phone,
    )
    faults = alone(context, at)
    yield context, at
    context.close()
    assert faults == []


@pytest.fixture
def page(context: tuple[BrowserContext, str]) -> Page:
    page = context[0].new_page()
    page.goto(context[1])
    settled(page)
    return page


@also_on_a_host
def test_the_first_image_is_what_the_model_decodes(page: Page) -> None:
    assert page.evaluate(FIRST_IMAGE) > 0
    assert np.abs(shown(page) - decoded(np.zeros(6))).max() <= 1
    expect(page.get_by_text("decoded in this browser")).to_have_count(1)
    expect(page).to_have_title("mnist · latentwalk")


def test_a_slider_moves_the_image(page: Page) -> None:
    slider = page.get_by_role("slider", name="z5", exact=True)
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    z = rested(page)
    assert z[4] > 0
    eventually(page, lambda: np.abs(shown(page) - decoded(z)).max() <= 1)


def test_the_map_has_its_points_and_its_tiles(page: Page) -> None:
    expect(page.get_by_text("10,000 encoded images")).to_be_visible()
    canvases = page.locator("[aria-label=Map] canvas")
    canvases.first.scroll_into_view_if_needed()

    def painted() -> bool:
        """Whether some layer has coloured points, and some the grey tiles."""
        greys, coloured = zip(*canvases.evaluate_all(COUNT_GREY_AND_COLOURED), strict=True)
        return max(coloured) > 3000 and max(greys) > 1000

    eventually(page, painted, "the map lacks its points or its tiles")


def test_a_drawing_is_encoded(page: Page) -> None:
    page.get_by_role("button", name="Draw", exact=True).click()
    pad = page.get_by_label("Drawing pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] * 0.8, steps=12)
    page.mouse.up()
    eventually(page, lambda: np.abs(point(page)).max() > 0.3, "the drawing was not placed")
    z = rested(page)
    one = decoded(latentwalk.open("mnist").preset("1"))
    others = [decoded(latentwalk.open("mnist").preset(name)) for name in "023456789"]
    image = decoded(z)
    assert np.abs(image - one).mean() < min(np.abs(image - other).mean() for other in others)


def test_a_path_leaves_as_a_gif_and_a_film(page: Page, tmp_path: Path) -> None:
    model = latentwalk.open("mnist")
    for key in "38":
        page.keyboard.press(key)
        arrived(page, model.preset(key))
        page.keyboard.press("p")
    for name, head in {"GIF": b"GIF89a", "PNG": b"\x89PNG"}.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        file = tmp_path / name
        download.value.save_as(file)
        assert file.read_bytes().startswith(head)
    with page.expect_download() as download:
        page.get_by_role("button", name="Film", exact=True).click()
    assert download.value.suggested_filename.endswith(".mp4")


def test_a_link_reopens_the_same_view(page: Page, context: tuple[BrowserContext, str]) -> None:
    page.keyboard.press("6")
    arrived(page, latentwalk.open("mnist").preset("6"))
    page.keyboard.press("p")
    eventually(page, lambda: "pins=" in page.url, "the address lacks the pin")
    other = context[0].new_page()
    other.goto(page.url)
    settled(other)
    np.testing.assert_allclose(point(other), point(page), atol=1e-4)
    assert np.abs(shown(other) - decoded(point(other))).max() <= 1
    expect(other.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()


def test_a_session_is_saved_and_opens_here_and_on_the_server(
    page: Page, blank: Page, address: str, tmp_path: Path
) -> None:
    page.keyboard.press("8")
    arrived(page, latentwalk.open("mnist").preset("8"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the session as a file").click()
    session = tmp_path / "session.json"
    download.value.save_as(session)
    page.get_by_role("button", name="Reset").click()
    arrived(page, np.zeros(6))
    page.locator("input[type=file]").first.set_input_files(session)
    arrived(page, latentwalk.open("mnist").preset("8"))
    blank.goto(address)
    settled(blank)
    blank.locator("input[type=file]").first.set_input_files(session)
    arrived(blank, latentwalk.open("mnist").preset("8"))


def test_models_are_switched(page: Page) -> None:
    switch = page.get_by_label("Model")
    switch.select_option(label="mnist-2d · 2 dimensions")
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)
    settled(page)
    assert np.abs(shown(page) - decoded(np.zeros(2), "mnist-2d")).max() <= 1
    eventually(page, lambda: "model=mnist-2d" in page.url, "the address names the old model")
    switch.select_option(label="mnist · 6 dimensions")
    expect(page.get_by_role("slider", name="z6", exact=True)).to_be_visible()


def test_models_are_compared(page: Page) -> None:
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("button", name="Class").click()
    page.get_by_role("button", name="Go to 5").click()
    both_show(page, latentwalk.open("mnist").preset("5"), latentwalk.open("mnist-2d").preset("5"))


@pytest.mark.parametrize(
    ("place", "width"), [("disk", 390), ("site", 1200), ("disk", 1440), ("site", 1920)]
)
def test_notes_stand_beside_the_explorer(
    browser: Browser, hosted: Path, host: str, place: str, width: int
) -> None:
    file = (hosted / "some" / "sub" / "path" / "notes.html").as_uri()
    address = {"disk": file, "site": f"{host}noted/"}[place]
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    faults = alone(context, address)
    page = context.new_page()
    page.goto(address)
    settled(page)
    expect(page).to_have_title("Notes")
    np.testing.assert_allclose(point(page), [0, 1, 0, 0, 0, 0])
    expect(page.get_by_role("button", name="data", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("button", name="Pin", exact=True)).to_have_count(0)
    expect(page.get_by_text("<script>document.title = 'taken'</script>")).to_be_visible()
    notes, image = page.locator(".notes").bounding_box(), page.locator(IMAGE).bounding_box()
    assert notes
    assert image
    if width < 1440:
        assert image["y"] >= notes["y"] + notes["height"]
    else:
        assert image["x"] >= notes["x"] + notes["width"]
        assert image["y"] < 100
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="a place").click()
    arrived(page, [1, 0, 0, 0, 0, -1])
    expect(page.locator(IMAGE)).to_be_in_viewport()
    context.close()
    assert faults == []


@pytest.mark.parametrize("form", ["page.html", "site/"])
def test_an_element_puts_it_into_another_page(
    browser: Browser, hosted: Path, host: str, form: str
) -> None:
    under = hosted / "some" / "sub" / "path"
    made = write_page([latentwalk.open("mnist-2d")], f"{under}/element-{form}", ExportOptions())
    other = under / "paper.html"
    other.write_text(f"<!doctype html><title>A paper</title><h1>A paper</h1>{made.element}")
    context = browser.new_context()
    faults = alone(context, host)
    page = context.new_page()
    page.goto(f"{host}paper.html")
    element = page.locator("latent-walk")
    inside = page.frame_locator("latent-walk >> iframe")
    expect(inside.get_by_role("slider", name="z2", exact=True)).to_be_visible()
    box = element.bounding_box()
    assert box
    assert box["height"] == 640
    frame = next(frame for frame in page.frames if "element-" in frame.url)
    frame.evaluate("window.kept = true")
    element.evaluate("(element) => element.setAttribute('start', '#z=1,-1')")
    slider = inside.get_by_role("slider", name="z2", exact=True)
    expect(slider).to_have_attribute("aria-valuenow", re.compile(r"^-1(\.0*)?$"))
    assert frame.evaluate("window.kept") is True
    plain = under / "plain.html"
    plain.write_text(f"<!doctype html><title>Plain</title>{made.iframe}")
    page.goto(f"{host}plain.html")
    inner = page.frame_locator("iframe")
    expect(inner.get_by_role("slider", name="z2", exact=True)).to_be_visible()
    context.close()
    assert faults == []


@pytest.mark.parametrize("part", ["modules.js", "encoder.onnx", "atlas.safetensors"])
def test_a_page_that_was_cut_off_says_so(browser: Browser, tmp_path: Path, part: str) -> None:
    """In the middle of the part whose name ends so: behind the script that can say it."""
    write_page([latentwalk.open("mnist")], tmp_path / "whole.html", ExportOptions())
    whole = (tmp_path / "whole.html").read_bytes()
    found = re.search(rf'data-part="[^"]*{re.escape(part)}[^>]*>'.encode(), whole)
    assert found is not None
    cut = tmp_path / "cut.html"
    cut.write_bytes(whole[: found.end() + 1000])
    context = browser.new_context()
    page = context.new_page()
    page.goto(cut.as_uri())
    expect(page.get_by_text("is damaged").last).to_be_visible()
    context.close()
