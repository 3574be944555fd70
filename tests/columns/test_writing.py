"""PyArrow reads the columns of a folder as what they are."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns
from latentwalk.columns.writing import to_bytes
from tests.columns.table import COLUMNS, objects

pyarrow = pytest.importorskip("pyarrow")


def test_pyarrow_reads_every_kind_of_column() -> None:
    table = pyarrow.ipc.open_stream(to_bytes(COLUMNS)).read_all()
    table.validate(full=True)
    read = {name: table[name].to_pylist() for name in table.column_names}
    expected = objects(COLUMNS)
    for name in ("day", "time"):
        dates = table[name].cast(pyarrow.timestamp("ms")).to_numpy(zero_copy_only=False)
        read[name] = [None if np.isnat(one) else one for one in dates]
    assert read == expected


def test_categories_keep_their_order() -> None:
    schema = pyarrow.ipc.open_stream(to_bytes(COLUMNS)).schema
    assert [schema.field(name).type.ordered for name in ("size", "kind")] == [True, False]


@pytest.mark.parametrize(("value", "bits"), [(0.5, 32), (0.1, 64), (2**24 + 1, 64), (1e300, 64)])
def test_numbers_are_as_small_as_they_are_exact(value: float, bits: int) -> None:
    columns = Columns((Column("x", "number", np.array([value])),), 1)
    schema = pyarrow.ipc.open_stream(to_bytes(columns)).schema
    assert schema.field("x").type.bit_width == bits
