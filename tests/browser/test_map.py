"""The map: its planes, its layers, walking on it, and directions between groups."""

from __future__ import annotations

import io
import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import latentwalk
from latentwalk import gallery
from latentwalk.data.centring import centred
from latentwalk.folder import ATLAS, DECODER, Manifest, ModelFolder, write_folder
from latentwalk.image import ImageSpec
from tests.browser.conftest import settled
from tests.browser.looking import arrived, decoded, point, shown
from tests.browser.models import small_decoder
from tests.browser.test_placing import seven
from tests.hosts.test_server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray
    from playwright.sync_api import Browser, Error, Locator, Page

    from latentwalk.atlas import Atlas

    Open = Callable[[str], Page]

FIELD = "[role=application]"
COMPONENTS = re.compile("^PC")
HERE = [0.5, 1.0, -1.0, 0.3, 0.2, -0.7]
"""A point off every plane through the origin."""
CLOSE = "plane=z1,z2&frame=0,0,2"
"""The plane of the first two dimensions, near enough that encoded images lie apart."""


@dataclass
class Chart:
    """Where the map shows what: its middle, the width it shows, and its size in CSS pixels."""

    middle: NDArray[np.float64]
    span: float
    size: NDArray[np.float64]
    corner: NDArray[np.float64]

    @property
    def scale(self) -> float:
        return float(self.size[0]) / self.span

    def pixels(self, places: ArrayLike) -> NDArray[np.float64]:
        """Places on the plane, in pixels from the map's top left."""
        flipped = (np.asarray(places, float) - self.middle) * [1, -1]
        return flipped * self.scale + self.size / 2

    def places(self, pixels: ArrayLike) -> NDArray[np.float64]:
        return self.middle + (np.asarray(pixels, float) - self.size / 2) * [1, -1] / self.scale

    def pointer(self, pixels: ArrayLike, off: ArrayLike = (0, 0)) -> tuple[float, float]:
        """Pixels of the map, and some off them, as the mouse takes them."""
        x, y = self.corner + np.asarray(pixels, float) + off
        return float(x), float(y)


def rested(page: Page) -> Page:
    """The page when its address has been written: a timer of its own, after the page's."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 320)))")
    return page


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(60):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


def parts(page: Page) -> dict[str, str]:
    """What the address says."""
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).fragment).items()}


def look(page: Page, places: NDArray[np.float64] | None = None) -> Chart:
    """What the map shows: as the address says, or all of `places`."""
    left, top, width, height = page.locator(FIELD).evaluate(
        """(field) => { const box = field.getBoundingClientRect();
          return [box.left, box.top, field.clientWidth, field.clientHeight]; }"""
    )
    size = np.array([width, height], float)
    frame = parts(page).get("frame")
    if frame:
        x, y, span = map(float, frame.split(","))
        middle = np.array([x, y])
    else:
        assert places is not None
        low, high = np.quantile(places, [0.001, 0.999], axis=0)
        middle = (low + high) / 2
        wide, high = high - low
        span = max(wide, high * width / height) * 1.16
    return Chart(middle, span, size, np.array([left, top], float))


def atlas() -> Atlas:
    encoded = latentwalk.open("mnist").atlas
    assert encoded is not None
    return encoded


def marker(page: Page) -> NDArray[np.float64]:
    """The middle of the mark where one is, in pixels of the map."""
    style = page.locator(f"{FIELD} svg:has(circle.middle)").get_attribute("style") or ""
    at = re.search(r"translate\(([-.\de]+)px, ?([-.\de]+)px\)", style)
    assert at, style
    return np.array([float(at[1]), float(at[2])]) + 16


def alone(chart: Chart, means: NDArray[np.float32]) -> int:
    """An encoded image well within the map that lies far from all others."""
    pixels = chart.pixels(means[:, :2])
    inner = ((pixels > 60) & (pixels < chart.size - 60)).all(axis=1)
    inner &= np.linalg.norm(pixels - chart.pixels([0, 0]), axis=1) > 40  # the marker's
    inside = np.flatnonzero(inner)[:300]
    distances = np.linalg.norm(pixels[inside, None] - pixels, axis=-1)
    return int(inside[np.partition(distances, 1, axis=1)[:, 1].argmax()])


def free(chart: Chart, means: NDArray[np.float32]) -> NDArray[np.float64]:
    """Whole pixels where no encoded image and no mark lies."""
    pixels = chart.pixels(means[:, :2])
    rng = np.random.default_rng(0)
    for spot in rng.integers(70, chart.size.astype(int) - 70, (500, 2)):
        if np.linalg.norm(pixels - spot, axis=1).min() > 10:
            return spot.astype(float)
    raise AssertionError("points are everywhere")


def see(page: Page) -> NDArray[np.int_]:
    """The map as it is seen, (h, w, 3)."""
    picture = Image.open(io.BytesIO(page.locator(FIELD).screenshot()))
    return np.asarray(picture.convert("RGB")).astype(int)


def sheet(page: Page) -> tuple[int, int]:
    """Rows and columns of the pixels of all tiles."""
    height, width = page.locator(f"{FIELD} > canvas").first.evaluate(
        "(canvas) => [canvas.height, canvas.width]"
    )
    return height, width


def tile_at(page: Page, row: int, column: int) -> NDArray[np.int_]:
    """The tile's own pixels, (28, 28)."""
    values = page.locator(f"{FIELD} > canvas").first.evaluate(
        """(canvas, [row, column]) => Array.from(canvas.getContext('2d')
          .getImageData(28 * column, 28 * row, 28, 28).data).filter((_, i) => i % 4 === 0)""",
        [row, column],
    )
    return np.array(values, int).reshape(28, 28)


