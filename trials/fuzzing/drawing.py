"""Files of a target as Hypothesis draws them: which seed, and the chance that spoils it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from trials.fuzzing.target import Target


def files_of(target: Target) -> st.SearchStrategy[bytes]:
    """Spoilt files, and a few that never were any."""
    seeds = target.seeds()
    chance = st.integers(0, 2**32).map(random.Random)
    spoilt = st.tuples(st.sampled_from(seeds), chance).map(lambda drawn: target.spoilt(*drawn))
    twice = st.tuples(spoilt, chance).map(lambda drawn: target.spoilt(*drawn))
    return st.one_of(spoilt, twice, twice, st.sampled_from(seeds), st.binary(max_size=200))
