"""Coordinates of the map, and what it shows there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import numpy as np

import latentwalk
from tests.browser.map.controls import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray
    from playwright.sync_api import Page

    from latentwalk.folder.atlas import Atlas

    Open = Callable[[str], Page]
    """Opens the page with a view."""

HERE = [0.5, 1.0, -1.0, 0.3, 0.2, -0.7]
"""A point off every plane through the origin."""


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


def free(chart: Chart, means: NDArray[np.float32], apart: float) -> NDArray[np.float64]:
    """Whole pixels so far apart from every encoded image, and where no mark lies."""
    pixels = chart.pixels(means[:, :2])
    rng = np.random.default_rng(0)
    for spot in rng.integers(70, chart.size.astype(int) - 70, (500, 2)):
        if np.linalg.norm(pixels - spot, axis=1).min() > apart:
            return spot.astype(float)
    raise AssertionError("points are everywhere")
