"""The decoder's last layer in both implementations: values and gradients."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from latentwalk.vae.to_image import ToImage  # noqa: E402


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(14, 14), (3, 5)])
@pytest.mark.parametrize("order", [torch.channels_last, torch.contiguous_format])
def test_a_matrix_product_is_the_transposed_convolution(
    channels: int, size: tuple[int, int], order: torch.memory_format
) -> None:
    torch.manual_seed(0)
    layer = ToImage(16, channels).double()
    features = torch.randn(2, 16, *size, dtype=torch.float64).contiguous(memory_format=order)
    features.requires_grad_()
    inputs = (features, layer.weight, layer.bias)
    painted = layer.train()(features)
    convolved = layer.eval()(features)
    torch.testing.assert_close(painted, convolved)
    upstream = torch.randn_like(painted)
    ours = torch.autograd.grad(painted, inputs, upstream)
    theirs = torch.autograd.grad(convolved, inputs, upstream)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other)


def test_an_empty_batch_gives_no_images() -> None:
    layer = ToImage(16, 1).train()
    features = torch.zeros(0, 16, 3, 5, requires_grad=True)
    painted = layer(features)
    painted.sum().backward()
    assert painted.shape == (0, 1, 6, 10)
    assert not layer.weight.grad.any()


def test_its_weights_are_a_transposed_convolutions() -> None:
    torch.nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1).load_state_dict(
        ToImage(16, 1).state_dict()
    )
