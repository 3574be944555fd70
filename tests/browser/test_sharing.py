"""Links, sessions, other models, lessons."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from latentwalk import gallery
from tests.browser.conftest import settled
from tests.browser.looking import arrived, eventually, point

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


def test_a_link_reopens_the_same_view(page: Page, browser: Browser) -> None:
    page.get_by_role("button", name="Go to 6").click()
    arrived(page, latentwalk.open("mnist").preset("6"))
    page.keyboard.press("p")
    page.get_by_role("button", name="±4").click()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("was copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    other = browser.new_page()
    other.goto(link)
    settled(other)
    np.testing.assert_allclose(point(other), point(page), atol=1e-4)
    expect(other.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()
    expect(other.get_by_role("button", name="±4")).to_have_attribute("aria-pressed", "true")
    other.close()


def test_a_link_that_is_followed_on_the_page_moves_it(page: Page) -> None:
    page.evaluate("location.hash = 'model=mnist&z=1,0,0,0,0,-1'")
    arrived(page, [1, 0, 0, 0, 0, -1])


def test_a_faulty_link_says_what_is_wrong_and_keeps_the_rest(blank: Page, address: str) -> None:
    blank.goto(address + "#model=mnist&z=1,2&range=data")
    expect(blank.get_by_text("z has 2 coordinates, but this model has 6")).to_be_visible()
    settled(blank)
    expect(blank.get_by_role("button", name="data", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_lesson_hides_what_it_does_not_need(blank: Page, address: str) -> None:
    blank.goto(address + "#model=mnist&hide=map,path,presets")
    settled(blank)
    expect(blank.get_by_role("region", name="Map")).to_have_count(0)
    expect(blank.get_by_role("button", name="Go to 3")).to_have_count(0)
    expect(blank.get_by_role("button", name="Pin", exact=True)).to_have_count(0)


def test_a_session_is_saved_and_opened(page: Page, tmp_path: Path) -> None:
    page.keyboard.press("8")
    arrived(page, latentwalk.open("mnist").preset("8"))
    page.keyboard.press("p")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the session as a file").click()
    session = tmp_path / "session.json"
    download.value.save_as(session)
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Remove pin 1").focus()
    page.keyboard.press("Enter")
    page.locator("input[type=file]").first.set_input_files(session)
    arrived(page, latentwalk.open("mnist").preset("8"))
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()

    content = json.loads(session.read_text())
    session.write_text(json.dumps(content | {"decoder": "0" * 64}))
    page.locator("input[type=file]").first.set_input_files(session)
    expect(page.get_by_text("but to another training of it")).to_be_visible()
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()


def test_another_model_of_the_gallery_is_switched_to(page: Page) -> None:
    page.get_by_label("Model").select_option(label="mnist-2d · 2 dimensions")
    expect(page.get_by_role("slider", name="z2", exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)
    eventually(page, lambda: "model=mnist-2d" in page.url, "the address names the old model")


@pytest.mark.parametrize("form", ["zip", "decoder"])
def test_a_model_file_of_ones_own_is_walked(page: Page, tmp_path: Path, form: str) -> None:
    home = gallery.HOME / "mnist-2d"
    if form == "zip":
        file = shutil.make_archive(str(tmp_path / "mine"), "zip", home.parent, "mnist-2d")
    else:
        file = shutil.copy(home / "decoder.onnx", tmp_path / "bare.onnx")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_role("slider", name="z2", exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)
    if form == "zip":
        settled(page)  # the order of the sliders is known then, and what is typed stays
    field = page.get_by_role("textbox", name="z1 as a number")
    field.fill("1")
    field.press("Enter")
    arrived(page, [1, 0])


def test_a_file_that_is_nothing_of_the_kind_is_refused(page: Page, tmp_path: Path) -> None:
    for name, sentence in {
        "broken.zip": "is not a zip file, or is truncated",
        "broken.onnx": "The ONNX file is",
        "broken.png": "is not a picture that this browser can read",
        "broken.json": "it is not JSON",
    }.items():
        file = tmp_path / name
        file.write_bytes(b"nothing of the kind")
        page.locator("input[type=file]").first.set_input_files(file)
        expect(page.get_by_text(sentence)).to_be_visible()
    assert (point(page) == 0).all()


def test_a_walk_is_found_again_after_a_visit_to_another_model(page: Page) -> None:
    page.keyboard.press("8")
    arrived(page, latentwalk.open("mnist").preset("8"))
    page.keyboard.press("p")
    switch = page.get_by_label("Model")
    switch.select_option(label="mnist-2d · 2 dimensions")
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)
    switch.select_option(label="mnist · 6 dimensions")
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_be_visible()
    arrived(page, latentwalk.open("mnist").preset("8"))
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Pin 1 of 1: go there")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)


def test_a_model_is_dropped_on_the_page(page: Page) -> None:
    content = (gallery.HOME / "mnist-2d" / "decoder.onnx").read_bytes()
    data = page.evaluate_handle(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(bytes)], 'dropped.onnx'));
          return data;
        }""",
        list(content),
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": data})
    expect(page.get_by_text("a model folder as a zip, a network as an .onnx")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": data})
    expect(page.get_by_text("a model folder as a zip, a network as an .onnx")).to_be_hidden()
    expect(page.get_by_role("slider", name="z3", exact=True)).to_have_count(0)
    expect(page.get_by_label("Model")).to_contain_text("dropped · 2 dimensions")


def test_another_file_of_the_same_name_is_another_model(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "decoder.onnx"
    for name, dimensions in (("mnist", 6), ("mnist-2d", 2)):
        shutil.copy(gallery.HOME / name / "decoder.onnx", file)
        page.locator("input[type=file]").first.set_input_files(file)
        expect(page).to_have_title("decoder · latentwalk")
        expect(page.get_by_label("Model")).to_contain_text(f"decoder · {dimensions} dimensions")
        expect(page.locator("[role=slider][aria-label^=z]")).to_have_count(dimensions)
        field = page.get_by_role("textbox", name="z2 as a number")
        field.fill("1")
        field.press("Enter")
        arrived(page, [0, 1, *[0] * (dimensions - 2)])
