"""Curves, named values and points in every common layout, decoded and encoded as by the module."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.errors import DataError
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.points import PointsSpec
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import (
    GENES,
    Arrays,
    ConvCurves,
    Genes,
    Poses,
    assert_agrees,
    codes,
    decoded,
    points,
)


def test_curves_of_a_convolutional_vae() -> None:
    module = ConvCurves(2)
    data = np.random.default_rng(1).standard_normal((20, 2, 32), dtype=np.float32)
    model = opened(module, data, labels=np.arange(20) % 4, rate=500, names="left,right")
    z = points(5, 3)
    np.testing.assert_allclose(model.decode(z), decoded(module, z), atol=1e-5)
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, data), atol=1e-5)
    assert model.classes == ("0", "1", "2", "3")
    assert isinstance(model.output, CurveSpec)
    assert (model.output.channels, model.output.rate) == (("left", "right"), 500)
    assert model.live == ()


def test_values_of_counts() -> None:
    module = Genes()
    data = np.random.default_rng(1).poisson(2.0, (20, 50))
    model, messages = opened_with_messages(module, data, names=GENES, y_label="counts")
    z = points(5, 4)
    np.testing.assert_allclose(model.decode(z), decoded(module, z), rtol=1e-4)
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, data.astype(np.float32)), atol=1e-5)
    assert (model.output.columns, model.output.low) == (GENES, 0.0)
    means = decoded(module, codes(module, data.astype(np.float32)))
    assert model.output.high == pytest.approx(1.05 * means.max(), rel=1e-3)
    assert "the range of the data's reconstructions with a margin" in messages
    assert "values= (--values)" in messages


def test_poses_with_edges() -> None:
    module = Poses()
    data = np.random.default_rng(1).standard_normal((20, 5, 2), dtype=np.float32)
    model = opened(module, data, edges=[(0, 1), (1, 4)], values=(-2, 2))
    z = points(5, 4)
    np.testing.assert_allclose(model.decode(z), decoded(module, z), atol=1e-5)
    assert isinstance(model.output, PointsSpec)
    assert (model.output.edges, model.output.low, model.output.high) == (((0, 1), (1, 4)), -2, 2)
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, data), atol=1e-5)


LAYOUTS: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((64,), (1, 64), {"output": "curve"}),
    ((1, 64), (1, 64), {}),
    ((64, 1), (1, 64), {}),
    ((1, 1, 64), (1, 64), {}),
    ((3, 64), (3, 64), {}),
    ((64, 3), (3, 64), {"output": "curve"}),
    ((192,), (3, 64), {"output": "curve", "names": ["a", "b", "c"]}),
    ((192,), (3, 64), {"x": np.linspace(0, 1, 64)}),
    ((48,), (48,), {"output": "values"}),
    ((1, 48), (48,), {"output": "values"}),
    ((48, 1), (48,), {"output": "values"}),
    ((17, 3), (17, 3), {}),
    ((3, 17), (17, 3), {"output": "points"}),
    ((34,), (17, 2), {"output": "points"}),
    ((34,), (17, 2), {"edges": [(0, 16)]}),
    ((51,), (17, 3), {"output": "points"}),
    ((18,), (6, 3), {"names": list("abcdef"), "output": "points"}),
]


@pytest.mark.parametrize(("taken", "own", "options"), LAYOUTS)
def test_every_layout(taken: tuple[int, ...], own: tuple[int, ...], options: Any) -> None:
    module = Arrays(*taken)
    data = np.random.default_rng(1).standard_normal((6, *taken), dtype=np.float32)
    model = opened(module, data, **options)
    assert_agrees(model, module, data, own, 1e-5)


def test_flat_curves_are_divided_as_the_data_are() -> None:
    module = Arrays(40)
    data = np.random.default_rng(1).standard_normal((6, 20, 2), dtype=np.float32)
    model = opened(decoder=module.decode, data=data, output="curve", encoder=lambda x: x[:, :5, 0])
    z = points(3, 5)
    expected = decoded(module, z).reshape(3, 20, 2).transpose(0, 2, 1)
    np.testing.assert_allclose(model.decode(z), expected, atol=1e-5)


def test_doubtful_layouts_are_reported() -> None:
    _, messages = opened_with_messages(Arrays(36), output="points")
    assert "read as 18 points in the plane. If they are 12 in space" in messages
    _, messages = opened_with_messages(Arrays(30, 20), output="curve")
    assert "read as 20 lines of 30 values" in messages
    _, messages = opened_with_messages(Arrays(30), output="values")
    assert "have no names and are numbered" in messages


class Returns(nn.Module):
    def __init__(self, last: Any) -> None:
        super().__init__()
        self.layer, self.last = nn.Linear(4, 30), last

    def decode(self, z: torch.Tensor) -> Any:
        return self.last(self.layer(z))


@pytest.mark.parametrize(
    ("last", "centre"),
    [
        (lambda x: (x, x[:, :2]), lambda x: x),
        (lambda x: {"reconstruction": x, "scale": x.exp()}, lambda x: x),
        (lambda x: torch.distributions.Normal(x, 1.0), lambda x: x),
        (lambda x: torch.distributions.Poisson(x.exp()), lambda x: x.exp()),
        (
            lambda x: torch.distributions.NegativeBinomial(torch.ones(30), logits=x),
            lambda x: x.exp(),
        ),
        (lambda x: {"px": torch.distributions.Poisson(x.exp()), "pl": None}, lambda x: x.exp()),
    ],
)
def test_results_of_decoders(last: Any, centre: Any) -> None:
    module = Returns(last)
    z = points(3, 4)
    with torch.no_grad():
        expected = centre(module.layer(torch.from_numpy(z))).numpy()
    model = opened(module, output="values")
    np.testing.assert_allclose(model.decode(z), expected, rtol=1e-4, atol=1e-5)


def test_a_numpy_function_is_called() -> None:
    weights = np.random.default_rng(0).standard_normal((4, 50))
    model = opened(lambda z: np.tanh(z @ weights), latent_dim=4)
    z = points(3, 4)
    np.testing.assert_allclose(model.decode(z)[:, 0], np.tanh(z @ weights), atol=1e-5)
    assert model.live == ("decoder",)
    single = opened(lambda z: np.tanh(weights.T @ z), latent_dim=4)
    np.testing.assert_allclose(single.decode(z), model.decode(z), atol=1e-6)


def test_a_million_points() -> None:
    model = opened(lambda z: np.zeros((len(z), 10**6, 3), np.float32), latent_dim=2)
    assert model.output.shape == (10**6, 3)


def test_data_of_another_shape() -> None:
    with pytest.raises(DataError, match=r"curves of 32 values, an array \(n, 1, 32\), but"):
        opened(ConvCurves(), np.zeros((4, 1, 30), np.float32))


def test_a_single_sample() -> None:
    data = np.random.default_rng(1).standard_normal((1, 1, 32), dtype=np.float32)
    model = opened(ConvCurves(), data)
    assert model.atlas is not None
    assert len(model.atlas) == 1
