from __future__ import annotations

import pytest
import torch

from latentwalk.training import warp
from latentwalk.training.warp import draw, warped


def blob() -> torch.Tensor:
    """(64, 1, 28, 28): a bright ellipse on black."""
    y, x = torch.meshgrid(torch.linspace(-1, 1, 28), torch.linspace(-1, 1, 28), indexing="ij")
    image = 2 * torch.exp(-((2 * x) ** 2 + (4 * y) ** 2)) - 1
    return image.expand(64, 1, 28, 28).contiguous()


def test_nothing_is_warped_without_draws() -> None:
    images = blob()
    assert warped(images, draw(0, torch.Generator())) is images


def test_the_first_are_warped_slightly_and_the_rest_is_left() -> None:
    images = blob()
    result = warped(images, draw(32, torch.Generator().manual_seed(0)))
    assert result.shape == images.shape
    torch.testing.assert_close(result[32:], images[32:], rtol=0, atol=0)
    gap = (result[:32] - images[:32]).abs().flatten(1).mean(1)
    assert (gap > 1e-3).all()
    assert gap.max() < 0.2
    assert result.min() >= -1
    assert result.max() <= 1


def test_the_draws_are_the_generator_s() -> None:
    first, second = (warped(blob(), draw(64, torch.Generator().manual_seed(4))) for _ in range(2))
    torch.testing.assert_close(first, second, rtol=0, atol=0)


@pytest.mark.parametrize("channels", [1, 3])
def test_of_no_size_it_is_the_identity(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TURN", "SLANT", "SCALE", "MOVE"):
        monkeypatch.setattr(warp, name, 0.0)
    images = blob().expand(64, channels, 28, 28)
    torch.testing.assert_close(
        warped(images, draw(64, torch.Generator())), images, atol=1e-5, rtol=0
    )


def test_values_from_outside_are_black() -> None:
    white = torch.ones(50, 1, 28, 28)
    result = warped(white, draw(50, torch.Generator().manual_seed(0)))
    assert result[:, :, 14, 14].min() > 0.99
    assert result.amin((1, 2, 3)).min() == -1


def test_colours_go_on_beyond_the_border() -> None:
    white = torch.ones(50, 3, 28, 28)
    result = warped(white, draw(50, torch.Generator().manual_seed(0)))
    torch.testing.assert_close(result, white)


def corner() -> torch.Tensor:
    """(64, 1, 28, 28): a bright square in the upper left, twice as high as wide."""
    image = torch.full((64, 1, 28, 28), -1.0)
    image[:, :, 6:14, 6:10] = 1
    return image


def covariance(images: torch.Tensor) -> torch.Tensor:
    """The covariance of x and y under each image's brightness, (n,)."""
    light = (images[:, 0] + 1) / (images[:, 0] + 1).sum((1, 2), keepdim=True)
    x = torch.arange(28.0)
    means = [(light.sum(axis) * x).sum(1) for axis in (1, 2)]
    return (light * x[:, None] * x).sum((1, 2)) - means[0] * means[1]


def test_shifts_turn_nothing() -> None:
    draws = draw(64, torch.Generator().manual_seed(0))
    assert covariance(warped(corner(), draws, "shift")).abs().max() < 0.05
    assert covariance(warped(corner(), draws, "warp")).abs().max() > 0.5


def test_half_are_mirrored_if_asked() -> None:
    draws = draw(64, torch.Generator().manual_seed(0))
    shifted, mirrored = (warped(corner(), draws, how) for how in ("shift", "mirror"))
    right = mirrored[:, :, :, 14:].sum((1, 2, 3)) > mirrored[:, :, :, :14].sum((1, 2, 3))
    assert right.equal(draws[0] < 0)
    assert mirrored[~right].equal(shifted[~right])


def test_curves_are_stretched_and_shifted_along_their_axis() -> None:
    x = torch.linspace(-1, 1, 201).expand(8, 1, 201)
    draws = torch.zeros(6, 5)
    draws[2], draws[4] = 1.5, -1.0
    result = warped(x, draws, "shift")
    assert result.shape == x.shape
    torch.testing.assert_close(result[5:], x[5:])
    expected = x[0, 0] * torch.tensor(1.5 * warp.SCALE).exp() - warp.MOVE
    middle = slice(20, -20)
    torch.testing.assert_close(result[0, 0, middle], expected[middle], atol=1e-3, rtol=0)
