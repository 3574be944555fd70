"""What is measured on the digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from recipes.digits.strokes import slant, thickness

if TYPE_CHECKING:
    from numpy.typing import NDArray

Y, X = np.mgrid[:28, :28] - 13.5


def stroke(angle: float, width: float) -> NDArray[np.uint8]:
    """A straight stroke through the middle, 18 pixels high, with soft edges."""
    lean = np.radians(angle)
    across = np.abs(X * np.cos(lean) + Y * np.sin(lean))
    ink = np.clip(width / 2 - across + 0.5, 0, 1) * np.clip(9 - np.abs(Y) + 0.5, 0, 1)
    return np.round(255 * ink).astype(np.uint8)


@pytest.mark.parametrize("angle", [-40, -15, 0, 7, 30])
def test_a_stroke_slants_by_its_angle(angle: float) -> None:
    assert slant(stroke(angle, 3)) == pytest.approx(angle, abs=0.5)


def test_the_slant_of_a_digit_does_not_depend_on_its_place() -> None:
    image = stroke(20, 2)
    assert slant(np.roll(image, (3, -4), axis=(0, 1))) == pytest.approx(slant(image), abs=1e-9)


@pytest.mark.parametrize("width", [2, 3, 4, 5])
@pytest.mark.parametrize("angle", [0, 25])
def test_a_stroke_is_as_thick_as_it_was_drawn(angle: float, width: float) -> None:
    assert thickness(stroke(angle, width)) == pytest.approx(width, abs=0.35)


def test_a_ring_is_as_thick_as_its_line() -> None:
    ink = np.clip(1.5 - np.abs(np.hypot(X, Y) - 8) + 0.5, 0, 1)
    assert thickness(np.round(255 * ink).astype(np.uint8)) == pytest.approx(3, abs=0.35)
