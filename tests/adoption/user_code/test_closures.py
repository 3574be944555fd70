from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from latentwalk.adoption.user_code.closures import modules_of
from tests.adoption.models import MLP
from tests.adoption.opening import opened, opened_with_messages

GLOBAL = nn.Linear(2, 3)


class Wrapper:
    """A plain class that holds a module."""

    def __init__(self, net: nn.Module) -> None:
        self.net, self.name = net, "wrapped"

    def decode(self, z: Tensor) -> Any:
        return self.net(z)


def uses_global(z: Tensor) -> Tensor:
    return GLOBAL(z)


def calls_global(z: Tensor) -> Tensor:
    return uses_global(z)


def closing(net: nn.Module) -> Any:
    def decode(z: Tensor) -> Any:
        return net(z)

    return lambda z: decode(z)


def test_modules_are_found_behind_functions() -> None:
    net = nn.Linear(2, 3)
    for function in (
        net,
        net.forward,
        lambda z: net(z),
        functools.partial(lambda module, z: module(z), net),
        closing(net),
        Wrapper(net).decode,
    ):
        assert modules_of(function) == [net]
    assert modules_of(uses_global) == modules_of(calls_global) == [GLOBAL]


def test_parts_of_a_module_that_is_found_are_not_listed() -> None:
    whole = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    assert modules_of(lambda z: whole(z) + whole[0](z)) == [whole]


@pytest.mark.parametrize("function", [np.tanh, len, 3, None, lambda z: z])
def test_functions_without_modules_have_none(function: object) -> None:
    assert modules_of(function) == []


def test_circular_references_end_the_search() -> None:
    def decode(z: Tensor) -> Any:
        return decode(z)

    assert modules_of(decode) == []


def test_a_lambda_around_a_method_is_exported_as_the_module_is() -> None:
    torch.manual_seed(0)
    vae = MLP().eval()
    model = opened(decoder=lambda z: vae.decode(z))
    assert model.live == ()
    z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)
    with torch.no_grad():
        expected = vae.decode(torch.from_numpy(z)).view(-1, 1, 12, 12).numpy()
    np.testing.assert_allclose(model.decode(z), expected, atol=1e-5)


def test_a_batch_size_in_a_lambda_is_explained() -> None:
    net = nn.Linear(6, 144)

    def decode(z: Tensor) -> Tensor:
        return torch.sigmoid(net(torch.cat([z, torch.ones(len(z), 1)], 1)))

    model, messages = opened_with_messages(decoder=decode, latent_dim=5)
    assert model.live == ("decoder",)
    assert "z.shape[0] instead of len(z)" in messages
