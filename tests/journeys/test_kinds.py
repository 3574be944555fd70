"""What people do with models that are not images, in every engine: the same values as in Python."""

from __future__ import annotations

import csv
import io
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page as Served
from tests.journeys.test_accessibility import violations
from tests.kinds import OUTPUTS, model_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model
    from tests.journeys.browser import Browser

MODELS = {name: model_of(name) for name in OUTPUTS}
LARGE = "[data-large]"
DESCRIPTION = f"document.querySelector(\"{LARGE} [role=group]\")?.ariaLabel ?? ''"
FRAMES = 6
PATH = f"pins=1,0,0;0,1,0&frames={FRAMES}"
CLOSE = 0.02
"""What a value may differ by because sliders say their numbers in three digits."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The server's page of these models."""
    served = Served(list(MODELS.values()), ServerOptions(port=9600))
    yield served.address
    served.stop()


def opened(browser: Browser, address: str, link: str) -> Browser:
    """A page, once it shows a sample."""
    browser.open(f"{address}#{link}")
    browser.expect("z1 as a number")
    browser.expect("CSV")
    return browser


def saved(page: Browser, form: str) -> bytes:
    """The file that a button saves."""
    page.ask("keepSaved")
    page.click(form)
    return bytes(page.evaluate("window.journey.saved"))


def in_rows(model: Model, z: NDArray[np.float64]) -> NDArray[np.float32]:
    """What Python decodes, in the rows and columns of a saved table."""
    (sample,) = model.decode(z[None])
    flat = sample.reshape(len(sample), -1)
    return flat.T if model.output.kind in {"curve", "field"} else flat


def _middle(page: Browser) -> tuple[float, float]:
    """The middle of what is drawn large; its name changes with what is drawn."""
    left, top, width, height = page.evaluate(
        f"(({{ x, y, width, height }}) => [x, y, width, height])("
        f"document.querySelector('{LARGE} [role=group]').getBoundingClientRect())"
    )
    return left + width / 2, top + height / 2


def _hears(page: Browser) -> None:
    with wave.open(io.BytesIO(saved(page, "WAV"))) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 400)
    page.click("▶ Hear")
    page.click("■ Stop")


def _pins_a_name(page: Browser) -> None:
    page.click("Find among 30 names")
    page.write("gene 17")
    page.enter()
    pinned = f"document.querySelector('{LARGE} .bar').innerText.includes('gene 17')"
    page.eventually(lambda: page.evaluate(pinned), "the name is not the first")
    page.evaluate("document.activeElement.blur()")  # its next keys are shortcuts again


def _turns(page: Browser) -> None:
    x, y = _middle(page)
    page.drag([(x - 40, y), (x + 40, y + 10)])


def _reads_a_place(page: Browser) -> None:
    page.drag([_middle(page)])
    page.press("ArrowRight")
    assert len(saved(page, "TXT").strip()) in range(1, 7)


def _chooses_a_channel(page: Browser) -> None:
    page.choose("Channel", "1")
    chosen = lambda: "seen=2" in page.evaluate("location.hash")  # noqa: E731
    page.eventually(chosen, "the link lacks the channel")


def _slices(page: Browser) -> None:
    page.click("x")
    page.eventually(lambda: "x3" in page.evaluate("location.hash"), "the link lacks the slice")


OWN: dict[str, Callable[[Browser], None]] = {
    "curve": _hears,
    "values": _pins_a_name,
    "points": _turns,
    "categories": _reads_a_place,
    "field": _chooses_a_channel,
    "volume": _slices,
}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_a_sample_is_walked_saved_and_placed(
    browser: Browser, address: str, kind: str, tmp_path: Path
) -> None:
    page, model = opened(browser, address, f"model={kind}&{PATH}"), MODELS[kind]
    before, said = page.ask("drawn", LARGE), page.evaluate(DESCRIPTION)
    ((x, y),) = page.spots("z1", (0.5, 0.5))
    page.drag([(x, y), (x + 70, y)])
    z = page.rested()
    assert z[0] > 0.5
    page.eventually(lambda: page.ask("drawn", LARGE) != before, "the drawing does not change")
    OWN[kind](page)

    expected = in_rows(model, z)
    content = saved(page, "CSV")
    rows = list(csv.reader(io.StringIO(content.decode())))[1:]
    values = np.array([row[-expected.shape[1] :] for row in rows], np.float32)
    np.testing.assert_allclose(values, expected, atol=CLOSE)
    assert Image.open(io.BytesIO(saved(page, "GIF"))).n_frames == FRAMES
    page.eventually(lambda: page.evaluate(DESCRIPTION) != said, "it is not described anew")

    page.press("0")  # the first class
    page.eventually(lambda: np.abs(page.point() - z).max() > 0.3, "no key is heard")
    (tmp_path / "brought.csv").write_bytes(content)
    page.give("input[type=file]", tmp_path / "brought.csv")
    near = lambda: np.abs(in_rows(model, page.point()) - expected).max() < 3 * CLOSE  # noqa: E731
    page.eventually(near, "the table is placed elsewhere")
    if page.name == "chromium":  # the same elements in every engine
        assert violations(page) == []
    assert page.evaluate("window.journey.errors") == []