def parts_seen(page: Page) -> tuple[bool, bool]:
    """Whether coloured points and grey images are seen."""
    picture = see(page)
    hue = picture.max(axis=2) - picture.min(axis=2)
    grey = (hue < 6) & (picture.max(axis=2) > 90)
    return bool((hue > 60).mean() > 0.05), bool(grey.mean() > 0.03)


def dots(page: Page, colour: str) -> int:
    """How many of the points' pixels have a colour."""
    count: int = page.locator(f"{FIELD} > canvas").last.evaluate(
        """(canvas, colour) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 40 && colour.every((value, c) => Math.abs(data[i + c] - value) < 12))
              count++;
          return count;
        }""",
        [int(colour[i : i + 2], 16) for i in (0, 2, 4)],
    )
    return count


def outline(page: Page, chart: Chart, low: Sequence[float], high: Sequence[float]) -> NDArray[Any]:
    """Draw around a rectangle of pixels of the map; the encoded images in it."""
    x0, y0 = low
    x1, y1 = high
    page.mouse.move(*chart.pointer((x0, y0)))
    page.mouse.down()
    for corner in ((x1, y0), (x1, y1), (x0, y1), (x0, y0)):
        page.mouse.move(*chart.pointer(corner), steps=3)
    page.mouse.up()
    pixels = chart.pixels(atlas().mean[:, :2])
    return np.flatnonzero(((pixels > low) & (pixels < high)).all(axis=1))


