"""Latent spaces other than R^d are explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.adoption.adopting import adopted

if TYPE_CHECKING:
    from collections.abc import Callable

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


class PoincareBall:
    def __init__(self) -> None:
        self.curvature = -1.0


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
    ],
)
def test_the_codes_show_the_space(shape: Callable[[torch.Tensor], torch.Tensor], note: str) -> None:
    said: list[str] = []
    model = adopted(Net(shape), data=IMAGES, say=said.append)
    text = "\n".join(said)
    assert note in text
    assert ("sphere" in text, "probabilities" in text) == ("sphere" in note, "prob" in note)
    if "sphere" in note:
        assert np.linalg.norm(model.home) == pytest.approx(1, abs=1e-5)


def test_a_manifold_is_named() -> None:
    net = Net(torch.tanh)
    net.manifold = PoincareBall()  # type: ignore[assignment]
    said: list[str] = []
    adopted(net, say=said.append)
    assert "Its latent space is hyperbolic (PoincareBall)" in "\n".join(said)
