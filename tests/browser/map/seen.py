"""The appearance of the map."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.browser.map.controls import FIELD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Page


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
