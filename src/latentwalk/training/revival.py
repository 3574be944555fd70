"""Reinitializes dead channels.

A ReLU that is positive for no image passes no gradient, so a channel that a large step has pushed
there stays dead for the rest of the run. Such a channel gets new random weights, and zero weights
in the layers that read it. The output does not change, and the channel learns from the next step
on.
"""

from __future__ import annotations

import math
from itertools import pairwise
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


def _layers(halvings: int) -> list[_Names]:
    """The layers before a ReLU of a plain VAE: the encoder's, then the decoder's."""
    down = [f"encoder.conv_stack.{2 * level}" for level in range(halvings)]
    up = [f"decoder.deconv_stack.{2 * level}" for level in range(halvings)]
    heads = (("encoder.fc_mu", 1), ("encoder.fc_logvar", 1))
    read = [*(((name, 1),) for name in down[1:]), heads]
    return [
        *(_Names(name, 0, readers) for name, readers in zip(down, read, strict=True)),
        *(_Names(name, 1, ((reader, 0),)) for name, reader in pairwise(up)),
    ]


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
    halvings = len(encoder.conv_stack) // 2
    fired = [encoder.conv_stack[1](encoder.first(images, condition))]
    for level in range(1, halvings):
        fired.append(encoder.conv_stack[2 * level : 2 * level + 2](fired[-1]))
    z = encoder.fc_mu(fired[-1].flatten(1))
    entries = z if condition is None else torch.cat([z, condition], 1)
    value = decoder.linear(entries).unflatten(1, vae.architecture.grid)
    for level in range(halvings - 1):
        value = decoder.deconv_stack[2 * level : 2 * level + 2](value)
        fired.append(value)
    parameters = dict(vae.named_parameters())
    dead = [
        (names.of(parameters), channel)
        for values, names in zip(fired, _layers(halvings), strict=True)
        for channel in _dead(values)
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
