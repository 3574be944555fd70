"""The rows of an atlas: images, or groups of them."""

from __future__ import annotations

import numpy as np

from latentwalk.data import Images
from latentwalk.training.rows import Rows

GROUPS = np.array([2, 0, 2, 5, 0, 2], np.int32)


def images(groups: np.ndarray | None) -> Images:
    pixels = np.arange(6, dtype=np.uint8).reshape(6, 1, 1, 1)
    return Images(pixels, np.arange(6, dtype=np.int32), groups=groups)


def test_without_groups_each_image_is_a_row() -> None:
    rows = Rows.of(images(None))
    assert len(rows) == 6
    assert rows.labels.tolist() == [0, 1, 2, 3, 4, 5]
    parts = list(rows.parts(4))
    assert [(part.rows, part.images, part.members) for part in parts] == [
        (slice(0, 4), slice(0, 4), None),
        (slice(4, 6), slice(4, 6), None),
    ]
    assert rows.evenly(3).labels.tolist() == [0, 2, 4]


def test_a_group_is_a_row_with_its_images_side_by_side() -> None:
    rows = Rows.of(images(GROUPS))
    assert len(rows) == 3
    assert rows.images.labels.tolist() == [1, 4, 0, 2, 5, 3]
    assert rows.labels.tolist() == [-1, -1, -1]
    assert rows.first.tolist() == [0, 2, 5]
    first, second, third = rows.parts(2)
    assert first.members is not None
    assert (first.images, second.images, third.images) == (slice(0, 2), slice(2, 5), slice(5, 6))
    assert first.members.group.tolist() == [0, 0]
    (whole,) = rows.parts(100)
    assert whole.members is not None
    assert whole.members.group.tolist() == [0, 0, 1, 1, 1, 2]
    assert whole.members.sizes.tolist() == [2, 3, 1]
    assert rows.take(np.array([2, 1])).images.labels.tolist() == [3, 0, 2, 5]
