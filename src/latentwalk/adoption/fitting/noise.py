"""Fixes the Gaussian noise that a PyTorch function draws."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LIKE = (torch.randn_like,)
_SIZED = (torch.randn,)


class FixedNoise(TorchFunctionMode):
    """Replaces every draw from a normal distribution with a number of standard deviations.

    With 0, z = mean + std * noise is the mean; with 1, it is one standard deviation away.
    """

    def __init__(self, value: float, most: float = math.inf) -> None:
        """Fix the noise; draws of more numbers than `most` are 0."""
        super().__init__()
        self.value, self.most = value, most
        self.drawn = False
        """Whether noise was drawn."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Call a function of PyTorch, or return the fixed noise instead."""
        kwargs = dict(kwargs or {})
        if func is torch.Tensor.normal_:
            mean, std = (*args[1:], *(kwargs.get(name) for name in ("mean", "std")))[:2]
            self.drawn = True
            return args[0].fill_((mean or 0.0) + self._of(args[0]) * (1.0 if std is None else std))
        kwargs.pop("generator", None) if func in _NORMAL else None
        if func in _LIKE:
            self.drawn = True
            return torch.full_like(args[0], self._of(args[0]), **kwargs)
        if func in _SIZED:
            self.drawn = True
            size = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
            drawn = torch.full(tuple(kwargs.pop("size", size)), self.value, **kwargs)
            return drawn if drawn.numel() <= self.most else torch.zeros_like(drawn)
        if func is torch.normal:
            self.drawn = True
            return self._normal(*args, **kwargs)
        return func(*args, **kwargs)

    def _normal(self, mean: Any, std: Any = 1.0, size: Any = None, **kwargs: Any) -> Any:
        if size is not None:
            kwargs.pop("out", None)
            drawn = torch.full(tuple(size), mean + self.value * std, **kwargs)
            return drawn if drawn.numel() <= self.most else torch.full_like(drawn, mean)
        drawn = mean + self.value * std
        return drawn if drawn.numel() <= self.most else mean + 0 * std

    def _of(self, tensor: torch.Tensor) -> float:
        """The noise for a tensor."""
        return self.value if tensor.numel() <= self.most else 0.0


_NORMAL = (*_LIKE, *_SIZED, torch.normal)


@contextlib.contextmanager
def sampling(module: nn.Module) -> Iterator[None]:
    """Let a module sample as while it is trained, with its normalisations and dropout as they are.

    Many models add noise only in training mode, which their own classes read.
    """
    own = [
        part
        for part in module.modules()
        if not part.training and not type(part).__module__.startswith("torch.nn.modules")
    ]
    for part in own:
        part.training = True
    try:
        yield
    finally:
        for part in own:
            part.training = False
