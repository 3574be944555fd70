"""The scale of curves and tables."""

from __future__ import annotations

import numpy as np
import torch

from latentwalk.vae.scaling import Scaling


def test_columns_are_standardized_each_by_itself() -> None:
    samples = np.random.default_rng(0).normal([3, -500, 1e6], [1, 20, 0.5e6], (400, 3))
    scaling = Scaling([3])
    scaling.fit(torch.from_numpy(samples), bounded=False)
    expected = (samples - samples.mean(0)) / samples.std(0)
    scaled = scaling(torch.from_numpy(samples).float())
    torch.testing.assert_close(scaled, torch.from_numpy(expected).float(), atol=1e-4, rtol=1e-4)


def test_a_line_has_one_scale_for_all_its_places() -> None:
    samples = torch.randn(100, 2, 7) * torch.tensor([[2.0], [50.0]]) + torch.arange(7)
    scaling = Scaling([2, 1])
    scaling.fit(samples, bounded=False)
    scaled = scaling(samples)
    torch.testing.assert_close(scaled.mean((0, 2)), torch.zeros(2), atol=1e-5, rtol=0)
    torch.testing.assert_close(scaled.square().mean((0, 2)), torch.ones(2))
    torch.testing.assert_close(scaling.restored(scaled), samples, atol=1e-4, rtol=1e-5)


def test_shares_are_mapped_to_minus_one_and_one() -> None:
    scaling = Scaling([2])
    scaling.fit(torch.rand(5, 2), bounded=True)
    assert scaling(torch.tensor([[0.0, 1.0], [0.5, 0.25]])).tolist() == [[-1, 1], [0, -0.5]]
