from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from latentwalk.errors import DataError, ModelError
from tests.adoption.models import MLP, Generator, ResNet
from tests.adoption.opening import opened, opened_with_messages


def test_options_take_precedence_over_findings() -> None:
    model = opened(
        lambda z: np.tile(z[:, :1], (1, 24)), latent_dim=4, image=(1, 4, 6), values=(-3.0, 3.0)
    )
    assert model.image.shape == (1, 4, 6)
    assert (model.image.low, model.image.high) == (-3.0, 3.0)


class Broken(torch.nn.Module):
    def __init__(self, returns: Any) -> None:
        super().__init__()
        self.fc = torch.nn.Linear(3, 16)
        self.returns = returns

    def forward(self, z: Any) -> Any:
        return self.returns(self.fc(z))


@pytest.mark.parametrize(
    ("returns", "message"),
    [
        (lambda x: x.view(-1, 1, 4, 4) * float("nan"), "NaN or infinity"),
        (lambda x: x.view(-1, 2, 2, 2, 2, 1), "Fields must be arrays"),
        (lambda x: "image", "decodes no latent point.*should return images"),
        (lambda x: x.sum(), "decodes no latent point"),
        (lambda x: 1 / 0, "division by zero"),
    ],
)
def test_decoders_that_do_not_decode(returns: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        opened(Broken(returns))


@pytest.mark.parametrize("model", [3, "", object(), {"a": 1}])
def test_objects_of_the_wrong_type(model: Any) -> None:
    with pytest.raises(
        Exception, match="module with decode|No model given|Expected a model"
    ) as caught:
        opened(model)
    assert type(caught.value).__module__ == "latentwalk.errors"


def test_no_model_at_all() -> None:
    with pytest.raises(ModelError, match="No model given"):
        opened(None)


def test_a_function_needs_a_number_of_dimensions() -> None:
    with pytest.raises(ModelError, match=r"latent_dim \(--latent-dim\)"):
        opened(lambda z: z)


def test_a_wrong_number_of_dimensions() -> None:
    with pytest.raises(ModelError, match=r"tried \(\(6,\), \(6, 1, 1\)\)"):
        opened(MLP(), latent_dim=6)
    with pytest.raises(ModelError, match="must be a positive number"):
        opened(MLP(), latent_dim=0)


def test_dimensions_of_a_generator_need_no_shape() -> None:
    assert opened(Generator(nz=9), latent_dim=9).latent_dim == 9


def test_images_of_another_size_than_the_models() -> None:
    with pytest.raises((ModelError, DataError), match="do not fit the shape|takes images"):
        opened(MLP(), data=np.zeros((4, 9, 9), np.float32))


def test_a_given_encoder_must_work() -> None:
    with pytest.raises(ModelError, match="encoder of .* cannot be used"):
        opened(decoder=MLP().decode, encoder=lambda x: x[:, :2])


def test_a_found_encoder_may_fail() -> None:
    module = MLP()
    module.encode = lambda x: None  # type: ignore[assignment, method-assign]
    model, messages = opened_with_messages(module)
    assert not model.can_encode
    assert "its encoder could not be used" in messages


def test_data_for_a_model_that_cannot_encode() -> None:
    with pytest.raises(ModelError, match="no encoder, so the data cannot be encoded"):
        opened(lambda z: torch.sigmoid(z), data=np.zeros((3, 2, 2), np.float32), latent_dim=4)


def test_labels_beyond_the_classes() -> None:
    with pytest.raises(DataError, match="has names for 1 classes, but a label 4"):
        opened(MLP(), np.zeros((5, 12, 12), np.float32), labels=np.arange(5), classes=("a",))


def test_a_module_on_no_device() -> None:
    with pytest.raises(ModelError, match="meta"):
        opened(MLP().to("meta"))


def test_half_precision_is_kept() -> None:
    module = ResNet().to(torch.bfloat16)
    model = opened(module)
    z = torch.randn(2, 7)
    with torch.no_grad():
        expected = module.eval().decode(z.to(torch.bfloat16)).float().numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=0.05)
    assert next(module.parameters()).dtype == torch.bfloat16
