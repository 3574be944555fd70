from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from latentwalk.errors import DataError
from latentwalk.layouts.given import coordinates

if TYPE_CHECKING:
    from pathlib import Path

PLACES = np.array([[0, 1], [2, 3.5], [-4, 5]], np.float32)


@pytest.mark.parametrize("given", [PLACES, PLACES.tolist(), torch.from_numpy(PLACES)])
def test_arrays_of_every_kind_are_taken(given: Any) -> None:
    np.testing.assert_array_equal(coordinates(given), PLACES)


@pytest.mark.parametrize("head", ["", "x,y\n", "\ufeffx,y\n"])
def test_a_csv_may_name_its_columns(tmp_path: Path, head: str) -> None:
    file = tmp_path / "layout.csv"
    rows = "".join(f"{x},{y}\n" for x, y in PLACES)
    file.write_text(head + rows, encoding="utf-8")
    np.testing.assert_array_equal(coordinates(file), PLACES)


def test_a_npy_is_read(tmp_path: Path) -> None:
    np.save(tmp_path / "layout.npy", PLACES)
    np.testing.assert_array_equal(coordinates(str(tmp_path / "layout.npy")), PLACES)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.zeros(6), r"shape \(n, 2\), two coordinates for each item, got \(6,\)"),
        (np.zeros((4, 3)), r"got \(4, 3\)"),
        ([[0, 1], [np.nan, 2]], "item 2 is at"),
        ([[0, 1], [0, np.inf]], "item 2 is at"),
        ([[0, 1], [0, 1e31]], "at most 1e.30"),
        ([["a", "b"]], "must be numbers"),
        ([[0, 1], [2]], "must be numbers"),
        (np.ones((9, 2)), "All 9 coordinates of the layout are equal"),
    ],
)
def test_other_coordinates_are_refused(given: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        coordinates(given)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("layout.csv", b"1,2,3\n", "two columns of numbers"),
        ("layout.csv", b"x,y\n", "two columns of numbers"),
        ("layout.csv", b"\xff\xfe", "Cannot read the layout"),
        ("layout.npy", b"not an array", "Cannot read the layout"),
        ("layout.txt", b"1,2\n", "a .csv or a .npy"),
    ],
)
def test_unreadable_files_are_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        coordinates(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Cannot read the layout .*none\.csv: No such file"):
        coordinates(tmp_path / "none.csv")
