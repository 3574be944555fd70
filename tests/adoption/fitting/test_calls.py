"""Decoders that are called in other ways, or return other things, than a batch of images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.errors import ModelError
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from collections.abc import Callable

Z = np.random.default_rng(0).standard_normal((3, 4), dtype=np.float32)


class Net(nn.Module):
    """Decodes four dimensions with a function of its last layer."""

    def __init__(self, values: int, last: Callable[[torch.Tensor], Any]) -> None:
        super().__init__()
        self.layer = nn.Linear(4, values)
        nn.init.normal_(self.layer.weight, generator=torch.Generator().manual_seed(0))
        self.last = last

    def decode(self, z: torch.Tensor) -> Any:
        return self.last(self.layer(z))

    def raw(self, z: Any = Z) -> torch.Tensor:
        with torch.no_grad():
            values: torch.Tensor = self.layer(torch.tensor(z))
        return values


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
def test_four_channels_between_0_and_1_are_rgba(last: bool) -> None:
    shape = (5, 6, 4) if last else (4, 5, 6)
    net = Net(120, lambda values: values.sigmoid().reshape(-1, *shape))
    model, messages = opened_with_messages(net)
    rgba = net.raw().sigmoid().reshape(-1, *shape).numpy()
    rgba = rgba.transpose(0, 3, 1, 2) if last else rgba
    np.testing.assert_allclose(model.decode(Z), rgba, atol=1e-5)
    assert 'read as RGBA, the last as opacity. Otherwise give output="field"' in messages
    assert str(model.output) == "5 x 6 RGBA"
    assert model.live == ()


def test_rgba_images_are_encoded_with_an_opaque_alpha_channel() -> None:
    class Both(Net):
        def encode(self, x: torch.Tensor) -> torch.Tensor:
            return x.mean((2, 3))

    net = Both(120, lambda values: values.sigmoid().reshape(-1, 4, 5, 6))
    model = opened(net)
    images = np.random.default_rng(0).random((2, 3, 5, 6), dtype=np.float32)
    means = model.encode(images).mean
    np.testing.assert_allclose(means[:, :3], images.mean((2, 3)), atol=1e-5)
    np.testing.assert_allclose(means[:, 3], 1, atol=1e-6)
    assert model.live == ()


def test_a_list_of_styles_is_given_one() -> None:
    class Styles(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 48)

        def forward(self, styles: list[torch.Tensor], noise: Any = None) -> torch.Tensor:
            styles = [style / style.norm(dim=1, keepdim=True) for style in styles]
            values: torch.Tensor = self.layer(styles[0])
            return values.tanh().reshape(-1, 3, 4, 4)

    styles = Styles()
    model, messages = opened_with_messages(styles)
    unit = Z / np.linalg.norm(Z, axis=1, keepdims=True)
    expected = styles.layer(torch.tensor(unit)).tanh().reshape(-1, 3, 4, 4).detach()
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    assert "a list of styles" in messages
    assert model.live == ()


@pytest.mark.parametrize("tensors", [False, True], ids=["arrays", "tensors"])
def test_points_without_a_batch_axis(tensors: bool) -> None:
    weights = np.random.default_rng(1).random((4, 30), dtype=np.float32)

    def decode(z: Any) -> Any:
        assert z.shape == (4,)
        values = z @ (torch.tensor(weights) if tensors else weights)
        return values.reshape(5, 6)

    model, messages = opened_with_messages(decoder=decode, latent_dim=4)
    np.testing.assert_allclose(model.decode(Z)[:, 0], (Z @ weights).reshape(3, 5, 6), atol=1e-5)
    assert "without a batch axis" in messages


def test_noise_of_a_decoder_is_set_to_zero() -> None:
    net = Net(36, lambda values: (values + torch.randn_like(values)).sigmoid().reshape(-1, 1, 6, 6))
    model, messages = opened_with_messages(net)
    expected = net.raw().sigmoid().reshape(-1, 1, 6, 6)
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    assert "adds noise, which is set to zero" in messages
    assert model.live == ()


def test_other_noise_of_a_decoder_is_reported() -> None:
    net = Net(36, lambda values: (values + torch.rand_like(values)).sigmoid().reshape(-1, 1, 6, 6))
    assert "returns other images at each call" in opened_with_messages(net)[1]


def test_a_categorical_distribution_shows_its_expected_level() -> None:
    def last(values: torch.Tensor) -> Any:
        return torch.distributions.Categorical(logits=values.reshape(-1, 6, 6, 5))

    net = Net(180, last)
    model, messages = opened_with_messages(net)
    probs = net.raw().reshape(-1, 6, 6, 5).softmax(-1)
    expected = (probs @ torch.linspace(0, 1, 5))[:, None]
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    assert "a categorical distribution over 5 grey levels" in messages
    assert model.live == ()


@pytest.mark.parametrize(
    "distribution",
    [
        lambda values: torch.distributions.Bernoulli(logits=values),
        lambda values: torch.distributions.Normal(values.sigmoid(), 1.0),
        lambda values: torch.distributions.Independent(
            torch.distributions.Laplace(values.sigmoid(), torch.ones(())), 3
        ),
        lambda values: torch.distributions.Cauchy(values.sigmoid(), torch.ones(())),  # no mean
    ],
)
def test_the_centre_of_a_distribution_is_shown(distribution: Callable[..., Any]) -> None:
    net = Net(36, lambda values: distribution(values.reshape(-1, 1, 6, 6)))
    model = opened(net)
    np.testing.assert_allclose(model.decode(Z), net.raw().sigmoid().reshape(-1, 1, 6, 6), atol=1e-5)


def test_the_image_may_be_any_of_several_outputs() -> None:
    net = Net(36, lambda values: (values[:, :4], values.sigmoid().reshape(-1, 1, 6, 6)))
    model = opened(net)
    np.testing.assert_allclose(model.decode(Z), net.raw().sigmoid().reshape(-1, 1, 6, 6), atol=1e-5)


def test_dimensions_beyond_those_that_are_stated_are_reported() -> None:
    net = Net(36, lambda values: values.sigmoid().reshape(-1, 1, 6, 6))
    net.latent_dim = 3  # type: ignore[assignment]
    _, messages = opened_with_messages(net)
    assert "It states 3 latent dimensions, but its decoder takes 4: the other 1 may be" in messages
    assert "declare it: conditions=" in messages


class Flow(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(16, 16)

    def forward(self, x: torch.Tensor, reverse: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
        return (self.layer(x).sigmoid() if reverse else x @ self.layer.weight), x.sum(1)


def test_a_flow_is_given_its_inverse_as_the_message_says() -> None:
    model = Flow()
    with pytest.raises(ModelError, match=r"decoder=lambda z: model\(z, reverse=True\)"):
        opened(model)
    decoded = opened(decoder=lambda z: model(z, reverse=True), latent_dim=16, image=(1, 4, 4))
    assert decoded.image.shape == (1, 4, 4)
    assert decoded.live == ()


class Coordinates(nn.Module):
    """Returns the grey level at each place (Sitzmann et al., 2020)."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(5, 1)

    def forward(self, coords: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        n, places = z.shape[0], coords.shape[0]
        both = [coords.expand(n, places, 2), z[:, None].expand(n, places, 3)]
        return self.layer(torch.cat(both, 2)).sigmoid()


def test_a_decoder_of_coordinates_is_given_a_grid_as_the_message_says() -> None:
    model = Coordinates()
    with pytest.raises(ModelError, match=r"decoder=lambda z: model\(grid, z\)"):
        opened(model)
    grid = torch.rand(64, 2)
    decoded = opened(decoder=lambda z: model(grid, z).reshape(-1, 1, 8, 8), latent_dim=3)
    assert decoded.image.shape == (1, 8, 8)
    assert decoded.live == ()


def test_a_codebook_of_indices_is_explained() -> None:
    class Codebook(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.table = nn.Embedding(8, 16)

        def forward(self, indices: torch.Tensor) -> torch.Tensor:
            values: torch.Tensor = self.table(indices)
            return values

    with pytest.raises(ModelError, match="the indices of a codebook"):
        opened(Codebook(), latent_dim=4)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((1, 4, 4, 4), r"decoder=lambda z: model\(z\)\[:, :, 2\]"),
        ((7, 5, 6), r"decoder=lambda z: model\(z\)\[:, :1\]"),
    ],
)
def test_arrays_that_are_not_images_are_explained(shape: tuple[int, ...], message: str) -> None:
    net = Net(int(np.prod(shape)), lambda values: values.sigmoid().reshape(-1, *shape))
    with pytest.raises(ModelError, match=message):
        opened(net, output="image")


def test_an_option_that_was_given_is_not_recommended() -> None:
    net = Net(36, lambda values: 1 / 0)
    with pytest.raises(ModelError, match="check latent_dim="):
        opened(net, latent_dim=4)
