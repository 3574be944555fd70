"""Arrangements of samples in arrays."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from latentwalk.adoption.foreign.arrangements import Arrangement, arrangements_of, match


@pytest.mark.parametrize("shape", [(1, 7), (3, 7), (7,), (5, 2), (4, 4)])
def test_reading_reverses_giving(shape: tuple[int, ...]) -> None:
    samples = np.random.default_rng(0).random((4, *shape), dtype=np.float32)
    for arrangement in arrangements_of(shape):
        given = arrangement.given(samples)
        assert given.shape == (4, *arrangement.taken)
        np.testing.assert_array_equal(arrangement.read(given, shape), samples)
        tensors = arrangement.given(torch.from_numpy(samples))
        np.testing.assert_array_equal(tensors.numpy(), given)


def test_a_match_exchanges_axes_only_if_it_must() -> None:
    assert match((3, 7), (3, 7)) == Arrangement((3, 7))
    assert match((7, 3), (3, 7)) == Arrangement((7, 3), swapped=True)
    assert match((4, 4), (4, 4)) == Arrangement((4, 4))
    assert match((7, 1), (1, 7)) == Arrangement((7, 1))
    assert match((21,), (3, 7)) == Arrangement((21,))
    assert match((20,), (3, 7)) is None
    assert match((3, 7, 1), (3, 7)) == Arrangement((3, 7, 1))
    assert match((2, 4, 2), (4, 4)) is None
