"""Tables of pandas and sparse matrices that nobody tidied."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from latentwalk.adoption.sources.tables import table_of
from latentwalk.errors import DataError


def found(data: Any, own: tuple[str, ...] = ()) -> Any:
    table = table_of(data, own)
    assert table is not None
    return table


def test_missing_values_of_pandas_are_nan() -> None:
    table = found(pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}))
    np.testing.assert_array_equal(table.samples[np.arange(2)], [[1], [np.nan]])


def test_objects_that_are_numbers() -> None:
    table = found(pd.DataFrame({"a": [Decimal("1.5"), None], "b": [True, 2]}, dtype=object))
    np.testing.assert_array_equal(table.samples[np.arange(2)], [[1.5, 1], [np.nan, 2]])


def test_an_index_that_was_saved() -> None:
    table = found(pd.DataFrame({"Unnamed: 0": [0, 1], "a": [1.0, 2.0]}))
    assert table.names == ("a",)
    assert "Unnamed: 0 is left out" in table.remark


def test_a_table_of_text_alone() -> None:
    with pytest.raises(DataError, match="no column of numbers; its columns are a"):
        table_of(pd.DataFrame({"a": ["x", "y"]}))


def test_labels_are_classes() -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], "target": [0.5, 1.0]})
    assert found(frame).labels is None
    assert "target has numbers such as 0.5" in found(frame).remark
    assert found(frame, ("a", "target")).names == ("a", "target")
    mixed = pd.DataFrame({"a": [1.0, 2.0, 3.0], "label": [1, "b", None]}, dtype=object)
    assert found(mixed).labels == ["1", "b", None]


def test_a_sparse_matrix() -> None:
    table = found(sparse.coo_array(np.eye(3)))
    np.testing.assert_array_equal(table.samples[np.array([0, 2])], np.eye(3)[[0, 2]])
