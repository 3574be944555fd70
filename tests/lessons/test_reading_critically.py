"""The figures of the lesson `reading-critically`."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import chi

from latentwalk import paths
from tests.lessons.stated import digits, point_of, read, states

LESSON = "reading-critically"
CONFIDENT = 0.9
FRAMES = 33


def confident(z: np.ndarray) -> float:
    """The share of points (n, d) whose pictures the classifier reads with confidence."""
    model = digits("mnist")
    scores = model.predict(model.decode(np.asarray(z, np.float32)))
    return float((scores.max(1) > CONFIDENT).mean())


@cache
def scores_at(name: str, view: str) -> np.ndarray:
    """The probabilities (10,) that the classifier gives the picture of a view."""
    model = digits(name)
    (scores,) = model.predict(model.decode(point_of(LESSON, view)))
    found: np.ndarray = scores
    return found


def test_distances_of_random_points_from_the_middle() -> None:
    distance = chi(6)
    assert states(LESSON, "Half of them are more than 2.3 units away, and 98 of 100 between 0.9 ")
    assert round(float(distance.median()), 1) == 2.3
    assert np.round(distance.ppf([0.01, 0.99]), 1).tolist() == [0.9, 4.1]
    assert states(LESSON, "nearly all between 1 and 4 units away")
    assert distance.cdf(4) - distance.cdf(1) > 0.95


def test_the_middle_is_not_typical_and_the_typical_point_is() -> None:
    middle, typical = (point_of(LESSON, name)[0] for name in ("the middle", "a typical point"))
    assert not middle.any()
    assert 2 < np.linalg.norm(typical) < 2.7
    assert states(LESSON, "of the 10,000 encoded digits, only 64 lie within 0.9 units of it")
    distances = np.linalg.norm(digits("mnist").atlas.mean, axis=1)
    assert (len(distances), (distances < 0.9).sum()) == (10_000, 64)


def test_the_classifier_is_surer_of_the_data_than_of_random_digits() -> None:
    random = np.random.default_rng(0).standard_normal((10_000, 6))
    assert states(LESSON, "reads 95 of 100 of them with more than 90 % confidence")
    assert round(100 * confident(digits("mnist").atlas.mean)) == 95
    assert states(LESSON, "fewer, about 74 of 100")
    assert abs(confident(random) - 0.74) < 0.015


def test_the_even_path_goes_through_emptier_space_and_that_through_the_data_does_not() -> None:
    model = digits("mnist")
    start, end = point_of(LESSON, "from a one to a five", "pins")
    assert read(model, np.vstack([start, end])).tolist() == [1, 5]
    ways = {
        "straight": np.linspace(start, end, FRAMES),
        "even": paths.even(model, start, end, FRAMES),
        "data": paths.through_data(model, start, end, FRAMES),
    }
    tree = cKDTree(model.atlas.mean)
    away = {name: float(tree.query(way)[0].max()) for name, way in ways.items()}
    length = {
        name: float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())
        for name, way in ways.items()
    }
    assert states(LESSON, "The even path makes a detour through emptier space")
    assert away["data"] < away["straight"] < away["even"]
    assert length["even"] > length["straight"]
    assert states(LESSON, "It is longer, and it is the only one of them that stays")
    change = {
        name: float(np.sqrt((np.diff(model.decode(way), axis=0) ** 2).sum((1, 2, 3))).sum())
        for name, way in ways.items()
    }
    assert change["even"] < change["straight"] < change["data"]
    assert away["data"] < 0.6 * away["straight"]


def test_far_out_the_classifier_is_sure_of_a_seven() -> None:
    scores = scores_at("mnist-2d", "far out")
    assert states(LESSON, "it reads a 7 and is sure of it: 100 %")
    assert (int(scores.argmax()), round(100 * float(scores.max()))) == (7, 100)
    data = digits("mnist-2d").atlas.mean
    tree = cKDTree(data)
    gap = np.median(tree.query(data, 2)[0][:, 1])
    assert tree.query(point_of(LESSON, "far out"))[0][0] > 5 * gap


def test_on_the_line_the_classifier_is_undecided_between_four_and_nine() -> None:
    scores = scores_at("mnist", "on the line")
    assert states(LESSON, "the classifier is undecided: 50 % four, 50 % nine")
    assert np.round(100 * scores[[4, 9]]).tolist() == [50, 50]
    assert scores_at("mnist", "a four").argmax() == 4
    assert states(LESSON, "One latent unit away")
    step = np.linalg.norm(point_of(LESSON, "on the line") - point_of(LESSON, "a four"))
    assert 0.95 < step < 1.1


def test_the_two_pictures_at_the_line_hardly_differ() -> None:
    model = digits("mnist")
    four, line = (point_of(LESSON, name) for name in ("a four", "on the line"))
    beyond = line + 0.05 * (line - four)
    sides = np.vstack([line - 0.05 * (line - four), beyond])
    assert read(model, sides).tolist() == [4, 9]
    first, second = model.decode(sides.astype(np.float32))
    assert np.sqrt(((first - second) ** 2).mean()) / 2 < 0.03
