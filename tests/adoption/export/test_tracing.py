from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from latentwalk.adoption.adopting import adopted

if TYPE_CHECKING:
    import pytest


class KernelPerPoint(nn.Module):
    """A generator whose kernels depend on z, as in StyleGAN2: no exporter follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.latent_dim = 8
        self.style = nn.Linear(8, 4)
        self.weight = nn.Parameter(torch.randn(3, 4, 3, 3))
        self.start = nn.Parameter(torch.randn(4, 16, 16))

    def decode(self, z: Tensor) -> Tensor:
        n = z.shape[0]
        kernels = self.weight[None] * self.style(z)[:, None, :, None, None]
        maps = self.start[None].repeat(n, 1, 1, 1).reshape(1, n * 4, 16, 16)
        made = nn.functional.conv2d(maps, kernels.reshape(n * 3, 4, 3, 3), padding=1, groups=n)
        return torch.tanh(made.reshape(n, 3, 16, 16))


def test_a_failed_export_is_one_sentence_without_a_graph(
    capfd: pytest.CaptureFixture[str],
) -> None:
    messages: list[str] = []
    model = adopted(KernelPerPoint(), say=messages.append)
    assert model.live == ("decoder",)
    assert capfd.readouterr() == ("", "")
    assert "kernel of unknown shape" in messages[0]
    assert "%" not in messages[0]
    assert "Caused by" not in messages[0]


def test_what_is_printed_afterwards_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    adopted(KernelPerPoint(), say=print)
    assert capfd.readouterr().out.startswith("KernelPerPoint: 8 latent dimensions")
