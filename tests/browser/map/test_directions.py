"""Directions between groups of encoded images."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.looking import SIZES, arrived
from tests.browser.map.chart import (
    atlas,
    look,
    marker,
    parts,
    rested,
)
from tests.browser.map.controls import COMPONENTS, FIELD, legend, note, planes, tool
from tests.browser.map.hand import outline

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Page

    from tests.browser.map.chart import Open


FIRST = ((80, 80), (240, 200))
"""Pixels of the map to draw around."""
SECOND = {
    SIZES["desk"]: ((320, 220), (440, 330)),
    SIZES["tablet"]: ((320, 220), (440, 330)),
    SIZES["phone"]: ((20, 20), (70, 130)),
}


@pytest.fixture
def grouped(
    view: Open, close: str, size: tuple[int, int]
) -> tuple[Page, NDArray[Any], NDArray[Any]]:
    """The page after two groups were drawn around, and the encoded images in each."""
    page = view(close)
    chart = look(page)
    tool(page, "Draw around points").click()
    first = outline(page, chart, *FIRST)
    second = outline(page, chart, *SECOND[size])
    assert min(len(first), len(second)) > 20
    return page, first, second


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


def test_a_single_group_makes_a_direction_from_all_the_others(view: Open, close: str) -> None:
    page = view(close)
    tool(page, "Draw around points").click()
    group = outline(page, look(page), *FIRST)
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
    outline(page, look(page), *FIRST)
    expect(name).to_have_value(re.compile("^towards "))


def test_an_outline_around_nothing_says_so(view: Open) -> None:
    page = view("plane=z1,z2&frame=40,0,2")
    page.locator(FIELD).press("l")
    outline(page, look(page), *FIRST)
    expect(page.get_by_text("There are no points inside that outline.")).to_be_visible()


def test_escape_drops_the_groups(grouped: tuple[Page, NDArray[Any], NDArray[Any]]) -> None:
    page = grouped[0]
    page.locator(FIELD).press("Escape")
    expect(page.get_by_role("form", name="A direction between groups")).to_have_count(0)


def test_escape_cancels_while_the_name_is_typed(
    grouped: tuple[Page, NDArray[Any], NDArray[Any]],
) -> None:
    page = grouped[0]
    page.get_by_label("The direction's name").fill("half a na")
    page.keyboard.press("Escape")
    expect(page.get_by_role("form", name="A direction between groups")).to_have_count(0)
    expect(page.locator(FIELD)).to_be_focused()


def test_two_classes_make_a_direction_without_a_pointer(view: Open) -> None:
    page = view("plane=z1,z2")
    legend(page, "3").press("a")
    expect(page.get_by_text("press B on a class below")).to_be_visible()
    legend(page, "7").press("b")
    expect(page.get_by_label("The direction's name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="3 to 7")).to_be_visible()
    threes, sevens = (np.flatnonzero(atlas().label == label) for label in (3, 7))
    np.testing.assert_allclose(directions(page)["3%20to%207"], between(threes, sevens), atol=1e-5)


def test_only_classes_that_are_shown_are_drawn_around(view: Open, close: str) -> None:
    page = view(f"{close}&filtered=1,2,3,4,5,6,7,8")
    tool(page, "Draw around points").click()
    group = outline(page, look(page), *FIRST)
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
    page.get_by_label("Horizontal axis").select_option("to a, b")
    rested(page).reload()
    settled(page)
    expect(page.get_by_label("Horizontal axis")).to_have_value("d:to a, b")
    field = page.get_by_role("textbox", name="z4 as a number")
    field.fill("1")
    field.press("Enter")
    arrived(page, [0, 0, 0, 1, 0, 0])
    means = atlas().mean.astype(float)
    places = np.stack([means @ [0, 0, 0.6, 0.8, 0, 0], means[:, 1]], axis=1)
    np.testing.assert_allclose(marker(page), look(page, places).pixels([0.8, 0]), atol=0.5)


def test_a_removed_direction_takes_its_plane_with_it(view: Open) -> None:
    page = view("plane=d:there,z2&directions=there:0,0,3,4,0,0")
    expect(page.get_by_label("Horizontal axis")).to_have_value("d:there")
    page.get_by_role("button", name="Remove the direction there").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="there")).to_have_count(0)
    expect(planes(page, "Layout")).to_have_attribute("aria-pressed", "true")
    expect(note(page, "span no plane")).to_have_count(0)
    assert "directions" not in parts(rested(page))


def test_a_direction_that_was_removed_meanwhile_is_not_come_back_to(view: Open) -> None:
    page = view("plane=d:there,z2&directions=there:0,0,3,4,0,0")
    planes(page, COMPONENTS).click()
    page.get_by_role("button", name="Remove the direction there").focus()
    page.keyboard.press("Enter")
    planes(page, "Axes").click()
    expect(page.get_by_label("Horizontal axis")).to_have_value(re.compile(r"^z\d$"))
    expect(page.locator(f"{FIELD} > canvas:not(.veil)")).to_have_count(2)


def test_a_link_to_a_direction_that_is_not_there_says_so(blank: Page, address: str) -> None:
    blank.goto(f"{address}#model=mnist&plane=d:gone,z2")
    settled(blank)
    expect(note(blank, "uses a direction that does not exist")).to_be_visible()
