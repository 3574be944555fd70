"""MIG of encoded data by their columns."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns
from latentwalk.evaluation import by_columns
from latentwalk.folder.atlas import Atlas

K = 4
"""Values of a factor."""


def channel(right: int, wrong: int) -> np.ndarray:
    """Pairs (n, 2) of a factor and a code, which is right so many times for each wrong value."""
    counts = np.full((K, K), wrong) + (right - wrong) * np.eye(K, dtype=int)
    return np.repeat(np.argwhere(counts), counts.ravel(), axis=0)


def share(right: int, wrong: int) -> float:
    """The information of such a code about its factor, as a share of the factor's entropy."""
    likely = np.array([right] + [wrong] * (K - 1)) / (right + (K - 1) * wrong)
    return float((np.log(K) + (likely * np.log(likely)).sum()) / np.log(K))


def encoded(mean: np.ndarray) -> Atlas:
    n = len(mean)
    return Atlas(
        mean=mean.astype(np.float32),
        logvar=np.zeros(mean.shape, np.float32),
        label=np.full(n, -1, np.int32),
        split=np.zeros(n, np.uint8),
        error=np.zeros(n, np.float32),
    )


@pytest.fixture
def two() -> tuple[Atlas, dict[str, Column]]:
    """Two independent factors, each in a noisy code of its own, in all combinations."""
    first, second = channel(7, 1), channel(4, 2)
    rows = np.concatenate([np.repeat(first, len(second), 0), np.tile(second, (len(first), 1))], 1)
    names = ("a", "b", "c", "d")
    columns = {
        "size": Column("size", "number", 10.0 * rows[:, 0]),
        "kind": Column("kind", "category", rows[:, 2].astype(np.int32), names),
    }
    return encoded(rows[:, [1, 3]]), columns


def test_noisy_independent_codes_have_the_gap_of_their_closed_form(
    two: tuple[Atlas, dict[str, Column]],
) -> None:
    atlas, columns = two
    table = Columns((columns["size"], columns["kind"]), len(atlas))
    found = by_columns(atlas, table, np.random.default_rng(0))
    assert found is not None
    assert found.names == ("size", "kind")
    assert found.mig_by_column == pytest.approx([share(7, 1), share(4, 2)], abs=1e-6)
    assert found.mig == pytest.approx((share(7, 1) + share(4, 2)) / 2, abs=1e-6)
    assert 0 < found.mig_error < 0.05


def test_a_second_code_of_a_factor_takes_its_gap(two: tuple[Atlas, dict[str, Column]]) -> None:
    atlas, columns = two
    table = Columns((columns["size"], columns["kind"]), len(atlas))
    twice = encoded(np.concatenate([atlas.mean, atlas.mean[:, :1]], axis=1))
    found = by_columns(twice, table, np.random.default_rng(0))
    assert found is not None
    assert found.mig_by_column == pytest.approx([0, share(4, 2)], abs=1e-6)


def test_what_is_no_factor_is_left_out(two: tuple[Atlas, dict[str, Column]]) -> None:
    atlas, columns = two
    n = len(atlas)
    missing = columns["size"].values.copy()
    missing[3] = np.nan
    others = (
        Column("partly missing", "number", missing),
        Column("constant", "number", np.ones(n)),
        Column("text", "text", np.array(["x", "y"] * (n // 2), object)),
    )
    every = Columns((*others, columns["size"], columns["kind"]), n)
    found = by_columns(atlas, every, np.random.default_rng(0))
    assert found is not None
    assert found.names == ("size", "kind")
    few = Columns((*others, columns["size"]), n)
    assert by_columns(atlas, few, np.random.default_rng(0)) is None


def test_few_items_have_none(two: tuple[Atlas, dict[str, Column]]) -> None:
    atlas, columns = two
    rows = np.arange(999)
    table = Columns((columns["size"], columns["kind"]), len(atlas)).take(rows)
    assert by_columns(encoded(atlas.mean[rows]), table, np.random.default_rng(0)) is None
