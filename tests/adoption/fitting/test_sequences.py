"""Sequences of symbols, decoded as the module's own softmax and encoded as by the module."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.errors import ModelError
from latentwalk.outputs.categories import CategoriesSpec
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import points

NAMES = ("", *"ACGT")
TEXTS = ["GATTACA", "CAT", "", "TTTTTTTTTT", "ACGTACGT", "GGG"]
T, K = 12, 5


class Sequences(nn.Module):
    """Logits over symbols, from a latent point of three dimensions."""

    def __init__(self, shape: tuple[int, ...] = (T, K), embeds: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.shape = shape
        self.symbols: nn.Module = nn.Embedding(K, 4) if embeds else nn.Identity()
        self.hidden = nn.Linear(T * (4 if embeds else K), 6)
        self.fc = nn.Linear(3, T * K)

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.hidden(self.symbols(x).flatten(1)).chunk(2, 1)  # type: ignore[return-value]

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return 3 * self.fc(z).view(-1, *self.shape)


def probabilities(module: Sequences, z: np.ndarray, axis: int = -1) -> np.ndarray:
    with torch.no_grad():
        shares = module.decode(torch.from_numpy(z)).softmax(axis)
    return shares.transpose(1, 2).numpy() if axis == 1 else shares.numpy()


def numbers() -> np.ndarray:
    return CategoriesSpec(T, NAMES).numbers_of(TEXTS)


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (TEXTS, {"names": NAMES}),
        (TEXTS, {"names": NAMES, "output": "categories"}),
        (np.array(TEXTS), {"names": NAMES}),
        (numbers(), {}),
        (np.eye(K)[numbers()], {}),
        (None, {"output": "categories", "names": NAMES}),
    ],
)
def test_sequences_are_found(data: Any, options: dict[str, Any]) -> None:
    module = Sequences()
    model, messages = opened_with_messages(module, data, **options)
    z = points(4, 3)
    np.testing.assert_allclose(model.decode(z), probabilities(module, z), atol=1e-5)
    assert "a softmax is applied" in messages
    assert isinstance(model.output, CategoriesSpec)
    if data is not None:
        one_hot = torch.from_numpy(np.eye(K, dtype=np.float32)[numbers()])
        assert model.atlas is not None
        mean = module.encode(one_hot)[0].detach().numpy()
        np.testing.assert_allclose(model.atlas.mean, mean, atol=1e-5)


def test_symbols_may_come_before_places() -> None:
    module = Sequences((K, T))
    model = opened(module, numbers())
    z = points(4, 3)
    np.testing.assert_allclose(model.decode(z), probabilities(module, z, 1), atol=1e-5)


def test_an_encoder_may_embed_numbers() -> None:
    module = Sequences(embeds=True)
    model = opened(module, TEXTS, names=NAMES)
    assert model.atlas is not None
    mean = module.encode(torch.from_numpy(numbers()))[0].detach().numpy()
    np.testing.assert_allclose(model.atlas.mean, mean, atol=1e-5)
    assert model.live == ()


class Shares(Sequences):
    """Probabilities instead of logits."""

    axis = -1

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return super().decode(z).softmax(self.axis)


class Logarithms(Sequences):
    """Logarithms of probabilities."""

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return super().decode(z).log_softmax(-1)


@pytest.mark.parametrize("kind", [Shares, Logarithms])
def test_probabilities_show_the_kind(kind: type[Sequences]) -> None:
    model, messages = opened_with_messages(kind())
    z = points(4, 3)
    np.testing.assert_allclose(model.decode(z), probabilities(Sequences(), z), atol=1e-5)
    assert "probabilities that sum to 1" in messages
    assert "softmax is applied" not in messages


def test_probabilities_show_the_axis() -> None:
    module = Shares((K, T))
    module.axis = 1
    model = opened(module)
    z = points(4, 3)
    np.testing.assert_allclose(model.decode(z), probabilities(Sequences((K, T)), z, 1), atol=1e-5)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"names": "ABC"}, "has 3 symbols, but the decoder returns"),
        ({"names": NAMES, "values": (0, 1)}, "are probabilities: leave it out"),
        ({"names": NAMES, "rate": 8000}, "rate= .* is for models of curves"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        opened(Sequences(), output="categories", **{**options, "names": list(options["names"])})


def test_flat_arrays_need_the_symbols() -> None:
    with pytest.raises(ModelError, match="how many symbols"):
        opened(Sequences((T * K,)), output="categories")
    z = points(4, 3)
    model = opened(Sequences((T * K,)), output="categories", names=NAMES)
    np.testing.assert_allclose(model.decode(z), probabilities(Sequences(), z), atol=1e-5)
