"""Latent spaces other than R^d are explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMAGES = np.random.default_rng(0).random((40, 6, 6), dtype=np.float32)


class Net(nn.Module):
    def __init__(self, shape: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.shape = shape
        self.to_code, self.to_image = nn.Linear(36, 8), nn.Linear(8, 36)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.shape(4 * self.to_code(x.flatten(1)))

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.to_image(z).sigmoid().reshape(-1, 1, 6, 6)


Z = 3 * np.random.default_rng(1).standard_normal((5, 8)).astype(np.float32)


def decoded(net: Net, z: Any) -> Any:
    with torch.no_grad():
        return net.decode(torch.from_numpy(np.asarray(z, np.float32))).numpy()


@pytest.mark.parametrize(
    ("shape", "note"),
    [
        (lambda h: nn.functional.normalize(h, dim=1), "on a sphere of radius 1:"),
        (lambda h: h.softmax(1), "the probabilities of a categorical variable"),
        (
            lambda h: h.reshape(-1, 2, 4).softmax(2).reshape(-1, 8),
            "the probabilities of 2 categorical variables",
        ),
        (lambda h: h, ""),
        (torch.relu, ""),
        (torch.tanh, ""),
        (lambda h: 0.01 * h, ""),
    ],
)
@pytest.mark.parametrize("data", [IMAGES, None], ids=["data", "noise"])
def test_the_codes_show_the_space(
    shape: Callable[[torch.Tensor], torch.Tensor], note: str, data: Any
) -> None:
    model, text = opened_with_messages(Net(shape), data)
    assert note in text
    assert ("sphere" in text, "probabilities" in text) == ("sphere" in note, "prob" in note)
    assert "hyperbolic" not in text
    if "sphere" in note and data is not None:
        assert np.linalg.norm(model.home) == pytest.approx(1, abs=1e-5)


def test_points_are_decoded_on_their_sphere() -> None:
    net = Net(lambda h: 2 * nn.functional.normalize(h, dim=1))
    model = opened(net)
    assert model.live == ()
    on_sphere = 2 * Z / np.linalg.norm(Z, axis=1, keepdims=True)
    np.testing.assert_allclose(model.decode(Z), decoded(net, on_sphere), atol=1e-5)
    assert np.isfinite(model.decode(np.zeros(8))).all()


def expmap0(u: torch.Tensor) -> torch.Tensor:
    """From the tangent space at the origin into the unit ball."""
    norm = u.norm(dim=1, keepdim=True)
    return torch.tanh(norm) * u / norm


class Ball(Net):
    """Its decoder maps back to the tangent space; outside the ball that is NaN."""

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        norm = z.norm(dim=1, keepdim=True)
        return super().decode(torch.arctanh(norm) * z / norm)


@pytest.mark.parametrize("data", [IMAGES, None], ids=["data", "noise"])
def test_points_outside_a_ball_are_decoded_at_its_edge(data: Any) -> None:
    net = Ball(expmap0)
    model, text = opened_with_messages(net, data)
    assert "a Poincaré ball of radius 1 (arctanh in Ball)" in text
    edge = 0.999 * Z / np.linalg.norm(Z, axis=1, keepdims=True)
    np.testing.assert_allclose(model.decode(Z), decoded(net, edge), atol=1e-4)
    np.testing.assert_allclose(model.decode(0.01 * Z), decoded(net, 0.01 * Z), atol=1e-5)
    assert model.live == ()


class PoincareBall:
    def __init__(self) -> None:
        self.c = 0.25


def test_a_manifold_states_its_radius() -> None:
    net = Net(lambda h: 2 * expmap0(h))
    net.manifold = PoincareBall()  # type: ignore[assignment]
    _, text = opened_with_messages(net)
    assert "a Poincaré ball of radius 2 (PoincareBall)" in text


@pytest.mark.parametrize("axis", [0, 7])
def test_a_hyperboloid_is_found_by_its_codes(axis: int) -> None:
    """With c = 4: x·x = -1/4 under the product in which one coordinate counts negatively."""

    def lifted(h: torch.Tensor) -> torch.Tensor:
        rest = h[:, :7]
        time = (0.25 + rest.square().sum(1, keepdim=True)).sqrt()
        return torch.cat([rest, time] if axis else [time, rest], 1)

    net = Net(lifted)
    model, text = opened_with_messages(net)
    assert "a hyperboloid (Lorentz model, c = 4)" in text
    assert f"number {axis + 1}, which follows from the others, has no effect" in text
    rest = torch.from_numpy(np.delete(Z, axis, 1))
    np.testing.assert_allclose(model.decode(Z), decoded(net, lifted(rest)), atol=1e-5)
    assert model.live == ()


@pytest.mark.parametrize("kind", ["sphere", "hyperboloid"])
def test_an_onnx_decoder_is_given_the_projection(tmp_path: Path, kind: str) -> None:
    def lifted(h: torch.Tensor) -> torch.Tensor:
        if kind == "sphere":
            return h / h.square().sum(1, keepdim=True).sqrt()
        rest = h[:, 1:]
        return torch.cat([(1 + rest.square().sum(1, keepdim=True)).sqrt(), rest], 1)

    net = Net(lifted)
    plain = Net(lambda h: h)
    plain.load_state_dict(net.state_dict())
    for name, module in (("decoder", plain), ("encoder", net)):
        source = opened(module)
        (tmp_path / f"{name}.onnx").write_bytes(source.folder.content(f"{name}.onnx"))
    model, messages = opened_with_messages(tmp_path)
    assert kind in messages
    assert model.live == ()
    np.testing.assert_allclose(
        model.decode(Z), decoded(net, lifted(torch.from_numpy(Z))), atol=1e-5
    )
