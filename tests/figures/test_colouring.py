from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.columns.column import Column
from latentwalk.errors import DataError
from latentwalk.figures.colouring import COLOURS, MOST, ON_BLACK, OTHER, colouring
from tests.figures.models import known


def test_classes_colour_by_default() -> None:
    label = np.array([1, 0, 1, -1], np.int32)
    colours = colouring(known(np.zeros((4, 3)), label=label, classes=("cat", "dog")))
    assert colours.name == "class"
    assert [(one.name, list(one.items)) for one in colours.entries] == [
        ("cat", [1]),
        ("dog", [0, 2]),
    ]
    assert list(colours.missing) == [3]


def test_data_without_classes_has_one_colour() -> None:
    colours = colouring(known(np.zeros((3, 2))))
    assert (colours.name, len(colours.entries)) == ("", 1)
    assert list(colours.entries[0].items) == [0, 1, 2]


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=80))
def test_every_item_has_one_colour_or_is_missing(codes: list[int]) -> None:
    column = Column("c", "category", np.array(codes, np.int32), tuple(map(str, range(31))))
    colours = colouring(known(np.zeros((len(codes), 2)), column), "c")
    items = np.concatenate([one.items for one in colours.entries] + [colours.missing])
    assert sorted(items) == list(range(len(codes)))
    used = [one.colour for one in colours.entries]
    assert len(used) == len(set(used)) <= MOST


def test_of_many_categories_the_most_frequent_have_a_colour() -> None:
    codes = np.repeat(np.arange(20), np.arange(1, 21)).astype(np.int32)
    column = Column("c", "category", codes, tuple("abcdefghijklmnopqrst"))
    entries = colouring(known(np.zeros((len(codes), 2)), column), "c").entries
    assert "".join(one.name for one in entries[:-1]) == "tsrqponmlk"
    assert (entries[-1].name, entries[-1].colour) == ("10 others", OTHER)


def test_ordered_categories_keep_their_order_on_a_scale() -> None:
    codes = np.array([2, 2, 2, 1, 0], np.int32)
    column = Column("c", "category", codes, ("small", "medium", "large"), ordered=True)
    entries = colouring(known(np.zeros((5, 2)), column), "c").entries
    assert [one.name for one in entries] == ["small", "medium", "large"]
    assert entries[0].colour == "#440154"
    assert entries[-1].colour == "#fde725"


def test_the_scale_leaves_out_a_hundredth_at_each_end() -> None:
    numbers = np.arange(1001.0)
    numbers[-1] = 1e9
    numbers[500] = np.nan
    column = Column("age", "number", numbers)
    colours = colouring(known(np.zeros((1001, 2)), column), "age")
    assert colours.ends == pytest.approx(np.nanquantile(numbers, [0.01, 0.99]))
    assert list(colours.missing) == [500]


@pytest.mark.parametrize("values", [[3.0, 3.0], [np.nan, np.nan]])
def test_a_scale_without_extent_has_ends(values: list[float]) -> None:
    low, high = colouring(
        known(np.zeros((2, 2)), Column("a", "number", np.array(values))), "a"
    ).ends
    assert low < high


def test_dates_are_days() -> None:
    values = np.array(["1969-12-31", "NaT", "1970-01-02"], "datetime64[ms]")
    colours = colouring(known(np.zeros((3, 2)), Column("d", "date", values)), "d")
    assert colours.is_date
    np.testing.assert_array_equal(colours.numbers, [-1, np.nan, 1])


def test_a_column_of_the_table_replaces_that_of_the_atlas() -> None:
    column = Column("error", "boolean", np.array([1, 0], np.int8))
    colours = colouring(known(np.zeros((2, 2)), column), "error")
    assert {one.name for one in colours.entries} == {"true", "false"}


def test_points_on_black_have_other_colours() -> None:
    model = known(np.zeros((1, 2)), label=np.zeros(1, np.int32), classes=("a",))
    assert colouring(model).entries[0].colour == COLOURS[0]
    assert colouring(model, on_black=True).entries[0].colour == ON_BLACK[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [("colour", "no column 'colour' to colour by: choose one of error, age"), ("note", "texts")],
)
def test_what_cannot_colour_is_refused(name: str, message: str) -> None:
    columns = (
        Column("age", "number", np.zeros(1)),
        Column("note", "text", np.array(["x"], object)),
    )
    with pytest.raises(DataError, match=message):
        colouring(known(np.zeros((1, 2)), *columns), name)
