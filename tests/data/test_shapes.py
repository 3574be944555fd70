from __future__ import annotations

import numpy as np
import pytest

from latentwalk.data import Dataset, Images, load
from latentwalk.data.shapes import FACTORS, KINDS, PATCH, RADII, drawn


@pytest.fixture(scope="module")
def shapes() -> Dataset:
    return load("shapes")


@pytest.fixture(scope="module")
def everything(shapes: Dataset) -> Images:
    return Images.join(shapes.train, shapes.held_out)


def test_every_combination_is_there_once(shapes: Dataset, everything: Images) -> None:
    assert shapes.spec.shape == (1, 28, 28)
    assert (shapes.classes, shapes.factors) == (KINDS, FACTORS)
    assert (len(shapes.train), len(shapes.held_out)) == (5530, 614)
    factors = everything.factors
    assert factors is not None
    assert len(np.unique(factors, axis=0)) == len(factors) == 3 * 4 * 8 * 8 * 8
    np.testing.assert_array_equal(everything.labels, factors[:, 0])


def test_no_two_images_are_the_same(everything: Images) -> None:
    assert len(np.unique(everything.pixels.reshape(len(everything), -1), axis=0)) == 6144


def test_columns_go_right_and_rows_go_down(everything: Images) -> None:
    assert everything.factors is not None
    weights = everything.pixels[..., 0].astype(float)
    across = (weights.sum(1) * np.arange(28)).sum(1) / weights.sum((1, 2))
    down = (weights.sum(2) * np.arange(28)).sum(1) / weights.sum((1, 2))
    first, last = everything.factors == 0, everything.factors == 7
    assert across[last[:, 3]].mean() - across[first[:, 3]].mean() == pytest.approx(14)
    assert down[last[:, 4]].mean() - down[first[:, 4]].mean() == pytest.approx(14)


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_turn_against_the_clock_and_keep_their_area(kind: str) -> None:
    upright, left = drawn(kind, 6.1, 0), drawn(kind, 6.1, np.pi / 2)
    np.testing.assert_array_equal(np.rot90(upright), left)
    turned = drawn(kind, 6.1, 0.7).sum(dtype=float)
    assert turned == pytest.approx(upright.sum(dtype=float), rel=0.01)


def test_their_areas_are_those_of_geometry() -> None:
    radius = 6.0
    areas = {kind: drawn(kind, radius, 0.3).sum(dtype=float) / 255 for kind in KINDS}
    assert areas["triangle"] == pytest.approx(0.5 * 1.2 * 1.8 * radius**2, rel=0.01)
    # the disc, and the kite of the two tangents less the sector that both have
    angle = np.arccos(0.6 / 1.4)
    drop = np.pi * 0.36 + 0.6 * np.sqrt(1.4**2 - 0.6**2) - 0.36 * angle
    assert areas["drop"] == pytest.approx(drop * radius**2, rel=0.01)


def test_the_largest_fits_its_patch() -> None:
    for kind in KINDS:
        alone = drawn(kind, RADII[-1], 0.0).sum(dtype=float)
        for angle in np.linspace(0, 2 * np.pi, 16):
            assert drawn(kind, RADII[-1], angle).sum(dtype=float) == pytest.approx(alone, rel=5e-3)
    assert PATCH == 14


def test_scaling_keeps_the_factors() -> None:
    data = load("shapes", size=16)
    assert data.spec.shape == (1, 16, 16)
    assert data.held_out.factors is not None
    np.testing.assert_array_equal(data.held_out.factors[:, 0], data.held_out.labels)
