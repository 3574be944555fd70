"""Pressing, dragging and drawing on the map, with a mouse or with touch."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.map.chart import Chart, atlas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from playwright.sync_api import Page


def fingers(page: Page) -> bool:
    """Whether the page is under fingers."""
    touch: bool = page.evaluate("matchMedia('(pointer: coarse)').matches")
    return touch


def press(page: Page, chart: Chart, spot: ArrayLike, off: ArrayLike = (0, 0)) -> None:
    """Click or tap at pixels of the map, and some off them."""
    at = chart.pointer(spot, off)
    if fingers(page):
        page.touchscreen.tap(*at)
    else:
        page.mouse.click(*at)


def press_twice(page: Page, chart: Chart, spot: ArrayLike) -> None:
    """Double-click or double-tap with fixed timestamps, so that slow machines do not split it."""
    x, y = map(float, chart.pointer(spot))
    session = page.context.new_cdp_session(page)
    began = time.time()
    for click in range(2):
        down, up = (began + 0.1 * click + 0.02 * step for step in range(2))
        if fingers(page):
            finger = [{"x": x, "y": y, "id": 0}]
            for kind, points, when in (("touchStart", finger, down), ("touchEnd", [], up)):
                event = {"type": kind, "touchPoints": points, "timestamp": when}
                session.send("Input.dispatchTouchEvent", event)
        else:
            for kind, when in (("mousePressed", down), ("mouseReleased", up)):
                event = {"type": kind, "x": x, "y": y, "button": "left", "timestamp": when}
                session.send("Input.dispatchMouseEvent", {**event, "clickCount": click + 1})
    session.detach()


def drag(page: Page, chart: Chart, spots: Sequence[ArrayLike]) -> None:
    """Press at the first of some pixels of the map, move over the others, release at the last."""
    stops = np.array([chart.pointer(spot) for spot in spots])
    way = [stops[0]]
    for start, end in pairwise(stops):
        way += [start + (end - start) * share for share in (0.25, 0.5, 0.75, 1)]
    if fingers(page):
        touch(page, [[spot] for spot in way])
        return
    page.mouse.move(*way[0])
    page.mouse.down()
    for spot in way[1:]:
        page.mouse.move(*spot)
    page.mouse.up()


def touch(page: Page, moments: Sequence[Sequence[NDArray[np.float64]]]) -> None:
    """Put fingers on the page, move them from moment to moment, and lift them all."""
    session = page.context.new_cdp_session(page)
    for i, spots in enumerate(moments):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(spots)]
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def outline(page: Page, chart: Chart, low: Sequence[float], high: Sequence[float]) -> NDArray[Any]:
    """Draw around a rectangle of pixels of the map; the encoded images in it."""
    (x0, y0), (x1, y1) = low, high
    drag(page, chart, [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
    pixels = chart.pixels(atlas().mean[:, :2])
    return np.flatnonzero(((pixels > low) & (pixels < high)).all(axis=1))
