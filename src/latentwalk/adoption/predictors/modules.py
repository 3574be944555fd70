"""Predictors that are PyTorch modules: exported to ONNX if possible, otherwise called."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from latentwalk.adoption.export.tracing import CHECKED, TOLERANCE, TRACED, compare, trace
from latentwalk.adoption.formats.torch_framework import Torch
from latentwalk.adoption.predictors.candidate import Candidate
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.folder.predictor import PREDICTOR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


def is_module(given: object) -> bool:
    """Whether it is a PyTorch module."""
    return isinstance(given, nn.Module)


def called_with_tensors(
    function: Callable[[Any], Any], inputs: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What a function of tensors returns for an array."""
    with torch.no_grad():
        returned = function(torch.from_numpy(inputs.copy()))
    return np.asarray(returned.detach().cpu().float().numpy(), np.float32)


def candidate_in(module: nn.Module, name: str, shapes: tuple[tuple[int, ...], ...]) -> Candidate:
    """Take a module, as a file if it can be exported.

    Args:
        module: maps samples to scores (n, k), alone or as the first of several results.
        name: what messages call it.
        shapes: the shapes in which it may take a sample, the likeliest first.
    """
    framework = Torch(module)

    def call(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        returned = framework.call(module, framework.native(inputs))
        return np.asarray(_scores(returned).detach().cpu().float().numpy(), np.float32)

    for shape in shapes:
        try:
            Candidate(name, call, (shape,)).scores(np.zeros((2, *shape), np.float32))
        except ModelError:
            continue
        try:
            content = _exported(module, framework, call, shape)
        except Exception as error:  # exporters can raise anything for foreign code
            cause = " ".join(str(error).split()).rstrip(".")[:300]
            reason = f"it could not be exported to ONNX: {cause or type(error).__name__}"
            return Candidate(name, call, (shape,), reason=reason)
        return Candidate(name, call, (shape,), content)
    return Candidate(name, call, shapes)


def _exported(
    module: nn.Module,
    framework: Torch,
    call: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    shape: tuple[int, ...],
) -> bytes:
    """The module as an ONNX file that agrees with it.

    Raises:
        Exception: it cannot be exported, or its file differs.
    """
    inputs = np.random.default_rng(1).random((max(CHECKED), *shape), dtype=np.float32)
    wrapper = _First(module)
    wrapper.training = False
    example = [framework.native(inputs[:TRACED])]
    content = framework.call(partial(trace, wrapper, ["sample"], ["scores"]), example)
    if framework.half:
        raise LatentwalkError("its weights are in half precision")
    expected: dict[int, Sequence[NDArray[np.float32]]] = {n: [call(inputs[:n])] for n in CHECKED}
    compare(content, PREDICTOR, [inputs], expected, TOLERANCE)
    return bytes(content)


class _First(nn.Module):
    """A module that returns scores alone."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, value: torch.Tensor) -> torch.Tensor:
        """The scores of samples."""
        return _scores(self.module(value))


def _scores(returned: Any) -> torch.Tensor:
    """The scores in what a module returns: itself, its `logits`, or the first of several."""
    found = getattr(returned, "logits", returned)
    first = found[0] if isinstance(found, (tuple, list)) else found
    if not isinstance(first, torch.Tensor):
        raise ModelError(f"it returns {type(first).__name__} instead of scores")
    return first[:, None] if first.ndim == 1 else first
