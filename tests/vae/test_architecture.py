from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from latentwalk.errors import SettingsError
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE


@pytest.mark.parametrize(
    ("side", "halvings"), [(28, 2), (32, 2), (8, 2), (64, 3), (48, 3), (128, 4)]
)
def test_larger_images_are_halved_more_often(side: int, halvings: int) -> None:
    assert Architecture(side, side, 4).halvings == halvings
    architecture = Architecture(side, side, 3, 8, "residual")
    assert architecture.halvings == halvings
    assert architecture.grid == (5, side >> halvings, side >> halvings)
    conditional = replace(architecture, classes=62)
    assert conditional.grid == (16, side >> halvings, side >> halvings)
    vae = VAE(architecture)
    output = vae(torch.rand(2, 3, side, side), torch.zeros(2, 8))
    assert output.reconstruction.shape == (2, 3, side, side)
    assert output.mean.shape == (2, 8)


@pytest.mark.parametrize("latent_dim", [6, 16])
def test_the_residual_kind_is_small(latent_dim: int) -> None:
    vae = VAE(Architecture(latent_dim=latent_dim, kind="residual"))
    assert 4 * sum(parameter.numel() for parameter in vae.parameters()) < 300_000


def test_a_residual_block_passes_on_what_it_gets_at_first() -> None:
    stack = Architecture(kind="residual").down()
    blocks = [layer for layer in stack if type(layer).__name__ == "Residual"]
    assert len(blocks) == 3
    x = torch.randn(1, 16, 4, 4)
    assert blocks[0](x).equal(x)


def test_a_residual_block_is_what_it_says() -> None:
    block = Architecture(kind="residual").down()[1]
    weight = torch.randn(16, 16, 3, 3)
    block.body[1].weight.data = weight
    x = torch.randn(2, 16, 5, 5)
    expected = x + torch.nn.functional.conv2d(x * x.sigmoid(), weight, padding=1)
    torch.testing.assert_close(block(x), expected)


def test_unsupported_sizes_are_refused_with_advice() -> None:
    with pytest.raises(SettingsError, match="plain, residual"):
        Architecture(kind="huge")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=r"divisible by 8, got 60 x 60: scale them with --size"):
        Architecture(60, 60, kind="residual")
