"""Hypothesis strategies for a target's files: which seed, and how it is damaged."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from trials.fuzzing.target import Target


def files_of(target: Target) -> st.SearchStrategy[bytes]:
    """Damaged files, and a few of random bytes."""
    seeds = target.seeds()
    chance = st.integers(0, 2**32).map(random.Random)
    spoilt = st.tuples(st.sampled_from(seeds), chance).map(lambda drawn: target.spoilt(*drawn))
    twice = st.tuples(spoilt, chance).map(lambda drawn: target.spoilt(*drawn))
    return st.one_of(spoilt, twice, twice, st.sampled_from(seeds), st.binary(max_size=200))