def unit(vector: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(vector / np.linalg.norm(vector), float)


def between(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    """The direction from one group of encoded images to another."""
    means = atlas().mean.astype(float)
    return unit(means[second].mean(axis=0) - means[first].mean(axis=0))


def directions(page: Page) -> dict[str, NDArray[np.float64]]:
    """Those in the address."""
    text = parts(rested(page)).get("directions", "")
    found = [one.split(":") for one in text.split(";") if one]
    return {name: np.array([float(part) for part in z.split(",")]) for name, z in found}


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="The map's tools").get_by_role("button", name=name)


def planes(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("group", name="The map's plane").get_by_role("button", name=name)


def layer(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="What the map shows").get_by_role("button", name=name)


def note(page: Page, text: str) -> Locator:
    """What the map says of itself."""
    return page.locator(f"{FIELD} p.note").filter(has_text=text)


def legend(page: Page, name: str) -> Locator:
    classes = page.get_by_role("list", name="Classes on the map")
    return classes.get_by_role("button", name=re.compile(rf"^{name} "))


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One for all tests: a page that was there before opens sooner. Movements are over at once."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, accept_downloads=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def blank(tab: Page) -> Iterator[Page]:
    """A page that has opened nothing yet. Errors of its scripts fail the test."""
    faults: list[str] = []

    def told(error: Error) -> None:
        faults.append(str(error))

    tab.mouse.move(0, 0)
    tab.on("pageerror", told)
    yield tab
    tab.goto("about:blank")
    tab.remove_listener("pageerror", told)
    assert faults == []


@pytest.fixture
def view(blank: Page, address: str) -> Open:
    """Opens the page of `mnist` with a view."""

    def open_view(view: str) -> Page:
        blank.goto(f"{address}#model=mnist&{view}")
        settled(blank)
        expect(blank.locator(f"{FIELD} > canvas")).not_to_have_count(0)
        return blank

    return open_view


@pytest.fixture
def grouped(view: Open) -> tuple[Page, NDArray[Any], NDArray[Any]]:
    """The page after two groups were drawn around, and the encoded images in each."""
    page = view(CLOSE)
    chart = look(page)
    tool(page, "Draw around points").click()
    first = outline(page, chart, (80, 80), (240, 200))
    second = outline(page, chart, (320, 220), (440, 330))
    assert min(len(first), len(second)) > 20
    return page, first, second


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
            name: getattr(few, name)[:100] for name in ("mean", "logvar", "label", "split", "error")
        },
        layout=grid.astype(np.float32),
    )


def line() -> bytes:
    """A decoder of one latent dimension."""
    return small_decoder(1, [("MatMul", ["z", "w"], "linear"), ("Tanh", ["linear"], "flat")], {})


# what lies on which plane


def test_it_opens_on_the_two_dimensions_that_carry_most(page: Page) -> None:
    encoded = atlas()
    nats = (encoded.mean**2 + np.exp(encoded.logvar) - 1 - encoded.logvar).mean(axis=0)
    most = np.argsort(-nats)[:2] + 1
    expect(page.get_by_label("To the right")).to_have_value(f"z{most[0]}")
    expect(page.get_by_label("Upward")).to_have_value(f"z{most[1]}")


def test_the_chosen_axes_span_the_plane(view: Open) -> None:
    page = view(f"plane=z1,z2&z={','.join(map(str, HERE))}")
    page.get_by_label("To the right").select_option("z6")
    page.get_by_label("Upward").select_option("z3")
    assert parts(rested(page))["plane"] == "z6,z3"
    places = atlas().mean[:, [5, 2]]
    np.testing.assert_allclose(
        marker(page), look(page, places).pixels([HERE[5], HERE[2]]), atol=0.5
    )


def test_an_axis_taken_from_the_other_side_leaves_its_own_there(view: Open) -> None:
    page = view("plane=z1,z5")
    page.get_by_label("Upward").select_option("z1")
    expect(page.get_by_label("To the right")).to_have_value("z5")
    expect(page.get_by_label("Upward")).to_have_value("z1")


def test_principal_components_are_those_of_the_encoded_data(view: Open) -> None:
    page = view(f"plane=z2,z4&z={','.join(map(str, HERE))}")
    planes(page, COMPONENTS).click()
    expect(page.get_by_label("Upward")).to_have_count(0)
    means = atlas().mean.astype(float)
    middle = means.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(means.T))
    first = axes[:, [-1, -2]]
    first *= np.sign(first[np.abs(first).argmax(axis=0), [0, 1]])
    chart = look(page, (means - middle) @ first)
    np.testing.assert_allclose(marker(page), chart.pixels((HERE - middle) @ first), atol=1)


