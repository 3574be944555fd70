"""The optimizers of a run: Adam, Muon for large matrices, and a centred first layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from latentwalk.training.muon import Muon

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.training.recipe import Recipe
    from latentwalk.vae.network import VAE

FIRST = "encoder.conv_stack.0"
"""The encoder's first layer."""
HEAD, CLASSES = "encoder.fc_logvar", "encoder.class_bias"
"""The log-variance head and the biases of classes. Neither maps features to features, so Adam moves
them."""
LARGE = 4096
"""Muon moves other weights with two or more axes and at least this many values,"""
WIDE = 256
"""unless the shorter side of the matrix is longer than this: the cost of a step is cubic in it."""


class Descent:
    """The optimizers of a VAE's weights.

    The first layer learns as if its images were centred (LeCun et al., "Efficient BackProp", 1998).
    The images' background is far from zero, so without centring, its weights and bias could only
    move together, and large steps would kill channels. The layer w * x + b equals w * (x - c) + b'
    with b' = b + c sum(w); the step is made in w and b', and expressed in w and b.
    """

    def __init__(self, vae: VAE, recipe: Recipe, centre: Tensor) -> None:
        """Create the optimizers.

        Args:
            vae: the VAE, on its device; each step moves its weights.
            recipe: the recipe.
            centre: (c,), the value by which each channel of the images is centred.
        """
        device = centre.device.type
        self._named = dict(vae.named_parameters())
        self._first = [self._named[f"{FIRST}.{part}"] for part in ("weight", "bias")]
        sides = (1,) * (self._first[0].ndim - 2)
        self._centre = centre.reshape(1, -1, *sides) * recipe.centred
        large = {name: p for name, p in self._named.items() if recipe.muon and _is_large(name, p)}
        rest = [
            p for name, p in self._named.items() if name not in large and not name.startswith(FIRST)
        ]
        adam = torch.optim.Adam(
            [
                {"params": rest, "share": 1.0},
                {"params": self._first, "share": recipe.first_rate},
            ],
            lr=recipe.rate,
            betas=(0.9, recipe.memory),
            fused=device != "mps",
            capturable=device == "cuda",
        )
        self._optimizers: list[torch.optim.Optimizer] = [adam]
        if large:
            turned = {
                f"{name}.weight"
                for name, layer in vae.named_modules()
                if isinstance(layer, (nn.ConvTranspose1d, nn.ConvTranspose2d))
            }
            groups = [
                {
                    "params": [p for name, p in large.items() if (name in turned) is transposed],
                    "share": recipe.muon,
                    "transposed": transposed,
                }
                for transposed in (False, True)
            ]
            self._optimizers.append(Muon([group for group in groups if group["params"]]))

        if device == "cuda":  # a replayed step reads its rate from memory
            for group in self._groups():
                group["lr"] = torch.tensor(recipe.rate, device=centre.device)

    def set_rate(self, rate: float) -> None:
        """Set the learning rate of the following steps; each weight uses its share of it."""
        for group in self._groups():
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(rate * group["share"])
            else:
                group["lr"] = rate * group["share"]

    def step(self) -> None:
        """Make one step along the current gradients."""
        weight, bias = self._first
        before = self._shift(weight)
        if weight.grad is not None and bias.grad is not None:
            weight.grad.sub_(bias.grad.reshape(-1, *(1,) * (weight.ndim - 1)) * self._centre)
        for optimizer in self._optimizers:
            optimizer.step()
        with torch.no_grad():
            bias.add_(before - self._shift(weight))

    def zero_grad(self) -> None:
        """Reset the gradients."""
        for optimizer in self._optimizers:
            optimizer.zero_grad()

    def state(self) -> dict[str, Tensor]:
        """All moments, as `WEIGHT.MOMENT`."""
        return {
            f"{name}.{moment}": tensor
            for name, parameter in self._named.items()
            for moment, tensor in self._moments(parameter).items()
        }

    def restore(self, state: dict[str, Tensor]) -> None:
        """Restore the moments that `state` returned.

        Raises:
            KeyError, RuntimeError: they belong to another architecture.
        """
        for key, tensor in state.items():
            name, _, moment = key.rpartition(".")
            parameter = self._named[name]
            like = parameter if tensor.ndim else tensor  # a count of steps has no axes
            # in the parameter's own memory format, because the fused step iterates over both
            kept = torch.empty_like(like, device=parameter.device).copy_(tensor)
            self._moments(parameter)[moment] = kept

    @torch.no_grad()
    def forget(self, parameter: Tensor, part: tuple[slice, ...]) -> None:
        """Reset the moments of a part of a parameter."""
        for moment in self._moments(parameter).values():
            if moment.ndim:
                moment[part] = 0

    def _groups(self) -> list[dict[str, Any]]:
        return [group for optimizer in self._optimizers for group in optimizer.param_groups]

    def _moments(self, parameter: Tensor) -> dict[str, Tensor]:
        """The optimizer state of a parameter, by name."""
        for optimizer in self._optimizers:
            if any(parameter is one for group in optimizer.param_groups for one in group["params"]):
                moments: dict[str, Tensor] = optimizer.state[parameter]
                return moments
        raise KeyError("The parameter does not belong to this run.")

    def _shift(self, weight: Tensor) -> Tensor:
        """The difference between the centred bias and the bias, (channels,)."""
        return (weight.detach() * self._centre).flatten(1).sum(1)


def _is_large(name: str, parameter: Tensor) -> bool:
    if parameter.ndim < 2 or name.startswith((FIRST, HEAD, CLASSES)):
        return False
    return parameter.numel() >= LARGE and min(parameter.flatten(1).shape) <= WIDE
