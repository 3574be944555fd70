"""A spool returns the samples that were added to it, in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk import ValuesSpec
from latentwalk.originals.spool import Spool

SPEC = ValuesSpec(("a", "b"))


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_a_spool_is_a_list_of_rows(data: st.DataObject) -> None:
    spool, kept, number = Spool(SPEC), np.empty((0, 2), np.float32), 0
    for _ in range(data.draw(st.integers(1, 5))):
        k = data.draw(st.integers(0, 6))
        rows = np.arange(number, number + 2 * k, dtype=np.float32).reshape(k, 2)
        number += 2 * k
        spool.add(rows)
        kept = np.concatenate([kept, rows])
        chosen = np.flatnonzero(
            data.draw(st.lists(st.booleans(), min_size=len(kept), max_size=len(kept)))
        )
        spool.keep(chosen)
        kept = kept[chosen]
    np.testing.assert_array_equal(spool[slice(None)], kept)
    assert len(spool) == len(kept)


def test_dropped_rows_leave_room_for_others() -> None:
    spool = Spool(SPEC)
    for _ in range(50):
        spool.add(np.zeros((100, 2), np.float32))
        spool.keep(np.arange(10))
    assert spool._end <= 110
