"""The prior that a PyTorch module holds: a distribution, a VampPrior, or Gaussians' parameters."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from torch import Tensor, distributions, nn

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.foreign.results import LOG_SCALE, LOGVAR, SCALE, VARIANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted

    Array = NDArray[np.float64]

PRIOR = re.compile(
    r"(?<!y_)prior|pseudo_?in|vamp|mixture|gmm|(^|_)(mu|mean|loc|(log_?)?(var|sigma2?|std))_?c$",
    re.I,
)
"""Names of what belongs to a prior."""
MEANS = re.compile(r"mean|mu|loc|cent", re.I)
WEIGHTS = re.compile(r"weight|logit|(^|_)(pi|w)(_|$)", re.I)
SPREADS: tuple[tuple[tuple[str, ...], Callable[[Array], Array]], ...] = (
    (LOGVAR, np.exp),
    (("logsigma2", "logsig2"), np.exp),
    (LOG_SCALE, lambda spread: np.exp(2 * spread)),
    (VARIANCE, np.asarray),
    (SCALE, np.square),
)
"""Names of spreads, and how they become variances."""


class Gaussians(NamedTuple):
    """k Gaussians with diagonal covariances."""

    means: Array
    """(k, d)."""
    variances: Array
    """(k, d)."""
    weights: Array
    """(k,), positive."""
    source: str
    """Where they come from, in words."""


@dataclass(frozen=True)
class ModulePrior:
    """What a module holds under the names of a prior."""

    fitted: Fitted
    held: Mapping[str, Any]
    """Tensors, modules, distributions, and methods that take no arguments."""

    @classmethod
    def of(cls, fitted: Fitted) -> ModulePrior:
        """Look for them in a module and its parts."""
        held: dict[str, Any] = {}
        for part in fitted.foreign.module.modules():
            parts = (part.named_children(), part.named_parameters(recurse=False),
                     part.named_buffers(recurse=False))  # fmt: skip
            own = (vars(type(part)), vars(part), *map(dict, parts))
            # others are not looked up: a property may compute, or change, something
            for name in filter(PRIOR.search, chain.from_iterable(own)):
                try:
                    value = getattr(part, name, None)
                except Exception:  # a foreign property can raise anything
                    continue
                if _is_held(value) or _takes_nothing(value):
                    held.setdefault(name, value)
        return cls(fitted, held)

    @property
    def names(self) -> list[str]:
        """The names of what shows a prior; a method alone does not."""
        return [name for name, value in self.held.items() if _is_held(value)]

    def gaussians(self) -> Gaussians | None:
        """The Gaussians of the prior; None if it cannot be read as such."""
        for found in (self._distribution, self._pseudo_inputs, self._parameters):
            try:
                gaussians = found()
            except Exception:  # whatever foreign code raises
                continue
            if gaussians is not None and gaussians.means.shape[1] == self.fitted.latent_dim:
                numbers = np.concatenate([gaussians.means, gaussians.variances])
                if np.isfinite(numbers).all() and gaussians.variances.min() > 0:
                    return gaussians
        return None

    def _called(self, value: Any, *inputs: Any) -> Any:
        return self.fitted.foreign.framework.call(lambda _: value(*inputs), None)

    def _distribution(self) -> Gaussians | None:
        """A distribution, held or returned by a method or a module without arguments."""
        for name, value in self.held.items():
            given = self._called(value) if _takes_nothing(value) else value
            inner, weights = given, None
            if isinstance(given, distributions.MixtureSameFamily):
                inner, weights = given.component_distribution, given.mixture_distribution.probs
            base = getattr(inner, "base_dist", inner)
            if isinstance(base, (distributions.Normal, distributions.MultivariateNormal)):
                means, variances = (self._rows(part) for part in (inner.mean, inner.variance))
                shares = np.ones(len(means)) if weights is None else _floats(weights).reshape(-1)
                return Gaussians(means, variances, shares, name)
        return None

    def _pseudo_inputs(self) -> Gaussians | None:
        """The posteriors of a VampPrior's pseudo-inputs."""
        encode, size = self.fitted.encoder(), int(np.prod(self.fitted.spec.shape))
        module = self.fitted.foreign.module
        idle = next((value for name, value in {**vars(module), **module._buffers}.items()
                     if isinstance(value, Tensor) and "idle" in name), None)  # fmt: skip
        for name, value in self.held.items():
            images = value
            if isinstance(value, nn.Module):
                images = self._called(value) if idle is None else self._called(value, idle)
            elif _takes_nothing(value):
                images = self._called(value)
            if encode is None or not isinstance(images, Tensor) or images[0].numel() != size:
                continue
            pixels = _floats(images).reshape(-1, *self.fitted.spec.shape).astype(np.float32)
            if self.fitted.before is not None:  # they are what the encoder takes itself
                factor, offset = self.fitted.before
                pixels = (pixels - offset) / factor
            means, logvars = (np.asarray(part, np.float64) for part in encode(pixels))
            return Gaussians(means, np.exp(logvars), np.ones(len(means)), f"a VampPrior, {name}")
        return None

    def _parameters(self) -> Gaussians | None:
        """Means and spreads (k, d) or (d, k), with weights (k,) if there are any."""
        d = self.fitted.latent_dim
        tensors = {name: _floats(value) for name, value in self.held.items()
                   if isinstance(value, Tensor)}  # fmt: skip
        rows = {
            name: self._rows(array if array.shape[-1] == d else array.T)
            for name, array in tensors.items()
            if array.ndim in {1, 2} and d in array.shape
        }
        variances = {name: _variances(name, array) for name, array in rows.items()}
        spread = next((one for one in variances.values() if one is not None), None)
        means = next((name for name in rows if MEANS.search(name) and variances[name] is None), "")
        if not means or spread is None:
            return None
        k = len(rows[means])
        weights = np.ones(k)
        for name, value in self.fitted.foreign.module.named_parameters():
            if WEIGHTS.search(name.rpartition(".")[2]) and value.numel() == k > 1:
                weights = _shares(_floats(value).reshape(-1))
        return Gaussians(rows[means], np.broadcast_to(spread, rows[means].shape), weights, means)

    def _rows(self, value: Any) -> Array:
        """Numbers as (k, d); one number counts for all dimensions."""
        array = np.atleast_1d(_floats(value))
        rows = array.reshape(-1, array.shape[-1])
        return np.tile(rows, (1, self.fitted.latent_dim)) if rows.shape[1] == 1 else rows


def _is_held(value: Any) -> bool:
    return isinstance(value, (Tensor, nn.Module, distributions.Distribution))


def _takes_nothing(value: Any) -> bool:
    """Whether a value is a method, or a module, without arguments."""
    if isinstance(value, (Tensor, distributions.Distribution, type)) or not callable(value):
        return False
    try:
        called = value.forward if isinstance(value, nn.Module) else value
        return not inspect.signature(called).parameters
    except (TypeError, ValueError):  # a builtin or compiled function
        return False


def _variances(name: str, array: Array) -> Array | None:
    """The variances in a parameter of a spread, by its name; None if it is none."""
    plain = name.lower().replace("_", "")
    for words, convert in SPREADS:
        if any(word.replace("_", "") in plain for word in words):
            return convert(array)
    return None


def _shares(weights: Array) -> Array:
    """Weights, or their logits, as shares."""
    if weights.min() >= 0 and abs(weights.sum() - 1) < 1e-3:
        return weights + np.finfo(np.float32).tiny
    return np.asarray(np.exp(weights - weights.max()))


def _floats(value: Any) -> Array:
    return as_numpy(value).astype(np.float64)
