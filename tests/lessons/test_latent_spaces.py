"""The figures of the lesson `latent-spaces`."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from tests.lessons.stated import digits, point_of, read, states

LESSON = "latent-spaces"


def neighbours() -> tuple[np.ndarray, np.ndarray]:
    """The label of each encoded digit, and that of its nearest neighbour."""
    atlas = digits("mnist").atlas
    nearest = cKDTree(atlas.mean).query(atlas.mean, 2)[1][:, 1]
    return atlas.label, atlas.label[nearest]


def test_z2_turns_the_three_into_a_two() -> None:
    ends = np.vstack([point_of(LESSON, "a three"), point_of(LESSON, "z2 at its right end")])
    assert read(digits("mnist"), ends).tolist() == [3, 2]


def test_the_pictures_have_many_more_pixels_than_the_decoder_has_numbers() -> None:
    assert states(LESSON, "60,000 pictures of 784 pixels each")
    assert 47_000_000 < 60_000 * 784 < 47_100_000
    assert 60_000 * 784 / 19_441 > 2_000


def test_neighbours_are_mostly_of_one_class() -> None:
    own, other = neighbours()
    assert states(LESSON, "the same digit in 91 of 100 cases")
    assert round(100 * float((own == other).mean())) == 91


def test_other_neighbours_of_fours_are_mostly_nines() -> None:
    own, other = neighbours()
    others = other[(own == 4) & (other != 4)]
    assert states(LESSON, "A nine, in 75 of 100 of these cases")
    assert round(100 * float((others == 9).mean())) == 75


def test_between_four_and_nine_the_classifier_is_undecided() -> None:
    model = digits("mnist")
    (scores,) = model.predict(model.decode(point_of(LESSON, "between four and nine")))
    assert sorted(np.argsort(scores)[-2:].tolist()) == [4, 9]
    assert scores.max() < 0.6
