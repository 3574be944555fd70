"""Reinitializes dead channels.

A ReLU that is positive for no image passes no gradient, so a channel that a large step has pushed
there stays dead for the rest of the run. Such a channel gets new random weights, and zero weights
in the layers that read it. The output does not change, and the channel learns from the next step
on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

    from latentwalk.training.descent import Descent
    from latentwalk.vae.network import VAE

IMAGES = 2000
"""Images by which to judge whether a channel is ever positive."""
ALIVE = 1e-4
"""A channel that is positive at a smaller share of places is dead."""
BIAS = 0.05
"""The bias of a reinitialized channel, slightly positive so that it becomes active."""


class _Layer(NamedTuple):
    """The parameters of a layer before a ReLU, and of the layers that read its channels."""

    weight: Tensor
    """(out, in, 4, 4), or (in, out, 4, 4) if transposed."""
    axis: int
    """The axis of `weight` for the layer's output channels."""
    bias: Tensor
    """(out,)."""
    readers: Sequence[tuple[Tensor, int]]
    """Weights that read the channels, with the axis along which the channels lie."""


class _Names(NamedTuple):
    """The names of the same: the layer, its axis, and its readers with theirs."""

    layer: str
    axis: int
    readers: tuple[tuple[str, int], ...]

    def of(self, parameters: dict[str, nn.Parameter]) -> _Layer:
        readers = [(parameters[f"{name}.weight"], axis) for name, axis in self.readers]
        weight, bias = (parameters[f"{self.layer}.{part}"] for part in ("weight", "bias"))
        return _Layer(weight, self.axis, bias, readers)


LAYERS = (
    _Names("encoder.conv_stack.0", 0, (("encoder.conv_stack.2", 1),)),
    _Names("encoder.conv_stack.2", 0, (("encoder.fc_mu", 1), ("encoder.fc_logvar", 1))),
    _Names("decoder.deconv_stack.0", 1, (("decoder.deconv_stack.2", 0),)),
)


@torch.no_grad()
def revive(
    vae: VAE,
    descent: Descent,
    images: Tensor,
    generator: torch.Generator,
    condition: Tensor | None = None,
) -> int:
    """Reinitialize the dead channels of a VAE.

    Args:
        vae: changed in place.
        descent: its moments for the changed weights are reset.
        images: (n, c, h, w) in [-1, 1], by which to judge which channels are dead.
        generator: on the CPU, for the new weights.
        condition: (n, k), the images' classes, for a conditional VAE.

    Returns:
        The number of dead channels.
    """
    encoder, decoder = vae.encoder, vae.decoder
    first = encoder.conv_stack[1](encoder.first(images, condition))
    second = encoder.conv_stack[2:](first)
    z = encoder.fc_mu(second.flatten(1))
    entries = z if condition is None else torch.cat([z, condition], 1)
    grid = decoder.linear(entries).unflatten(1, vae.architecture.grid)
    hidden = decoder.deconv_stack[:2](grid)
    parameters = dict(vae.named_parameters())
    dead = [
        (names.of(parameters), channel)
        for fired, names in zip((first, second, hidden), LAYERS, strict=True)
        for channel in _dead(fired)
    ]
    for layer, channel in dead:
        _redraw(layer, channel, descent, generator)
        if condition is not None and layer.bias is encoder.conv_stack[0].bias:
            encoder.class_bias.weight[channel] = 0  # it may have killed the channel
            descent.forget(encoder.class_bias.weight, (slice(channel, channel + 1),))
    return len(dead)


def _dead(fired: Tensor) -> list[int]:
    """The channels of (n, channels, h, w) activations that are almost never positive."""
    share = (fired > 0).float().mean((0, 2, 3))
    return [int(channel) for channel in torch.nonzero(share < ALIVE)[:, 0]]


def _redraw(layer: _Layer, channel: int, descent: Descent, generator: torch.Generator) -> None:
    weight = layer.weight.select(layer.axis, channel)
    # the bound of PyTorch's initial weights, which it derives from the weight's second axis
    bound = 1 / math.sqrt(layer.weight[0].numel())
    drawn = torch.rand(weight.shape, generator=generator).mul_(2).sub_(1).mul_(bound)
    weight.copy_(drawn)
    layer.bias[channel] = BIAS
    own = slice(channel, channel + 1)
    descent.forget(layer.weight, _along(layer.weight, layer.axis, own))
    descent.forget(layer.bias, (own,))
    for reader, axis in layer.readers:
        length = reader.shape[axis] // len(layer.bias)
        part = _along(reader, axis, slice(channel * length, (channel + 1) * length))
        reader[part] = 0
        descent.forget(reader, part)


def _along(tensor: Tensor, axis: int, part: slice) -> tuple[slice, ...]:
    return tuple(part if i == axis else slice(None) for i in range(tensor.ndim))
