"""The kind of a model's samples, from options, data, layers and shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.errors import ModelError
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import GENES, Arrays, ConvCurves, Genes, Poses, decoded, points


@pytest.mark.parametrize(
    ("shape", "kind", "own"),
    [
        ((67,), "curve", (1, 67)),
        ((1, 64), "curve", (1, 64)),
        ((64, 1), "curve", (1, 64)),
        ((1, 1, 64), "curve", (1, 64)),
        ((3, 64), "curve", (3, 64)),
        ((12, 100), "curve", (12, 100)),
        ((100, 12), "curve", (12, 100)),
        ((17, 2), "points", (17, 2)),
        ((17, 3), "points", (17, 3)),
        ((1,), "values", (1,)),
        ((36,), "image", (1, 6, 6)),
        ((6, 6), "image", (1, 6, 6)),
        ((28, 20), "image", (1, 28, 20)),
        ((3, 8, 8), "image", (3, 8, 8)),
        ((4, 8, 8), "field", (4, 8, 8)),
        ((2, 8, 9), "field", (2, 8, 9)),
        ((8, 9, 5), "field", (5, 8, 9)),
        ((1, 4, 5, 6), "field", (1, 4, 5, 6)),
        ((4, 5, 6, 2), "field", (2, 4, 5, 6)),
    ],
)
def test_the_kind_that_a_shape_shows(shape: tuple[int, ...], kind: str, own: Any) -> None:
    module = Arrays(*shape, d=8)
    model, messages = opened_with_messages(module)
    assert (model.output.kind, model.output.shape) == (kind, own)
    assert ("output= (--output)" in messages) == (kind != "image")
    if shape == (67,):
        assert "image=(c, h, w)" in messages
    if kind != "image":
        z = points(3, 8)
        values = decoded(module, z)
        if shape == (*own[1:], own[0]):
            values = np.moveaxis(values, -1, 1)
        np.testing.assert_allclose(model.decode(z), values.reshape(3, *own), atol=1e-5)


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"output": "values"}, "values"),
        ({"output": "points"}, "points"),
        ({"rate": 100}, "curve"),
        ({"x": np.arange(36)}, "curve"),
        ({"edges": [(0, 1)]}, "points"),
        ({"names": [str(number) for number in range(36)]}, "values"),
        ({"names": ["a", "b", "c"]}, "curve"),
        ({"image": (1, 4, 9)}, "image"),
        ({"output": "field", "image": (4, 3, 3)}, "field"),
    ],
)
def test_the_kind_that_options_show(options: dict[str, Any], kind: str) -> None:
    assert opened(Arrays(36), **options).output.kind == kind


def test_a_convolution_along_one_axis_shows_curves() -> None:
    model, messages = opened_with_messages(ConvCurves(8))
    assert model.output.shape == (8, 32)
    assert "because its decoder ends in a convolution along one axis" in messages


def test_flat_squares_stay_images_and_the_remark_names_the_option() -> None:
    data = np.random.default_rng(0).random((8, 36), dtype=np.float32)
    model, messages = opened_with_messages(Arrays(36), data)
    assert model.output.kind == "image"
    assert "read as square images. If they are others, give output=" in messages
    assert "If they are others" not in opened_with_messages(Arrays(36))[1]


def test_pixels_are_images() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (8, 2, 40), dtype=np.uint8)
    assert opened(Arrays(2, 40), pixels).output.kind == "image"


@pytest.mark.parametrize(
    ("module", "options", "reason"),
    [
        (ConvCurves(), {"normalize": "mnist"}, "normalize= .* is for models of images"),
        (ConvCurves(), {"values": "logits"}, "values='logits' is for images"),
        (ConvCurves(), {"background": "white"}, "background= .* is for models of images"),
        (ConvCurves(), {"fit": "squash"}, "fit= .* is for images"),
        (Genes(), {"output": "values", "rate": 3}, "rate= .* is for models of curves"),
        (Poses(), {"y_label": "mV"}, "y_label= .* this one's are points"),
        (Arrays(3, 8, 8), {"y_label": "mV"}, "y_label= .* this one's are images"),
        (Arrays(4, 4, 4, 4), {"output": "curve"}, "Curves must be arrays"),
        (Arrays(4, 4), {"output": "values"}, "Named values must be arrays"),
        (Arrays(5, 7), {"output": "points"}, "Points must be arrays"),
        (Arrays(7), {"output": "points"}, "Points must be arrays"),
        (ConvCurves(), {"x": np.arange(31)}, "x= has 31 positions"),
        (ConvCurves(2), {"names": ["a", "b"], "x": np.arange(31)}, "each of the 2 lines has 32"),
        (ConvCurves(2), {"names": ["a", "b", "c"]}, "names= has 3 names, one for each line"),
        (ConvCurves(2), {"names": ["a", "b", "c", "d"]}, "curves of 4 x 16 values"),
        (Genes(), {"output": "values", "names": ["a"]}, "1 names, .* returns 50 values"),
        (Poses(), {"names": ["a"], "output": "points"}, "1 names, .* 5 points"),
        (Poses(), {"edges": [(0, 5)]}, "the point 5, but the decoder returns 5 points"),
        (ConvCurves(), {"y_label": "m" * 5000}, "at most 4,096 characters"),
    ],
)
def test_options_that_do_not_fit_end_in_a_sentence(
    module: Any, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ModelError, match=reason):
        opened(module, **options)


def test_names_of_a_table_are_those_of_values() -> None:
    import pandas as pd

    table = pd.DataFrame(np.ones((8, 50)), columns=list(GENES))
    model, messages = opened_with_messages(Genes(), table)
    assert model.output.columns == GENES
    assert "named by the data's table" in messages
    with pytest.raises(ModelError, match="The data's table has 49 names, but the decoder returns"):
        opened(Genes(), table.iloc[:, :49])
    curve = pd.DataFrame(np.ones((8, 32)), columns=[f"t{number}" for number in range(32)])
    assert opened(ConvCurves(), curve).output.kind == "curve"
