"""What a test sees on the page, and what it should see."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

import latentwalk

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray
    from playwright.sync_api import Locator, Page

IMAGE = "canvas[aria-label^='The image at this latent point']"
SIZES = {"phone": (390, 844), "tablet": (900, 1100), "desk": (1440, 900)}
PATIENCE = 20.0
"""Seconds that a test waits for what it expects."""
SLIDERS = "[role=slider][aria-label^=z]"


def shown(page: Page, canvas: str = IMAGE) -> NDArray[np.uint8]:
    """A canvas's own pixels, (h, w) uint8."""
    values: Any = page.locator(canvas).first.evaluate(
        """(canvas) => {
          const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return [canvas.height, canvas.width, Array.from(image.data).filter((_, i) => i % 4 == 0)];
        }"""
    )
    height, width, pixels = values
    return np.array(pixels, np.uint8).reshape(height, width)


def item_of(button: Locator, model: latentwalk.Model) -> int:
    """The atlas's index of the item that a button goes to, by the number in its name."""
    found = re.search(r"no\. ([\d,]+)", button.get_attribute("aria-label") or "")
    assert found
    assert model.atlas
    number = int(found[1].replace(",", "")) - 1
    return number if model.atlas.row is None else model.atlas.row.tolist().index(number)


def decoded(z: ArrayLike, model: str = "mnist") -> NDArray[np.int_]:
    """What ONNX Runtime makes of a point."""
    pixels = latentwalk.open(model).pixels(z)[..., 0]
    return pixels.astype(int)


def point(page: Page) -> NDArray[np.float64]:
    """The latent point that the sliders show, in the order of the dimensions."""
    values: Any = page.locator(SLIDERS).evaluate_all(
        """(sliders) => sliders.map((one) => [one.getAttribute('aria-label'),
          Number(one.getAttribute('aria-valuenow'))])"""
    )
    return np.array([value for _, value in sorted(values, key=lambda pair: int(pair[0][1:]))])


def eventually(page: Page, condition: Callable[[], object], message: str = "") -> None:
    """Wait until a condition holds. A busy machine is slow, and no test measures time."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, message or "the condition does not hold"
        page.wait_for_timeout(40)


def rested(page: Page) -> NDArray[np.float64]:
    """The latent point once it no longer moves."""
    seen = [point(page)]

    def still() -> bool:
        seen.append(point(page))
        return len(seen) > 3 and all(np.array_equal(one, seen[-1]) for one in seen[-4:])

    eventually(page, still, "the point still moves")
    return seen[-1]


def arrived(page: Page, z: ArrayLike) -> None:
    """Wait until the movement to `z` has ended."""
    expected = np.asarray(z, float)
    close = lambda: np.abs(point(page) - expected).max() < 1e-3  # noqa: E731
    eventually(page, close, f"does not arrive at {expected}")
    page.wait_for_timeout(60)


def shows(page: Page, expected: NDArray[np.int_], canvas: str = IMAGE, by: int = 2) -> None:
    """Wait until a canvas shows an image (h, w), to `by` grey levels."""

    def same() -> bool:
        image = shown(page, canvas)
        return image.shape == expected.shape and np.abs(image - expected).max() <= by

    eventually(page, same, f"{canvas} shows another image")
