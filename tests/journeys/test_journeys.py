"""What people do on the page, in every engine: the same steps, and the same images as in Python."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.adoption.predictors.adding import with_digits
from tests.browser.looking import decoded
from tests.journeys.conftest import bring_classifier, compare, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.browser import Browser

BESIDE = "canvas[aria-label='The image of mnist-2d']"


def preset(name: str, model: str = "mnist") -> list[float]:
    return latentwalk.open(model).preset(name).tolist()


@pytest.mark.parametrize("place", ["served", "file", "folder"])
def test_the_first_image_is_python_s(browser: Browser, places: dict[str, str], place: str) -> None:
    page = opened(browser, places[place])
    page.shows(decoded(np.zeros(6)))
    page.press("7")
    page.arrived(preset("7"))
    page.shows(decoded(preset("7")))


def test_a_slider_is_dragged(page: Browser) -> None:
    ((x, y),) = page.spots("z1", (0.5, 0.5))
    page.drag([(x, y), (x + 60, y)])
    z = page.rested()
    assert page.spots("z1", (0.5, 0.5)) == [pytest.approx((x + 60, y), abs=1)]
    assert z[0] > 0.5
    assert not z[1:].any()
    page.shows(decoded(z))


def test_no_section_scrolls_sideways(page: Browser) -> None:
    page.press("7")
    page.rested()
    sections = "Array.from(document.querySelectorAll('section')"
    assert not any(page.evaluate(f"{sections}, (one) => one.scrollWidth - one.clientWidth)"))


def test_a_number_is_typed_in_place_of_the_old_one(page: Browser) -> None:
    page.click("z1 as a number")
    page.write("-1.25")
    page.enter()
    page.arrived([-1.25, 0, 0, 0, 0, 0])
    page.shows(decoded([-1.25, 0, 0, 0, 0, 0]))


def test_steps_are_undone_by_keyboard(page: Browser) -> None:
    page.press("3")
    page.arrived(preset("3"))
    page.press("r")
    page.rested()
    page.press("Control", "z")
    page.arrived(preset("3"))
    page.press("Control", "z")
    page.arrived(np.zeros(6).tolist())


def test_a_click_on_the_map_goes_there(page: Browser) -> None:
    name = page.evaluate("document.querySelector('[role=application]').ariaLabel")
    page.drag(page.spots(name, (0.3, 0.35)))
    page.eventually(lambda: np.abs(page.point()).max() > 0.3, "the point does not move")
    z = page.rested()
    page.shows(decoded(z))


def test_a_drawing_is_encoded(page: Browser) -> None:
    page.click("Draw")
    page.drag(page.spots("Drawing pad", (0.25, 0.2), (0.75, 0.2), (0.45, 0.85)))
    page.expect("The decoded image")
    z = page.rested()
    atlas = latentwalk.open("mnist").atlas
    assert atlas is not None
    near = np.argsort(np.linalg.norm(atlas.mean - z, axis=1))[:20]
    assert (atlas.label[near] == 7).mean() > 0.5


def test_a_path_is_pinned_played_and_saved(page: Browser) -> None:
    for digit in "17":
        page.press(digit)
        page.arrived(preset(digit))
        page.press("p")
    page.expect("Pin 2 of 2: go there")
    page.ask("keepSaved")
    page.click("GIF")
    film = Image.open(io.BytesIO(bytes(page.evaluate("window.journey.saved"))))
    assert (film.format, film.n_frames > 10) == ("GIF", True)
    page.click("Loop")  # otherwise a slow browser finds the path at its end
    page.click("Play the path")
    page.expect("Pause")
    page.click("Pause")


def test_two_models_are_compared(page: Browser) -> None:
    compare(page)
    page.click("Class")
    page.press("5")
    page.shows(decoded(preset("5")))
    page.shows(decoded(preset("5", "mnist-2d"), "mnist-2d"), BESIDE)


def test_a_link_opens_where_it_was_copied(browser: Browser, places: dict[str, str]) -> None:
    page = opened(browser, f"{places['served']}#z=1,0,-1,0.5,0,0")
    page.arrived([1, 0, -1, 0.5, 0, 0])
    page.press("4")
    page.arrived(preset("4"))
    place = f"z={','.join(f'{value:.4f}'.rstrip('0') for value in preset('4'))}"
    page.eventually(
        lambda: place in page.evaluate("decodeURIComponent(location.hash)"),
        f"the address does not become {place}",
    )
    link = page.evaluate("location.href")
    again = opened(browser, link)
    np.testing.assert_allclose(again.rested(), preset("4"), atol=1e-3)


def test_the_training_is_walked_back(browser: Browser, places: dict[str, str]) -> None:
    page = opened(browser, f"{places['served']}#model=mnist-2d&z=0.8,0.5")
    last = decoded([0.8, 0.5], "mnist-2d")
    page.shows(last)
    page.drag(page.spots("Snapshot of the training", (0.98, 0.5), (0.1, 0.5)))
    page.eventually(lambda: np.abs(page.shown() - last).max() > 20, "the image stays the same")


def test_a_picture_is_dropped(page: Browser, tmp_path: Path) -> None:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 13:16] = 255
    Image.fromarray(pixels).save(tmp_path / "one.png")
    page.give("input[type=file]", tmp_path / "one.png")
    page.eventually(lambda: np.abs(page.point()).max() > 0.5, "the picture is not placed")


READ = "document.querySelector('[aria-label=\"What the second network reads\"] .best')?.innerText"


def test_a_second_network_reads_the_image(page: Browser) -> None:
    page.press("7")
    page.arrived(preset("7"))
    bring_classifier(page)
    model = with_digits(latentwalk.open("mnist"))
    (scores,) = model.predict(model.decode([model.preset("7")]))
    expected = ["7", f"{round(100 * float(scores[7]))}", "%"]
    page.eventually(
        lambda: (page.evaluate(READ) or "").split() == expected, "it does not read what Python does"
    )


def test_nothing_is_wider_than_the_window(page: Browser) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
