"""Muon, for weights that are matrices: steps whose singular values are all alike.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024. A step by the
gradient alone moves a matrix along a few directions, those of its largest singular values; here
all of them are moved equally far, so that a small network learns in fewer steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn.functional import pad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from torch import Tensor

QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of the odd polynomial that drives singular values towards one, by Jordan."""
ITERATIONS = 5
"""How often it is applied: values from 0.01 to 1 come to lie between 0.68 and 1.14 then."""
TINY = 1e-30
"""A squared norm that stands for none."""


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal, as the step; weights of more axes are matrices by their first.

    Args:
        parameters: of two axes and more.
        lr: about a step's singular values, divided by sqrt(max(1, outputs / inputs)) of the map
            that the matrix is.
        momentum: how much of the running mean of gradients is kept at each step; a step looks
            ahead by it (Nesterov).

    A group with `transposed` has weights whose first axis counts inputs, not outputs.
    """

    def __init__(self, parameters: Iterable[Any], lr: float = 0.01, momentum: float = 0.9) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "transposed": False})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002
        """Make one step from the gradients that there are."""
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
        """The mean of the gradients as it will be, as a matrix."""
        state, gradient = self.state[parameter], parameter.grad
        assert gradient is not None
        if not state:
            state["mean"] = torch.zeros_like(parameter)
        mean: Tensor = state["mean"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(mean, momentum).flatten(1)


def orthogonal(matrices: list[Tensor]) -> list[Tensor]:
    """The matrices nearest to given ones whose singular values are all about one.

    The polynomial is applied to the smaller of the two Gram matrices only, since
    p(XX') q(XX') X = (p q)(XX') X; those of all matrices are padded to one size. A trace is a
    matrix's norm, squared.
    """
    if not matrices:
        return []
    lying = [matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T for matrix in matrices]
    size = max(len(x) for x in lying)
    grams = torch.stack([pad(x @ x.T, (0, size - len(x), 0, size - len(x))) for x in lying])
    squares = grams.diagonal(dim1=1, dim2=2).sum(1)[:, None, None].clamp_min(TINY)
    factors = _factors(grams / squares) * squares.rsqrt()
    done = [factor[: len(x), : len(x)] @ x for factor, x in zip(factors, lying, strict=True)]
    return [y if x is matrix else y.T for y, x, matrix in zip(done, lying, matrices, strict=True)]


def _factors(grams: Tensor) -> Tensor:
    """(m, r, r): what matrices X of norm one are multiplied by, from their XX'."""
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
