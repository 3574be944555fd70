"""Muon's steps against a singular value decomposition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")

from latentwalk.training.muon import ITERATIONS, QUINTIC, Muon, orthogonal  # noqa: E402


def polynomial(values: torch.Tensor) -> torch.Tensor:
    a, b, c = QUINTIC
    for _ in range(ITERATIONS):
        values = a * values + b * values**3 + c * values**5
    return values


@given(rows=st.integers(1, 40), columns=st.integers(1, 40), seed=st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_singular_values_go_through_the_polynomial(rows: int, columns: int, seed: int) -> None:
    drawn = torch.randn(
        rows, columns, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)
    )
    u, values, v = torch.linalg.svd(drawn, full_matrices=False)
    expected = u @ torch.diag(polynomial(values / drawn.norm())) @ v
    torch.testing.assert_close(orthogonal([drawn])[0], expected, rtol=0, atol=1e-9)


def test_singular_values_end_near_one() -> None:
    values = polynomial(torch.linspace(0.01, 1, 2000, dtype=torch.float64))
    assert values.min() > 0.68
    assert values.max() < 1.14


def test_matrices_of_one_shape_do_not_mix() -> None:
    torch.manual_seed(0)
    shapes = ((3, 8), (8, 3), (3, 8), (5, 5))
    drawn = [torch.randn(shape) for shape in shapes]
    for matrix, together in zip(drawn, orthogonal(drawn), strict=True):
        assert together.shape == matrix.shape
        torch.testing.assert_close(together, orthogonal([matrix])[0])


def test_a_zero_gradient_makes_no_step() -> None:
    assert not orthogonal([torch.zeros(4, 9)])[0].any()


@pytest.mark.parametrize(("inputs", "transposed", "length"), [(4, False, 3**0.5), (48, True, 2)])
def test_two_steps_follow_the_mean_of_the_gradients(
    inputs: int, transposed: bool, length: float
) -> None:
    torch.manual_seed(0)
    start = torch.randn(12, inputs // 4, 2, 2)
    weight = torch.nn.Parameter(start.clone())
    muon = Muon([{"params": [weight], "transposed": transposed}], lr=0.1, momentum=0.75)
    gradients, expected, mean = torch.randn(2, *start.shape), start.clone(), torch.zeros_like(start)
    for gradient in gradients:
        weight.grad = gradient.clone()
        muon.step()
        mean = 0.75 * mean + 0.25 * gradient
        ahead = 0.75 * mean + 0.25 * gradient
        expected -= 0.1 * length * orthogonal([ahead.flatten(1)])[0].reshape(start.shape)
    torch.testing.assert_close(weight.detach(), expected)


def test_a_weight_without_a_gradient_stays() -> None:
    weight = torch.nn.Parameter(torch.ones(3, 3))
    Muon([weight], lr=0.1).step()
    assert (weight == 1).all()
