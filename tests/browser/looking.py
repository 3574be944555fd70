"""What a test sees on the page, and what it should see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import latentwalk

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from playwright.sync_api import Page

IMAGE = "canvas[aria-label='The image at this latent point']"
SIZES = {"phone": (390, 844), "tablet": (900, 1100), "desk": (1440, 900)}
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


def arrived(page: Page, z: ArrayLike) -> None:
    """Wait until the movement to `z` has ended."""
    expected = np.asarray(z, float)
    for _ in range(100):
        if np.abs(point(page) - expected).max() < 1e-3:
            page.wait_for_timeout(60)
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"stands at {point(page)}, not at {expected}")
