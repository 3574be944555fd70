"""Objects are recognized by the library of their classes."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from latentwalk.adoption.foreign.model import ForeignModel
from latentwalk.adoption.formats import keras_files
from latentwalk.adoption.formats.recognition import foreign_models_of
from latentwalk.adoption.options import ModelOptions
from tests.adoption.opening import opened


class Stating(nn.Sequential):
    """A PyTorch decoder that states its input's shape, as Keras's models do."""

    input_shape = (5,)


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.decoder = Stating(nn.Linear(5, 144), nn.Sigmoid(), nn.Unflatten(1, (1, 12, 12)))

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)


KerasModel = type("Model", (), {"__module__": "keras.src.models.model", "input_shape": (None, 5)})
"""A class that says it is Keras's."""


def test_a_pytorch_module_is_no_keras_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keras", ModuleType("keras"))
    module = Autoencoder().eval()
    z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)
    with torch.no_grad():
        expected = module.decode(torch.from_numpy(z)).numpy()
    np.testing.assert_allclose(opened(module).decode(z), expected, atol=1e-5)


@pytest.mark.parametrize(
    "model",
    [KerasModel(), type("Mine", (KerasModel,), {})(), SimpleNamespace(decoder=KerasModel())],
    ids=["own", "derived", "decoder"],
)
def test_a_keras_model_is_recognized_by_its_class(
    monkeypatch: pytest.MonkeyPatch, model: Any
) -> None:
    given = []

    def take(model: Any, name: str) -> Any:
        given.append(model)
        return ForeignModel(name, lambda z: z)

    monkeypatch.setattr(keras_files, "from_keras_model", take)
    foreign_models_of(model, None, None, ModelOptions())
    assert given == [model]
