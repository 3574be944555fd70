"""Generators of a mapping and a synthesis network, in the forms of StyleGAN 2 and others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tests.adoption.opening import opened, opened_with_messages

Z = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32)


class Mapping(nn.Module):
    """Takes classes that it does not need, keeps the mean of w, and repeats w for each layer."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 6)
        self.register_buffer("w_avg", torch.linspace(-1, 1, 6))

    def forward(self, z: Tensor, c: Any, truncation_psi: float = 1.0) -> Tensor:
        w = torch.tanh(self.fc(z))[:, None].repeat(1, 3, 1)
        return w if truncation_psi == 1 else self.w_avg.lerp(w, truncation_psi)


class Synthesis(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(6, 64) for _ in range(3))

    def forward(self, ws: Tensor, noise_mode: str = "random") -> Tensor:
        image = sum(layer(ws[:, i]) for i, layer in enumerate(self.layers))
        if noise_mode == "random":
            image = image + torch.randn_like(image)
        return torch.tanh(image).view(-1, 1, 8, 8)


class Generator(nn.Module):
    z_dim, w_dim, num_ws, c_dim = 4, 6, 3, 0

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.mapping, self.synthesis = Mapping(), Synthesis()

    def forward(self, z: Tensor, c: Any, truncation_psi: float = 1.0) -> Tensor:
        return self.synthesis(self.mapping(z, c, truncation_psi), noise_mode="const")


class Plain(nn.Module):
    """Two parts without a forward, and without a mean."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.mapping = nn.Sequential(nn.Linear(4, 6), nn.Tanh())
        self.synthesis = nn.Sequential(nn.Linear(6, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))


@pytest.mark.parametrize("psi", [0.0, 0.7, 1.0])
def test_truncation_is_a_condition(psi: float) -> None:
    module = Generator()
    model, messages = opened_with_messages(module)
    with torch.no_grad():
        expected = module(torch.from_numpy(Z), None, psi).numpy()
    decoded = model.decode(Z, conditions={"truncation": psi})
    np.testing.assert_allclose(decoded, expected, atol=1e-5)
    assert "a mapping and a synthesis network" in messages
    assert model.conditions["truncation"].default == 1
    assert model.live == ()


def test_a_mean_is_found_where_there_is_none() -> None:
    module = Plain()
    model = opened(module, latent_dim=4)
    with torch.no_grad():
        many = torch.from_numpy(np.random.default_rng(2).standard_normal((10**5, 4), np.float32))
        mean = module.synthesis(module.mapping(many).mean(0, keepdim=True)).numpy()
        whole = module.synthesis(module.mapping(torch.from_numpy(Z))).numpy()
    np.testing.assert_allclose(model.decode(Z), whole, atol=1e-5)
    centre = model.decode(Z, conditions={"truncation": 0.0})
    np.testing.assert_allclose(centre, np.repeat(mean, 5, axis=0), atol=0.02)


class ClassMapping(nn.Module):
    """Takes classes, one-hot, and may keep the mean of w."""

    def __init__(self, *, mean: bool) -> None:
        super().__init__()
        self.fc = nn.Linear(4 + 3, 6)
        if mean:
            self.register_buffer("w_avg", torch.linspace(-1, 1, 6))

    def forward(self, z: Tensor, c: Tensor) -> Tensor:
        return torch.tanh(self.fc(torch.cat([z, c], 1)))[:, None].repeat(1, 3, 1)


class ClassGenerator(nn.Module):
    z_dim, w_dim, num_ws, c_dim = 4, 6, 3, 3

    def __init__(self, *, mean: bool) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.mapping, self.synthesis = ClassMapping(mean=mean), Synthesis()


def test_classes_and_truncation_are_conditions() -> None:
    module = ClassGenerator(mean=True)
    model = opened(module, conditions={"c": ["cat", "dog", "owl"]})
    z, dogs = torch.from_numpy(Z), torch.eye(3)[1].repeat(5, 1)
    with torch.no_grad():
        mean = module.mapping.w_avg
        w = mean + 0.5 * (module.mapping(z, dogs) - mean)
        expected = module.synthesis(w, noise_mode="const").numpy()
    decoded = model.decode(Z, conditions={"c": "dog", "truncation": 0.5})
    np.testing.assert_allclose(decoded, expected, atol=1e-5)
    assert model.live == ()


def test_the_number_of_classes_is_the_generator_s() -> None:
    model = opened(ClassGenerator(mean=True))
    assert [one.name for one in model.conditions] == ["c", "truncation"]
    assert model.conditions["c"].width == 3


def test_a_mean_is_found_over_all_classes() -> None:
    module = ClassGenerator(mean=False)
    model = opened(module, latent_dim=4)
    with torch.no_grad():
        many = torch.from_numpy(np.random.default_rng(2).standard_normal((9999, 4), np.float32))
        each = torch.eye(3)[torch.arange(9999) % 3]
        mean = module.mapping(many, each).mean(0, keepdim=True)
        expected = module.synthesis(mean, noise_mode="const").numpy()
    centre = model.decode(Z, conditions={"c": "2", "truncation": 0.0})
    np.testing.assert_allclose(centre, np.repeat(expected, 5, axis=0), atol=0.02)


def test_w_is_walked_through_its_own_network() -> None:
    module = Generator()
    model = opened(None, decoder=module.synthesis, latent_dim=(3, 6))
    assert (model.latent_dim, len(model.conditions)) == (18, 0)
