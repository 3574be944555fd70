"""The figures of the lesson `directions`, measured in what the model draws."""

from __future__ import annotations

import colorsys
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

import latentwalk
from latentwalk import paths
from tests.lessons.stated import point_of, states, view_of

LESSON = "directions"
LIT = 0.15
"""How much brighter than the ground the pixels of a shape are, from 0 to 1."""
SOLID = 0.3
"""The same for the pixels that count as its area."""


class Drawn(NamedTuple):
    """What is drawn: the place across in pixels, the area in pixels, and the hue from 0 to 1."""

    x: np.ndarray
    area: np.ndarray
    hue: np.ndarray


@cache
def shapes() -> latentwalk.Model:
    return latentwalk.open("shapes")


def column(name: str) -> np.ndarray:
    (found,) = (one for one in shapes().columns if one.name == name)
    return np.asarray(found.values, float)


def measured(z: np.ndarray) -> Drawn:
    values = (shapes().decode(np.asarray(z, np.float32)) + 1) / 2
    light = values.max(1)
    light = np.clip(light - np.median(light, axis=(1, 2), keepdims=True), 0, None)
    light[light <= LIT] = 0
    total = light.sum((1, 2)) + 1e-9
    x = (light.sum(1) * (np.arange(64) + 0.5)).sum(1) / total
    colour = np.clip((values * light[:, None]).sum((2, 3)) / total[:, None], 0, 1)
    hue = np.array([colorsys.rgb_to_hsv(*one)[0] for one in colour])
    return Drawn(x, (light > SOLID).sum((1, 2)), hue)


def fitted(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The weights (d + 1,) of the linear regression of a column on the latent points."""
    points = np.c_[shapes().atlas.mean, np.ones(len(shapes().atlas.mean))]
    return np.linalg.lstsq(points[rows], values[rows], rcond=None)[0]


@cache
def along_x() -> np.ndarray:
    weights = fitted(column("x"), np.arange(len(shapes().atlas.mean)))[:-1]
    return weights / np.linalg.norm(weights)


def gaps(z: np.ndarray) -> np.ndarray:
    """The distances to the nearest encoded item, in medians of those between items."""
    data = shapes().atlas.mean
    tree = cKDTree(data)
    return tree.query(z)[0] / np.median(tree.query(data, 2)[0][:, 1])


def test_what_is_measured_is_what_is_known() -> None:
    drawn = measured(shapes().atlas.mean)
    assert np.corrcoef(drawn.x, column("x"))[0, 1] > 0.99
    assert np.corrcoef(drawn.hue, column("hue"))[0, 1] > 0.98


def test_the_links_have_the_direction_of_x() -> None:
    name, numbers = view_of(LESSON, "near the middle")["directions"].split(":")
    assert name == "x"
    np.testing.assert_allclose([float(one) for one in numbers.split(",")], along_x(), atol=1e-3)


def test_a_step_moves_shapes_by_different_amounts() -> None:
    mean = shapes().atlas.mean
    moved = measured(mean + along_x()).x - measured(mean).x
    assert states(LESSON, "3.4 pixels for a typical shape")
    assert round(float(np.median(moved)), 1) == 3.4
    assert states(LESSON, "between 1.2 and 6.6 pixels")
    assert np.quantile(moved, [0.05, 0.95]).round(1).tolist() == [1.2, 6.6]
    ends = np.vstack([point_of(LESSON, "near the middle"), point_of(LESSON, "at the right")])
    assert states(LESSON, "the shape of the question moves by 7, and this one")
    assert (measured(ends + along_x()).x - measured(ends).x).round(1).tolist() == [7.2, 1.4]


def test_far_along_it_shapes_grow_and_leave_the_data() -> None:
    mean = shapes().atlas.mean
    growth = measured(mean + 4 * along_x()).area / measured(mean).area
    assert abs(float(np.median(growth)) - 2) < 0.05
    assert states(LESSON, "2.6 times as far away")
    assert round(float(np.median(gaps(mean + 4 * along_x()))), 1) == 2.6
    start, end = point_of(LESSON, "a red shape"), point_of(LESSON, "four units on")
    np.testing.assert_allclose(end - start, 4 * along_x()[None], atol=5e-3)
    growth = measured(end).area / measured(start).area
    assert 1.8 < float(growth[0]) < 2.1
    others = np.array([column(name) for name in ("x", "y", "hue", "size")])
    assert np.abs(np.corrcoef(others)[0, 1:]).max() < 0.06


def test_the_angle_has_almost_no_direction() -> None:
    rows = np.arange(len(shapes().atlas.mean))
    held = rows[::5]
    points = np.c_[shapes().atlas.mean, np.ones(len(rows))]

    def quality(name: str) -> float:
        values = column(name)
        weights = fitted(values, np.setdiff1d(rows, held))
        return float(1 - ((values - points @ weights)[held] ** 2).mean() / values[held].var())

    assert states(LESSON, "The hue reaches 0.94, and both coordinates of the place nearly 0.9")
    assert round(quality("hue"), 2) == 0.94
    assert all(0.86 < quality(name) < 0.9 for name in ("x", "y"))
    assert states(LESSON, "The size has about a quarter, and the angle next to nothing")
    assert abs(quality("size") - 0.25) < 0.02
    assert quality("angle") < 0.11


def test_class_means_sort_squares_and_triangles_in_most_cases() -> None:
    atlas, classes = shapes().atlas, list(shapes().classes)

    def sorted_right(first: str, second: str) -> float:
        one, two = (atlas.mean[atlas.label == classes.index(name)] for name in (first, second))
        way = two.mean(0) - one.mean(0)
        return float(((one @ way)[:, None] < (two @ way)[None]).mean())

    assert states(LESSON, "in 84 of 100 cases")
    assert round(100 * sorted_right("square", "triangle")) == 84
    assert states(LESSON, "right in 74 of 100 cases only")
    assert round(100 * sorted_right("ellipse", "triangle")) == 74


def test_green_is_half_way_between_red_and_blue() -> None:
    red, blue = point_of(LESSON, "from red to blue", "pins")
    half = point_of(LESSON, "half-way")
    np.testing.assert_allclose(half[0], (red + blue) / 2, atol=2e-3)
    hues = measured(np.linspace(red, blue, 21)).hue
    assert (np.diff(hues) > 0).all()
    assert 0.28 < hues[10] < 0.4


def test_the_straight_way_shrinks_an_ellipse_and_the_data_keep_it() -> None:
    start, end = point_of(LESSON, "from left to right", "pins")
    straight = np.linspace(start, end, 21)
    even = paths.even(shapes(), start, end, 21)
    data = paths.through_data(shapes(), start, end, 21)
    areas = {name: measured(way).area for name, way in (("straight", straight), ("data", data))}
    assert states(LESSON, "its area falls from 231 to 107 pixels")
    assert (areas["straight"][0], areas["straight"].min()) == (231, 107)
    assert states(LESSON, "does hardly better: 126")
    assert measured(even).area.min() == 126
    assert states(LESSON, "the area stays above 185")
    assert areas["data"].min() >= 185
    largest = [paths.measure(shapes(), way).largest_distance for way in (data, straight, even)]
    assert largest == sorted(largest)
