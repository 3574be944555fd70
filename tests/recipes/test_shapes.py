"""How the gallery's shapes were drawn."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from recipes.shapes.prepare import prepare
from recipes.shapes.render import BACKGROUND, MARGIN, SHAPES, SIDE, Factors, drawn, rendered

from latentwalk.data import load
from latentwalk.data.item_columns import table_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def image(shape: str, **factors: float) -> NDArray[np.uint8]:
    """One image; in the middle, upright and green unless said otherwise."""
    given = {"hue": 1 / 3, "size": 14.0, "angle": 0.0, "x": 32.0, "y": 32.0} | factors
    kind = np.array([list(SHAPES).index(shape)], np.int32)
    return rendered(Factors(kind, *(np.array([value]) for value in given.values())))[0]


def covered(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much of each pixel is covered, (64, 64), for green."""
    full = 255 * colorsys.hsv_to_rgb(1 / 3, 0.72, 0.96)[1]
    return (picture[..., 1] - BACKGROUND[1]) / (full - BACKGROUND[1])


@pytest.mark.parametrize(
    ("shape", "area"),
    [("square", 1.56**2), ("ellipse", np.pi / 2), ("triangle", 3 * np.sqrt(3) / 4)],
)
@pytest.mark.parametrize("angle", [0.0, 17.0])
def test_a_shape_covers_its_area_also_between_pixels(shape: str, area: float, angle: float) -> None:
    found = covered(image(shape, angle=angle, x=30.3, y=32.8)).sum()
    assert found == pytest.approx(area * 14**2, rel=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_its_middle_is_where_its_factors_say(shape: str) -> None:
    light = covered(image(shape, x=24.4, y=39.1))
    middles = np.arange(SIDE) + 0.5
    assert (light.sum(0) * middles).sum() / light.sum() == pytest.approx(24.4, abs=0.05)
    assert (light.sum(1) * middles).sum() / light.sum() == pytest.approx(39.1, abs=0.05)


def test_it_turns_anticlockwise() -> None:
    """The tip of a triangle, which is at the top, goes to the left."""
    light = covered(image("triangle", angle=30.0))
    top = light[: SIDE // 2 - 9].sum(0)
    assert (top * (np.arange(SIDE) + 0.5)).sum() / top.sum() < 28


def test_a_hue_is_that_of_its_middle() -> None:
    middle = image("square", hue=0.6)[32, 32] / 255
    assert colorsys.rgb_to_hsv(*middle)[0] == pytest.approx(0.6, abs=0.01)


def test_no_shape_is_cut_off_by_the_border() -> None:
    factors = drawn(300, 1)
    images = rendered(factors)
    edge = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], 1)
    assert (edge == BACKGROUND).all()
    assert min(factors.x.min(), factors.y.min()) >= MARGIN
    assert max(np.abs(np.corrcoef(np.stack(factors)) - np.eye(6)).ravel()) < 0.2


def test_the_files_have_a_row_for_each_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recipes.shapes.prepare.N", 30)
    prepare(tmp_path)
    data = load(str(tmp_path / "coloured-shapes.npz"))
    table = table_of(tmp_path / "factors.csv")
    assert data.classes == tuple(SHAPES)
    assert data.spec.shape == (3, SIDE, SIDE)
    columns, _ = table.taken(np.arange(30))
    assert columns.names == Factors._fields
    kinds = columns["shape"].objects()
    for row, label in zip(data.train.places, data.train.labels, strict=True):
        assert kinds[row] == data.classes[label]
