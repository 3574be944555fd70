from __future__ import annotations

import numpy as np
import pytest

from latentwalk.data.centring import centred


def test_an_empty_drawing_stays_empty() -> None:
    assert centred(np.zeros((50, 60), np.uint8), 28, 28).max() == 0


@pytest.mark.parametrize("shape", [(200, 40), (40, 200), (3, 3), (1, 90)])
@pytest.mark.parametrize("place", [(0, 0), (90, 30)])
def test_ink_is_scaled_into_the_box_and_centred_by_mass(
    shape: tuple[int, int], place: tuple[int, int]
) -> None:
    drawing = np.zeros((300, 300), np.uint8)
    drawing[place[0] : place[0] + shape[0], place[1] : place[1] + shape[1]] = 255
    out = centred(drawing, 28, 28).astype(float)
    rows, columns = np.flatnonzero(out.max(1)), np.flatnonzero(out.max(0))
    assert max(len(rows), len(columns)) == 20
    assert (out.sum(1) * np.arange(28)).sum() / out.sum() == pytest.approx(14, abs=0.51)
    assert (out.sum(0) * np.arange(28)).sum() / out.sum() == pytest.approx(14, abs=0.51)


def test_mnist_s_own_digits_hardly_change(mnist_folder: object) -> None:
    from latentwalk.data.mnist import load_mnist

    digits = load_mnist(mnist_folder).held_out.pixels[:200, :, :, 0]  # type: ignore[arg-type]
    moved = [np.abs(middle(digit) - middle(centred(digit, 28, 28))).max() for digit in digits]
    assert np.mean(moved) < 0.5
    assert max(moved) < 1.5


def middle(image: np.ndarray) -> np.ndarray:
    """The centre of mass: (row, column)."""
    mass = image.astype(float)
    return np.array([(mass.sum(1 - axis) * np.arange(28)).sum() for axis in (0, 1)]) / mass.sum()