def test_back_from_the_components_are_the_axes_that_were_there(view: Open) -> None:
    page = view("plane=z2,z4")
    planes(page, COMPONENTS).click()
    planes(page, "Axes").click()
    expect(page.get_by_label("To the right")).to_have_value("z2")
    expect(page.get_by_label("Upward")).to_have_value("z4")


def test_the_plane_of_three_pins_keeps_their_distances(page: Page) -> None:
    model = latentwalk.open("mnist")
    expect(planes(page, "3 pins")).to_have_count(0)
    for digit in "170":
        page.keyboard.press(digit)
        arrived(page, model.preset(digit))
        page.keyboard.press("p")
    planes(page, "3 pins").click()
    expect(planes(page, "3 pins")).to_have_attribute("aria-pressed", "true")
    marks = page.locator(f"{FIELD} g.pin").evaluate_all(
        "(pins) => pins.map((pin) => pin.getAttribute('transform'))"
    )
    pixels = np.array([re.findall(r"-?\d[-.\de]*", mark) for mark in marks], float)
    pins = np.stack([model.preset(digit) for digit in "170"])
    apart = [np.linalg.norm(pins[i] - pins[j]) for i, j in ((0, 1), (1, 2), (2, 0))]
    seen = [np.linalg.norm(pixels[i] - pixels[j]) for i, j in ((0, 1), (1, 2), (2, 0))]
    np.testing.assert_allclose(np.array(seen) / seen[0], np.array(apart) / apart[0], rtol=0.01)


def test_without_a_third_pin_the_map_leaves_their_plane(view: Open) -> None:
    page = view("plane=pins&pins=1,0,0,0,0,0;0,1,0,0,0,0;0,0,1,0,0,0")
    expect(planes(page, "3 pins")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Pin 2 of 3: go there").press("Delete")
    expect(planes(page, "Axes")).to_have_attribute("aria-pressed", "true")
    expect(planes(page, "3 pins")).to_have_count(0)


# what of it is seen


@pytest.mark.parametrize(
    ("name", "points", "images"),
    [("Both", True, True), ("Data", True, False), ("Images", False, True)],
)
def test_a_layer_shows_what_it_is_called_for(
    view: Open, name: str, points: bool, images: bool
) -> None:
    page = view(f"layers={'both' if name == 'Data' else 'points'}")
    layer(page, name).click()
    expect(layer(page, name)).to_have_attribute("aria-pressed", "true")
    eventually(page, lambda: parts_seen(page) == (points, images))


def test_tiles_are_what_their_places_decode_to(view: Open) -> None:
    page = view(f"layers=images&plane=z3,z6&frame=0.4,-0.2,5&z={','.join(map(str, HERE))}")
    chart = look(page)
    smallest = max(20, math.sqrt(chart.size.prod() / 560)) / chart.scale
    side = 2 ** (math.ceil(2 * math.log2(smallest)) / 2)
    (left, bottom), (right, top) = chart.places([(0, chart.size[1]), (chart.size[0], 0)])
    columns = np.arange(math.floor(left / side + 0.5), math.floor(right / side + 0.5) + 1)
    rows = np.arange(math.floor(top / side + 0.5), math.floor(bottom / side + 0.5) - 1, -1)
    eventually(page, lambda: sheet(page) == (28 * len(rows), 28 * len(columns)))
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1), (4, 7)):
        z = [*HERE[:2], columns[column] * side, *HERE[3:5], rows[row] * side]
        tile = tile_at(page, row % len(rows), column % len(columns))
        assert np.abs(tile - decoded(z)).max() <= 2


def test_tiles_follow_what_lies_across_the_plane(view: Open) -> None:
    page = view("layers=images&plane=z1,z2")
    eventually(page, lambda: sheet(page)[0] > 300)
    before = tile_at(page, 8, 8)
    field = page.get_by_role("textbox", name="z4 as a number")
    field.fill("2")
    field.press("Enter")
    eventually(page, lambda: np.abs(tile_at(page, 8, 8) - before).mean() > 5)


