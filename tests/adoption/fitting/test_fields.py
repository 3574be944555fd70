"""Models of fields: their channels, grids, names and ranges, with and without an encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.outputs.field import FieldSpec
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import Arrays, points


class Fields(nn.Module):
    """A VAE of fields with any axes."""

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.shape, size = shape, int(np.prod(shape))
        self.down, self.up = nn.Linear(size, 6), nn.Linear(3, size)

    def encode(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.down(x.flatten(1)).chunk(2, dim=1)  # type: ignore[no-any-return]

    def decode(self, z: Tensor) -> Tensor:
        return self.up(z).reshape(-1, *self.shape)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("shape", "own"),
    [
        ((5, 6, 7), (5, 6, 7)),
        ((6, 7, 5), (5, 6, 7)),
        ((2, 4, 6, 7), (2, 4, 6, 7)),
        ((4, 6, 7, 2), (2, 4, 6, 7)),
    ],
)
def test_fields_are_encoded_and_decoded_in_the_models_own_axes(
    shape: tuple[int, ...], own: tuple[int, ...]
) -> None:
    net = Fields(*shape)
    data = np.random.default_rng(0).normal(size=(8, *shape)).astype(np.float32)
    model = opened(net, data)
    assert model.output.shape == own
    assert model.live == ()
    turned = np.moveaxis(data, -1, 1) if shape != own else data
    with torch.no_grad():
        mean = net.encode(torch.tensor(data))[0].numpy()
        decoded = net.decode(torch.tensor(mean)).numpy()
    np.testing.assert_allclose(model.encode(turned).mean, mean, atol=1e-4)
    expected = np.moveaxis(decoded, -1, 1) if shape != own else decoded
    np.testing.assert_allclose(model.decode(mean), expected, atol=1e-4)
    assert model.atlas is not None
    assert len(model.atlas) == 8


def test_each_channel_has_the_range_of_its_data() -> None:
    data = np.random.default_rng(0).random((16, 2, 5, 6)).astype(np.float32)
    data[:, 1] = -100 * data[:, 1]
    model, messages = opened_with_messages(Fields(2, 5, 6), data)
    assert isinstance(model.output, FieldSpec)
    (low, high), (least, most) = model.output.spans
    assert (low, high) == pytest.approx((0, 1.05), abs=0.02)
    assert (least, most) == pytest.approx((-105, 0), abs=2)
    assert "a range for each of their 2 channels, that of the data with a margin" in messages


def test_one_range_may_be_given_for_all() -> None:
    model = opened(Arrays(2, 5, 6), values=(-3, 4))
    assert isinstance(model.output, FieldSpec)
    assert model.output.spans == ((-3.0, 4.0), (-3.0, 4.0))


def test_names_tell_which_axis_has_the_channels() -> None:
    names = [str(number) for number in range(7)]
    model, messages = opened_with_messages(Arrays(5, 6, 7), names=names, output="field")
    assert model.output.shape == (7, 5, 6)
    assert "read with the channels" not in messages


def test_rgb_arrays_may_be_fields() -> None:
    model = opened(Arrays(3, 6, 6), output="field", names=["a", "b", "c"])
    assert str(model.output) == "6 x 6 with 3 channels (a, b, c)"


def test_a_python_function_may_decode_fields() -> None:
    grid = np.linspace(0, 1, 5 * 6 * 7, dtype=np.float32).reshape(5, 6, 7)
    model = opened(decoder=lambda z: z[:, :1, None, None] * grid, latent_dim=2)
    assert model.live == ("decoder",)
    z = points(3, 2)
    np.testing.assert_allclose(model.decode(z), z[:, 0, None, None, None] * grid, rtol=1e-6)


@pytest.mark.parametrize(
    ("shape", "options", "sentence"),
    [
        ((5, 6, 7), {"names": ["a", "b"]}, "2 names, but the decoder returns fields of 5 channels"),
        ((180,), {"output": "field"}, "give their shape as image="),
        ((5, 6, 7), {"image": (4, 6, 7), "output": "field"}, "image= is 4 x 6 x 7, but the dec"),
        ((2, 2, 2, 2, 2), {}, "Fields must be arrays"),
        ((5, 6, 7), {"output": "image"}, 'no images but fields, output="field"'),
        ((5, 6, 7), {"rate": 5}, "Curves must be arrays"),
        ((5, 6, 7), {"normalize": "mnist"}, "normalize= .* is for models of images"),
    ],
)
def test_what_does_not_fit_is_explained(
    shape: tuple[int, ...], options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((ModelError, LatentwalkError), match=sentence):
        opened(Arrays(*shape), **options)


def test_four_channels_beyond_the_values_of_images_are_fields() -> None:
    class Far(Arrays):
        def decode(self, z: Tensor) -> Tensor:
            return super().decode(z) * 100

    model, messages = opened_with_messages(Far(4, 6, 6))
    assert model.output.kind == "field"
    assert "unlike RGBA. Otherwise give output= (--output)" in messages
