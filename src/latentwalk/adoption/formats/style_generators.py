"""Generators of a mapping and a synthesis network, as StyleGAN's: with truncation as a condition.

Truncation moves w = mapping(z) towards the mean of all w: mean + psi (w - mean); see Karras et al.,
"A Style-Based Generator Architecture for Generative Adversarial Networks", 2019, appendix B.
"""

from __future__ import annotations

import inspect
from typing import Any

import torch

from latentwalk.adoption.foreign.further import Further
from latentwalk.conditions.number import Number

TRUNCATION = Number("truncation", 0.0, 1.5, 1.0)
"""0 is the mean image, 1 the model as it is."""
CLASS = "c"
"""The name of the classes, as in the generator's `c_dim`."""
DRAWS = 4096
"""Points whose w are averaged where the model has no mean of its own."""
REMARK = (
    "It has a mapping and a synthesis network: its points are the mapping's z, and truncation is a "
    "condition. To walk through w, give decoder=model.synthesis and its shape as latent_dim="
)


class StyleGenerator:
    """The whole generator as a function of z, truncation and, if it has classes, these."""

    def __init__(self, module: Any) -> None:
        self.module = module
        taken = list(inspect.signature(module.mapping.forward).parameters.values())
        self._classes = _classes_of(module)
        required = len(taken) > 1 and taken[1].default is inspect.Parameter.empty
        self._labelled = required or (len(taken) > 1 and self._classes > 0)
        self._mean: torch.Tensor | None = getattr(module.mapping, "w_avg", None)
        names = [CLASS, TRUNCATION.name] if self._classes else [TRUNCATION.name]
        self.further = tuple(map(Further, names))
        """What it takes besides points: see `further_of`."""

    def __call__(self, z: torch.Tensor, truncation: torch.Tensor, c: Any = None) -> Any:
        """Images of points (n, d) at truncations (n, 1), with classes as the mapping takes them."""
        w = self._mapped(z, c)
        if self._mean is None:
            with torch.no_grad():
                draws = torch.randn(
                    DRAWS, z.shape[1], generator=torch.Generator().manual_seed(0), dtype=z.dtype
                )
                self._mean = self._mapped(draws.to(z.device), self._any(c)).mean(0)
        psi = truncation.reshape(-1, *(1 for _ in w.shape[1:]))
        w = self._mean + psi * (w - self._mean)
        if self._takes_noise_mode():
            return self.module.synthesis(w, noise_mode="const")
        return self.module.synthesis(w)

    def _mapped(self, z: torch.Tensor, c: Any) -> Any:
        return self.module.mapping(z, c) if self._labelled else self.module.mapping(z)

    def _any(self, c: Any) -> Any:
        """All classes in turn for the draws, in the form of `c`; None without classes."""
        if c is None:
            return None
        each = torch.arange(DRAWS, device=c.device) % self._classes
        if not c.is_floating_point():
            return each.reshape(-1, *c.shape[1:])
        return torch.eye(self._classes, dtype=c.dtype, device=c.device)[each]

    def _takes_noise_mode(self) -> bool:
        layers = (type(layer).forward for layer in self.module.synthesis.modules())
        return any("noise_mode" in inspect.signature(one).parameters for one in layers)


def _classes_of(module: Any) -> int:
    """The number of a generator's classes, 0 without."""
    count = getattr(module, "c_dim", 0)
    return count if isinstance(count, int) else 0


def is_style_generator(module: Any) -> bool:
    """Whether a module consists of a mapping and a synthesis network."""
    parts = [getattr(module, name, None) for name in ("mapping", "synthesis")]
    return all(isinstance(part, torch.nn.Module) for part in parts)
