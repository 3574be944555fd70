"""The stacks of curves and tables."""

from __future__ import annotations

import pytest
import torch

from latentwalk.errors import SettingsError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.values import ValuesSpec
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.curves import CurveStacks
from latentwalk.vae.network import VAE
from latentwalk.vae.stacks_of import stacks_of
from latentwalk.vae.tables import TableStacks


@pytest.mark.parametrize(
    ("length", "shortest"), [(1, 1), (16, 16), (17, 8), (187, 11), (200, 12), (1000, 15)]
)
def test_curves_of_any_length_come_back_at_that_length(length: int, shortest: int) -> None:
    stacks = CurveStacks(2, length, latent_dim=3, classes=2)
    assert stacks.grid[1] == shortest
    x, condition = torch.randn(4, 2, length), torch.eye(2)[[0, 1, 0, 1]]
    vae = VAE(stacks)
    output = vae(x, torch.zeros(4, 3), condition)
    assert vae.encoder.conv_stack(x).shape == (4, *stacks.grid)
    assert output.reconstruction.shape == x.shape
    assert output.mean.shape == (4, 3)


def test_rows_of_a_table_come_back() -> None:
    stacks = TableStacks(5, latent_dim=3, classes=2)
    output = VAE(stacks)(torch.randn(4, 5), torch.zeros(4, 3), torch.eye(2)[[0, 1, 0, 1]])
    assert output.reconstruction.shape == (4, 5)


@pytest.mark.parametrize("bounded", [True, False])
def test_only_bounded_samples_are_in_a_range(bounded: bool) -> None:
    vae = VAE(TableStacks(5, 2, bounded=bounded)).eval()
    with torch.no_grad():
        vae.decoder.deconv_stack[-2].bias.fill_(3.0)
        decoded = vae.decoder(torch.zeros(1, 2))
        output = vae(torch.zeros(1, 5), torch.zeros(1, 2))
    assert bool((decoded.abs() < 1).all()) is bounded
    torch.testing.assert_close(output.reconstruction, vae.decoder(output.z))


def test_the_stacks_follow_the_samples() -> None:
    assert stacks_of(ImageSpec(8, 12, 3), 4) == Architecture(8, 12, 3, 4)
    assert stacks_of(CurveSpec(50, ("a", "b")), 4) == CurveStacks(2, 50, 4)
    assert stacks_of(ValuesSpec(("a", "b", "c")), 4, bounded=True) == TableStacks(3, 4, 0, True)


def test_other_samples_and_kinds_are_refused() -> None:
    with pytest.raises(SettingsError, match="leave out --arch for curves"):
        stacks_of(CurveSpec(50), 4, "residual")
    with pytest.raises(SettingsError, match="There is no VAE for sequences"):
        stacks_of(CategoriesSpec(3, ("a", "b")), 4)
