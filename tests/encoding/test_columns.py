"""The rows of a table follow the items of an atlas."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.encoding.columns import rows_in_data
from latentwalk.errors import DataError
from latentwalk.folder.atlas import Atlas

PARTS = {"data": {"trained_on": 60, "held_out": 10}}


def atlas(row: list[int] | None, split: list[int]) -> Atlas:
    n = len(split)
    none = np.zeros((n, 2), np.float32)
    rows = None if row is None else np.array(row, np.int32)
    return Atlas(none, none, np.zeros(n, np.int32), np.array(split, np.uint8), none[:, 0], row=rows)


def test_held_out_items_follow_those_of_a_training_part() -> None:
    rows = rows_in_data(PARTS, atlas([0, 9, 5], [1, 1, 0]), 70)
    assert rows.tolist() == [60, 69, 5]


def test_items_of_data_that_were_split_keep_their_places() -> None:
    rows = rows_in_data(PARTS, atlas([3, 69, 5], [1, 1, 0]), 70)
    assert rows.tolist() == [3, 69, 5]


def test_a_sample_of_data_has_the_rows_of_its_items() -> None:
    assert rows_in_data({}, atlas([3, 69, 5], [0, 0, 0]), 100).tolist() == [3, 69, 5]


def test_an_atlas_without_places_takes_a_row_for_each_item() -> None:
    assert rows_in_data({}, atlas(None, [0, 0, 0]), 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("n", [2, 4])
def test_another_number_of_rows_is_refused(n: int) -> None:
    with pytest.raises(DataError, match=rf"has {n} rows, but the model's map has 3 items"):
        rows_in_data({}, atlas(None, [0, 0, 0]), n)