def test_a_class_that_is_clicked_in_the_legend_leaves_the_map(view: Open) -> None:
    page = view("layers=points")
    eventually(page, lambda: dots(page, "0dad79") > 1000)
    legend(page, "3").click()
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "false")
    assert parts(rested(page))["filtered"] == "4"
    eventually(page, lambda: dots(page, "0dad79") < 50)
    assert dots(page, "b05aa3") > 1000


def test_undo_brings_a_class_back(page: Page) -> None:
    legend(page, "3").click()
    page.get_by_role("button", name="Undo").click()
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "true")


def test_a_double_click_leaves_one_class_and_another_brings_all_back(page: Page) -> None:
    pressed = page.get_by_role("list", name="Classes on the map").locator("[aria-pressed=true]")
    legend(page, "3").dblclick()
    expect(pressed).to_have_count(1)
    expect(legend(page, "3")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)
    legend(page, "3").dblclick()
    expect(pressed).to_have_count(10)


# how near it is seen


def test_the_wheel_goes_closer_and_keeps_what_is_under_the_pointer(view: Open) -> None:
    page = view("plane=z1,z2")
    before = look(page, atlas().mean[:, :2])
    spot = np.array([200.0, 150.0])
    page.mouse.move(*before.pointer(spot))
    page.mouse.wheel(0, -300)
    expect(tool(page, "Show all")).to_be_visible()
    after = look(rested(page))
    assert before.span / after.span == pytest.approx(1.0022**300, rel=1e-3)
    np.testing.assert_allclose(after.places(spot), before.places(spot), atol=0.01)


