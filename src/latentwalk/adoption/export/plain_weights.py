"""Replaces parametrized weights with constants while a module is exported."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from torch.nn.utils import parametrize
from torch.nn.utils.spectral_norm import SpectralNorm
from torch.nn.utils.weight_norm import WeightNorm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn


@contextlib.contextmanager
def plain_weights(module: nn.Module) -> Iterator[None]:
    """Replace parametrized weights (such as spectral norms) with constants during the block.

    Otherwise they are computed in each call, which exporters cannot follow and a page should not
    repeat. Newer parametrizations are in a class that PyTorch inserts before the layer's own;
    older ones in a hook, which stores its result in the layer.
    """
    hooks = [
        (part._forward_pre_hooks, key, hook)
        for part in module.modules()
        for key, hook in part._forward_pre_hooks.items()
        if isinstance(hook, (SpectralNorm, WeightNorm))
    ]
    parts = [part for part in module.modules() if parametrize.is_parametrized(part)]
    kinds = [type(part) for part in parts]
    names = [list(part.parametrizations) for part in parts]  # type: ignore[arg-type]
    values = [
        [getattr(part, name).detach() for name in held]
        for part, held in zip(parts, names, strict=True)
    ]
    try:
        for held_by, key, _ in hooks:
            del held_by[key]
        for part, held, weights in zip(parts, names, values, strict=True):
            part.__class__ = type(part).__bases__[0]
            for name, weight in zip(held, weights, strict=True):
                part.register_buffer(name, weight)
        yield
    finally:
        for held_by, key, hook in hooks:
            held_by[key] = hook
        for part, kind, held in zip(parts, kinds, names, strict=True):
            for name in held:
                part._buffers.pop(name, None)
            part.__class__ = kind
