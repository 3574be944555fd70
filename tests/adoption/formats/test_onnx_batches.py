"""ONNX networks without a batch axis, or with a fixed one, open and become files for any batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.adoption.opening import opened

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.infer.model import Model

TYPES = {"f2": TensorProto.FLOAT16, "f4": TensorProto.FLOAT, "f8": TensorProto.DOUBLE}
Z = np.random.default_rng(1).standard_normal((5, 4), dtype=np.float32)


def weights(*shape: int) -> Any:
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def network(
    entry: list[Any], result: list[Any], w: Any, dtype: str = "f4", bytes_: bool = False
) -> onnx.ModelProto:
    """Sigmoid(z W), reshaped to exactly `result`, so that no other batch is possible."""
    rows = result[0] if len(entry) > 1 and entry[0] == result[0] else 1
    nodes = [
        helper.make_node("Reshape", ["z", "flat"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["h"]),
        helper.make_node("Sigmoid", ["h"], ["s"]),
        helper.make_node("Mul", ["s", "scale"], ["t"]),
        helper.make_node("Cast", ["t"], ["c"], to=TensorProto.UINT8 if bytes_ else TYPES[dtype]),
        helper.make_node("Reshape", ["c", "shape"], ["y"]),
    ]
    constants = {
        "flat": np.array([rows, len(w)]),
        "w": w.astype(dtype),
        "scale": np.array(255 if bytes_ else 1, dtype),
        "shape": np.array(result),
    }
    of = TensorProto.UINT8 if bytes_ else TYPES[dtype]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("z", TYPES[dtype], entry)],
        [helper.make_tensor_value_info("y", of, result)],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model


def saved_and_opened(folder: Path, network: onnx.ModelProto) -> Model:
    onnx.save(network, folder / "net.onnx")
    model = opened(folder / "net.onnx")
    assert model.live == ()
    return model


@pytest.mark.parametrize("dtype", list(TYPES))
@pytest.mark.parametrize(
    ("entry", "result"),
    [
        ([4], [1, 6, 6]),
        ([4], [6, 6]),
        ([4], [6, 6, 1]),
        ([4], [36]),
        ([1, 4], [1, 1, 6, 6]),
        ([1, 4], [1, 6, 6]),
        ([1, 4], [1, 36]),
        ([1, 4], [6, 6]),
        ([8, 4], [8, 1, 6, 6]),
        ([3, 4], [3, 36]),
        ([1, 4, 1, 1], [1, 1, 6, 6]),
        ([4, 1, 1], [1, 6, 6]),
    ],
    ids=str,
)
def test_a_decoder_of_any_fixed_shape(
    tmp_path: Path, entry: list[int], result: list[int], dtype: str
) -> None:
    w = weights(4, 36)
    model = saved_and_opened(tmp_path, network(entry, result, w, dtype))
    expected = sigmoid(Z @ w).reshape(-1, 1, 6, 6)
    np.testing.assert_allclose(model.decode(Z), expected, atol=3e-3 if dtype == "f2" else 1e-5)


@pytest.mark.parametrize("bytes_", [False, True])
@pytest.mark.parametrize(("entry", "result"), [([4], [6, 6, 4]), ([1, 4], [1, 4, 6, 6])], ids=str)
def test_images_with_transparency(
    tmp_path: Path, entry: list[int], result: list[int], bytes_: bool
) -> None:
    w = weights(4, 144)
    model = saved_and_opened(tmp_path, network(entry, result, w, bytes_=bytes_))
    rgba = sigmoid(Z @ w).reshape(-1, *result[-3:])
    rgba = rgba.transpose(0, 3, 1, 2) if result[-1] == 4 else rgba
    rgba = np.floor(255 * rgba) / 255 if bytes_ else rgba
    images = (model.decode(Z) - model.image.low) / (model.image.high - model.image.low)
    np.testing.assert_allclose(images, rgba, atol=5e-3 if bytes_ else 1e-5)


@pytest.mark.parametrize("entry", [[1, 1, 6, 6], [1, 6, 6], [6, 6], [36], [4, 36]], ids=str)
def test_an_encoder_of_any_fixed_shape(tmp_path: Path, entry: list[int]) -> None:
    """Its outputs are a sigmoid, which without data are read as points."""
    rows = [4] if entry == [4, 36] else [1] if len(entry) != 2 and entry != [36] else []
    to_code, to_image = weights(36, 3), weights(3, 36)
    onnx.save(network(["n", 3], [-1, 1, 6, 6], to_image), tmp_path / "decoder.onnx")
    made = network(entry, [*rows, 3], to_code)
    onnx.save(made, tmp_path / "encoder.onnx")
    decoder = onnx.load(tmp_path / "decoder.onnx")
    del decoder.graph.initializer[:]
    decoder.graph.initializer.extend(
        numpy_helper.from_array(values, name)
        for name, values in {"flat": np.array([-1, 3]), "w": to_image, "scale": np.float32(1),
                             "shape": np.array([-1, 1, 6, 6])}.items()
    )  # fmt: skip
    decoder.graph.output[0].type.tensor_type.shape.dim[0].dim_param = "n"
    onnx.save(decoder, tmp_path / "decoder.onnx")
    model = opened(tmp_path)
    assert model.live == ()
    images = np.random.default_rng(2).random((5, 1, 6, 6), dtype=np.float32)
    expected = sigmoid(images.reshape(5, 36) @ to_code)
    np.testing.assert_allclose(model.encode(images).mean, expected, atol=1e-5)