def test_undo_shows_what_was_seen_before_the_wheel(page: Page) -> None:
    page.locator(FIELD).hover()
    page.mouse.wheel(0, -300)
    expect(tool(page, "Show all")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(tool(page, "Show all")).to_have_count(0)
    assert "frame" not in parts(rested(page))


def test_plus_minus_and_0_zoom(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4")
    page.locator(FIELD).focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert look(rested(page)).span == pytest.approx(4 / 1.25**2, rel=1e-4)
    page.keyboard.press("-")
    assert look(rested(page)).span == pytest.approx(4 / 1.25, rel=1e-4)
    page.keyboard.press("0")
    assert "frame" not in parts(rested(page))


def test_the_tools_zoom(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4")
    tool(page, "Closer").click()
    assert look(rested(page)).span == pytest.approx(4 / 1.6, rel=1e-4)
    tool(page, "Farther").click()
    tool(page, "Farther").click()
    assert look(rested(page)).span == pytest.approx(4 * 1.6, rel=1e-4)
    tool(page, "Show all").click()
    assert "frame" not in parts(rested(page))


def test_the_keys_zoom_about_where_one_is(view: Open) -> None:
    page = view("plane=z1,z2&frame=1,0.5,4&z=1.5,0,0,0,0,0")
    before = marker(page)
    page.locator(FIELD).press("+")
    expect(tool(page, "Show all")).to_be_visible()
    rested(page)
    np.testing.assert_allclose(marker(page), before, atol=0.5)


def test_a_drag_of_the_ground_moves_the_map_with_the_pointer(view: Open) -> None:
    page = view("plane=z1,z2&frame=0.2,0.1,4")
    before = look(page)
    page.mouse.move(*before.pointer((100, 100)))
    page.mouse.down()
    page.mouse.move(*before.pointer((190, 60)), steps=6)
    page.mouse.up()
    after = look(rested(page))
    np.testing.assert_allclose(after.places((190, 60)), before.places((100, 100)), atol=0.01)
    assert (point(page) == 0).all()


def test_a_drag_of_the_ground_is_one_step_to_undo(view: Open) -> None:
    page = view("plane=z1,z2&frame=0.2,0.1,4")
    chart = look(page)
    page.mouse.move(*chart.pointer((100, 100)))
    page.mouse.down()
    page.mouse.move(*chart.pointer((190, 60)), steps=6)
    page.mouse.up()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert parts(rested(page))["frame"] == "0.2,0.1,4"


# walking on it


def test_a_click_on_the_ground_moves_along_the_plane_only(view: Open) -> None:
    page = view(f"{CLOSE}&z={','.join(map(str, HERE))}")
    chart = look(page)
    spot = free(chart, atlas().mean)
    page.mouse.click(*chart.pointer(spot))
    arrived(page, [*chart.places(spot), *HERE[2:]])


def test_a_click_near_an_encoded_image_goes_to_its_mean(view: Open) -> None:
    page = view(CLOSE)
    chart = look(page)
    means = atlas().mean
    index = alone(chart, means)
    page.mouse.click(*chart.pointer(chart.pixels(means[index, :2]), (2, -2)))
    arrived(page, means[index])


def test_a_click_on_a_pin_goes_there(view: Open) -> None:
    pin = [0.4, -0.3, 1.5, 0.5, -1, 0.25]
    page = view(f"{CLOSE}&pins={','.join(map(str, pin))}")
    chart = look(page)
    page.mouse.click(*chart.pointer(chart.pixels(pin[:2])))
    arrived(page, pin)


def test_the_marker_is_dragged_along_the_plane(view: Open) -> None:
    page = view(f"{CLOSE}&z={','.join(map(str, [*HERE[:1], 0.2, *HERE[2:]]))}")
    chart = look(page)
    at = marker(page)
    page.mouse.move(*chart.pointer(at, (3, 3)))
    page.mouse.down()
    page.mouse.move(*chart.pointer(at, (-97, 63)), steps=5)
    eventually(page, lambda: np.abs(marker(page) - at - [-100, 60]).max() < 1)
    page.mouse.up()
    moved_to = np.array([0.5, 0.2]) + np.array([-100, -60]) / chart.scale
    arrived(page, [*moved_to, *HERE[2:]])


def test_a_drag_of_the_marker_is_one_step_to_undo(view: Open) -> None:
    page = view(CLOSE)
    chart = look(page)
    page.mouse.move(*chart.pointer(marker(page)))
    page.mouse.down()
    page.mouse.move(*chart.pointer(marker(page), (80, 40)), steps=6)
    page.mouse.up()
    assert np.abs(point(page)).max() > 0.1
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_arrow_keys_walk_the_plane(view: Open) -> None:
    page = view("plane=z3,z5&frame=0,0,6")
    page.locator(FIELD).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    arrived(page, [0, 0, 6 / 60, 0, 6 / 12, 0])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    arrived(page, [0, 0, 0, 0, 6 / 12 - 6 / 60, 0])


def test_a_held_arrow_key_is_one_step_to_undo(page: Page) -> None:
    page.locator(FIELD).focus()
    for _ in range(4):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    page.get_by_role("button", name="Undo").click()
    arrived(page, np.zeros(6))
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_hovering_tells_the_class_and_the_index(view: Open) -> None:
    page = view(CLOSE)
    chart = look(page)
    encoded = atlas()
    index = alone(chart, encoded.mean)
    page.mouse.move(*chart.pointer(chart.pixels(encoded.mean[index, :2])))
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(f"no. {index + 1:,}")
    name = latentwalk.open("mnist").classes[encoded.label[index]]
    expect(card.locator("strong")).to_have_text(name)
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)


def test_hovering_shows_the_image_decoded_from_the_mean(view: Open) -> None:
    page = view(CLOSE)
    chart = look(page)
    means = atlas().mean
    index = alone(chart, means)
    page.mouse.move(*chart.pointer(chart.pixels(means[index, :2])))
    expected = decoded(means[index])
    eventually(page, lambda: np.abs(shown(page, "[role=tooltip] canvas") - expected).max() <= 2)


def test_a_dropped_picture_shows_its_posterior(view: Open, tmp_path: Path) -> None:
    page = view("plane=z1,z2&frame=0,0,6")
    picture = tmp_path / "seven.png"
    Image.fromarray(seven()).save(picture)
    page.locator("input[type=file]").first.set_input_files(picture)
    ellipse = page.locator(f"{FIELD} ellipse.posterior").first
    ellipse.wait_for(state="attached")
    posterior = latentwalk.open("mnist").encode(centred(seven(), 28, 28)[None])
    sides = sorted([float(ellipse.get_attribute(side) or 0) for side in ("rx", "ry")])
    expected = np.exp(0.5 * posterior.logvar[0, :2]) * look(page).scale
    np.testing.assert_allclose(sides, sorted(expected), rtol=0.1)


# directions between groups


def test_a_direction_between_two_groups_becomes_a_slider(
    grouped: tuple[Page, NDArray[Any], NDArray[Any]],
) -> None:
    page, first, second = grouped
    page.get_by_label("The direction's name").fill("thick, or 50 %")
    page.get_by_role("button", name="Keep as slider").click()
    expected = between(first, second)
    field = page.get_by_role("textbox", name="thick, or 50 % as a number")
    field.fill("2")
    field.press("Enter")
    arrived(page, 2 * expected)
    kept = directions(page)
    np.testing.assert_allclose(kept["thick%2C%20or%2050%20%25"], expected, atol=1e-5)


def test_the_groups_are_counted(grouped: tuple[Page, NDArray[Any], NDArray[Any]]) -> None:
    page, first, second = grouped
    form = page.get_by_role("form", name="A direction between groups")
    expect(form.locator("figcaption")).to_have_text([f"A{len(first)}", f"B{len(second)}"])


def test_a_single_group_makes_a_direction_from_all_the_others(view: Open) -> None:
    page = view(CLOSE)
    tool(page, "Draw around points").click()
    group = outline(page, look(page), (80, 80), (240, 200))
    expect(page.get_by_text("Draw around a second group")).to_be_visible()
    page.get_by_label("The direction's name").fill("there")
    page.get_by_role("button", name="Keep as slider").click()
    rest = np.setdiff1d(np.arange(len(atlas())), group)
    np.testing.assert_allclose(directions(page)["there"], between(rest, group), atol=1e-5)


def test_a_name_that_was_typed_is_not_left_for_the_next_groups(
    grouped: tuple[Page, NDArray[Any], NDArray[Any]],
) -> None:
    page = grouped[0]
    name = page.get_by_label("The direction's name")
    name.fill("mine")
    page.get_by_role("button", name="Keep as slider").click()
    tool(page, "Draw around points").click()
    outline(page, look(page), (80, 80), (240, 200))
    expect(name).to_have_value(re.compile("^towards "))


def test_an_outline_around_nothing_says_so(view: Open) -> None:
    page = view("plane=z1,z2&frame=40,0,2")
    page.locator(FIELD).press("l")
    outline(page, look(page), (80, 80), (240, 200))
    expect(page.get_by_text("No points lie inside that outline.")).to_be_visible()


def test_escape_drops_the_groups(grouped: tuple[Page, NDArray[Any], NDArray[Any]]) -> None:
    page = grouped[0]
    page.locator(FIELD).press("Escape")
    expect(page.get_by_role("form", name="A direction between groups")).to_have_count(0)


def test_only_classes_that_are_shown_are_drawn_around(view: Open) -> None:
    page = view(f"{CLOSE}&filtered=1,2,3,4,5,6,7,8")
    tool(page, "Draw around points").click()
    group = outline(page, look(page), (80, 80), (240, 200))
    count = int((atlas().label[group] >= 8).sum())
    form = page.get_by_role("form", name="A direction between groups")
    expect(form.locator("figcaption").last).to_have_text(f"A{count}")


def test_a_direction_leaves_as_a_file_and_comes_back(
    grouped: tuple[Page, NDArray[Any], NDArray[Any]], tmp_path: Path
) -> None:
    page, first, second = grouped
    page.get_by_label("The direction's name").fill("there")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export JSON").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "there.json"
    expected = between(first, second)
    np.testing.assert_allclose(json.loads(file.read_text())["vector"], expected, atol=1e-6)
    page.get_by_role("button", name="Clear the groups").click()
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_role("slider", name="there")).to_be_visible()
    np.testing.assert_allclose(directions(page)["there"], expected, atol=1e-5)


def test_a_direction_spans_the_plane_and_a_link_brings_it_back(view: Open) -> None:
    page = view("plane=z1,z2&directions=to%2520a%252C%2520b:0,0,3,4,0,0")
    page.get_by_label("To the right").select_option("to a, b")
    rested(page).reload()
    settled(page)
    expect(page.get_by_label("To the right")).to_have_value("d:to a, b")
    field = page.get_by_role("textbox", name="z4 as a number")
    field.fill("1")
    field.press("Enter")
    arrived(page, [0, 0, 0, 1, 0, 0])
    means = atlas().mean.astype(float)
    places = np.stack([means @ [0, 0, 0.6, 0.8, 0, 0], means[:, 1]], axis=1)
    np.testing.assert_allclose(marker(page), look(page, places).pixels([0.8, 0]), atol=0.5)


def test_a_removed_direction_takes_its_plane_with_it(view: Open) -> None:
    page = view("plane=d:there,z2&directions=there:0,0,3,4,0,0")
    expect(page.get_by_label("To the right")).to_have_value("d:there")
    page.get_by_role("button", name="Remove the direction there").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="there")).to_have_count(0)
    expect(page.get_by_label("To the right")).not_to_have_value("d:there")
    expect(note(page, "span no plane")).to_have_count(0)
    assert "directions" not in parts(rested(page))


