from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.encoding import sample
from latentwalk.encoding.sample import HIGHEST, cutoff, keys

if TYPE_CHECKING:
    import pytest


def test_the_keys_are_those_of_splitmix64() -> None:
    """The first outputs for the seed 1234567, as the algorithm's published examples have them."""
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert keys(np.arange(3), seed=1234567).tolist() == expected


@given(rows=st.integers(0, 3000), most=st.integers(1, 2000))
def test_the_cutoff_accepts_exactly_the_limit(rows: int, most: int) -> None:
    chosen = keys(np.arange(rows)) <= np.uint64(cutoff(rows, most))
    assert chosen.sum() == min(rows, most)


def test_the_cutoff_does_not_depend_on_how_the_keys_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = cutoff(5000, 300)
    assert whole == int(np.sort(keys(np.arange(5000)))[299])
    monkeypatch.setattr(sample, "STEP", 77)
    assert cutoff(5000, 300) == whole
    assert cutoff(300, 300) == HIGHEST


def test_every_part_of_the_data_has_the_same_chance() -> None:
    """By twenty stretches and by the row's last digit, as evenly as chance would have it."""
    rows = np.arange(200_000)
    chosen = rows[keys(rows) <= np.uint64(cutoff(len(rows), 10_000))]
    for part, parts in ((chosen // 10_000, 20), (chosen % 10, 10)):
        counts = np.bincount(part, minlength=parts)
        assert scipy.stats.chisquare(counts).pvalue > 0.001


def test_neighbours_are_chosen_independently() -> None:
    rows = np.arange(200_000)
    chosen = keys(rows) <= np.uint64(cutoff(len(rows), 20_000))
    both = int((chosen[1:] & chosen[:-1]).sum())
    assert abs(both - 2000) < 4 * np.sqrt(2000)
