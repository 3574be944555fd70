"""Muon: steps with nearly equal singular values, for weights that are matrices.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024. A gradient step
moves a matrix mainly along a few directions, those of its largest singular values. Muon moves it
equally far along all of them, so that a small network needs fewer steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn.functional import pad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from torch import Tensor

QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of the odd polynomial that drives singular values towards one, from Jordan et al."""
ITERATIONS = 5
"""How often it is applied, which maps singular values from 0.01 to 1 to between 0.68 and 1.14."""
TINY = 1e-30
"""The lower bound of squared norms, against division by zero."""


class Muon(torch.optim.Optimizer):
    """Steps along the orthogonalized momentum; weights of more axes are flattened to matrices.

    Args:
        parameters: weights with two or more axes.
        lr: the approximate singular values of a step, divided by sqrt(max(1, outputs / inputs)) of
            the matrix as a map.
        momentum: the decay of the running mean of gradients; steps look ahead by it (Nesterov).

    In a group with `transposed`, the first axis of the weights is that of the inputs.
    """

    def __init__(self, parameters: Iterable[Any], lr: float = 0.01, momentum: float = 0.9) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "transposed": False})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002
        """Make one step from the current gradients."""
        steps = iter(orthogonal([self._ahead(p, group["momentum"]) for p, group in self._moving()]))
        for parameter, group in self._moving():
            step = next(steps)
            ratio = step.shape[0] / step.shape[1]
            ratio = max(1.0, 1 / ratio if group["transposed"] else ratio)
            parameter.sub_(step.view(parameter.shape) * (group["lr"] * ratio**0.5))

    def _moving(self) -> Iterator[tuple[Tensor, dict[str, Any]]]:
        """The parameters that have a gradient, and their groups."""
        for group in self.param_groups:
            yield from ((p, group) for p in group["params"] if p.grad is not None)

    def _ahead(self, parameter: Tensor, momentum: float) -> Tensor:
        """The gradients' running mean with Nesterov momentum, as a matrix."""
        state, gradient = self.state[parameter], parameter.grad
        assert gradient is not None
        if not state:
            state["mean"] = torch.zeros_like(parameter)
        mean: Tensor = state["mean"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(mean, momentum).flatten(1)


def orthogonal(matrices: list[Tensor]) -> list[Tensor]:
    """The nearest matrices with singular values of about one.

    The polynomial is applied only to the smaller of the two Gram matrices, because
    p(XX') q(XX') X = (p q)(XX') X. The Gram matrices are padded to one size. The trace of a Gram
    matrix is the squared norm of its matrix.
    """
    if not matrices:
        return []
    wide = [matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T for matrix in matrices]
    size = max(len(x) for x in wide)
    grams = torch.stack([pad(x @ x.T, (0, size - len(x), 0, size - len(x))) for x in wide])
    squares = grams.diagonal(dim1=1, dim2=2).sum(1)[:, None, None].clamp_min(TINY)
    factors = _factors(grams / squares) * squares.rsqrt()
    done = [factor[: len(x), : len(x)] @ x for factor, x in zip(factors, wide, strict=True)]
    return [y if x is matrix else y.T for y, x, matrix in zip(done, wide, matrices, strict=True)]


def _factors(grams: Tensor) -> Tensor:
    """The factors (m, r, r) to multiply matrices X of norm one by, from their XX'."""
    a, b, c = QUINTIC
    scaled = a * torch.eye(grams.shape[-1], dtype=grams.dtype, device=grams.device)
    found: Tensor | None = None
    for iteration in range(ITERATIONS):
        factor = torch.baddbmm(torch.add(scaled, grams, alpha=b), grams, grams, alpha=c)
        found = factor if found is None else torch.bmm(factor, found)
        if iteration + 1 < ITERATIONS:
            grams = torch.bmm(torch.bmm(factor, grams), factor)
    assert found is not None
    return found