def test_a_direction_that_was_removed_meanwhile_is_not_come_back_to(view: Open) -> None:
    page = view("plane=d:there,z2&directions=there:0,0,3,4,0,0")
    planes(page, COMPONENTS).click()
    page.get_by_role("button", name="Remove the direction there").focus()
    page.keyboard.press("Enter")
    planes(page, "Axes").click()
    expect(page.get_by_label("To the right")).to_have_value(re.compile(r"^z\d$"))
    expect(page.locator(f"{FIELD} > canvas")).to_have_count(2)


def test_a_link_to_a_direction_that_is_not_there_says_so(blank: Page, address: str) -> None:
    blank.goto(f"{address}#model=mnist&plane=d:gone,z2")
    settled(blank)
    expect(note(blank, "lies on a direction that is not there")).to_be_visible()


# models that lack something, or have more


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
    expect(blank.locator(f"{FIELD} > canvas")).to_have_count(1)
    blank.get_by_text("no encoded data").wait_for()
    eventually(blank, lambda: parts_seen(blank) == (False, True))
    chart = look(blank, np.array([[-3, -3], [3, 3]]) / 0.998)
    blank.mouse.click(*chart.pointer((200, 120)))
    arrived(blank, [*chart.places((200, 120)), 0, 0, 0, 0])


def test_a_model_of_one_dimension_is_walked_without_a_plane(blank: Page, others: str) -> None:
    blank.goto(f"{others}#model=line")
    expect(note(blank, "This model has one dimension")).to_be_visible()
    field = blank.get_by_role("textbox", name="z1 as a number")
    field.fill("1.5")
    field.press("Enter")
    arrived(blank, [1.5])


def test_the_datas_own_layout_is_a_plane_whose_images_are_walked_to(
    blank: Page, others: str
) -> None:
    blank.goto(f"{others}#model=arranged")
    settled(blank)
    planes(blank, "Layout").click()
    expect(note(blank, "This layout shows the data only.")).to_be_visible()
    encoded = arranged()
    assert encoded.layout is not None
    chart = look(blank, encoded.layout.astype(float))
    blank.mouse.click(*chart.pointer(chart.pixels(encoded.layout[37])))
    arrived(blank, encoded.mean[37])
