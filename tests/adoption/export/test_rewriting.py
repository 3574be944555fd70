"""ONNX decoders of other shapes become files of a model folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest

from tests.adoption.opening import opened
from tests.browser.models import small_decoder

if TYPE_CHECKING:
    from pathlib import Path

Z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)


def test_an_onnx_decoder_is_kept_unchanged(tmp_path: Path) -> None:
    content = small_decoder(3, [("MatMul", ["z", "w"], "x"), ("Sigmoid", ["x"], "flat")], {})
    (tmp_path / "net.onnx").write_bytes(content)
    model = opened(tmp_path / "net.onnx")
    assert (model.name, model.latent_dim, model.live) == ("net", 3, ())
    assert model.folder.content("decoder.onnx") == content


@pytest.mark.parametrize("layout", ["spatial", "flat", "nhwc", "one"])
def test_onnx_decoders_of_other_shapes(tmp_path: Path, layout: str) -> None:
    """Each is converted to a model folder's shapes, or called; and decodes the same."""
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    weights = np.random.default_rng(0).normal(size=(4, 48)).astype(np.float32)
    batch: Any = 1 if layout == "one" else "n"
    entry = [batch, 1, 2, 2] if layout == "spatial" else [batch, 4]
    out = {"flat": [batch, 48], "nhwc": [batch, 4, 4, 3]}.get(layout, [batch, 3, 4, 4])
    nodes = [
        helper.make_node("Reshape", ["in", "four"], ["z"]),
        helper.make_node("MatMul", ["z", "w"], ["x"]),
        helper.make_node("Sigmoid", ["x"], ["y"]),
        helper.make_node("Reshape", ["y", "shape"], ["out"]),
    ]
    constants = {
        "w": weights,
        "four": np.array([-1, 4]),
        "shape": np.array([-1, *[side for side in out if side != batch]]),
    }
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("in", onnx.TensorProto.FLOAT, entry)],
        [helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, out)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (tmp_path / "d.onnx").write_bytes(made.SerializeToString())
    model = opened(tmp_path / "d.onnx")
    assert (model.latent_dim, model.image.shape, model.live) == (4, (3, 4, 4), ())
    z = Z[:, :4]
    flat = 1 / (1 + np.exp(-z @ weights))
    expected = flat.reshape(-1, 4, 4, 3).transpose(0, 3, 1, 2) if layout == "nhwc" else flat
    np.testing.assert_allclose(model.decode(z), expected.reshape(-1, 3, 4, 4), atol=1e-5)
