"""A small model with conditions, whose decoder is a matrix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.conditions.number import Number
from latentwalk.folder.manifest import DECODER, ENCODER, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

D, P = 2, 5
CONDITIONS = Conditions((Category("digit", ("0", "1", "2")), Number("weight", 0, 1, 0.5)))
RNG = np.random.default_rng(7)
DECODE = RNG.standard_normal((D + 4, P)).astype(np.float32)
ENCODE = RNG.standard_normal((P + 4, 2 * D)).astype(np.float32)


def conditional_folder(**parts: object) -> InMemoryFolder:
    """The model: a row times `DECODE`; its encoder: sample and conditions times `ENCODE`."""
    names = tuple(f"v{i}" for i in range(P))
    manifest = Manifest(
        name="conditional",
        latent_dim=D,
        output=ValuesSpec(names, -3.0, 3.0),
        conditions=CONDITIONS,
        conditional_encoder=True,
        **parts,  # type: ignore[arg-type]
    )
    files = {
        DECODER: _product(["z", "digit", "weight"], [D, 3, 1], DECODE, {"values": P}),
        ENCODER: _product(["x", "digit", "weight"], [P, 3, 1], ENCODE, {"mean": D, "logvar": D}),
    }
    return InMemoryFolder.of(Path("conditional"), manifest, files)


def _product(
    names: list[str], widths: list[int], matrix: NDArray[np.float32], outputs: dict[str, int]
) -> bytes:
    """A network: the inputs side by side times a matrix, cut into outputs."""
    from onnx import TensorProto, helper, numpy_helper

    def port(name: str, width: int) -> object:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])

    nodes = [
        helper.make_node("Concat", names, ["row"], axis=1),
        helper.make_node("MatMul", ["row", "matrix"], ["all"]),
        helper.make_node("Split", ["all", "sizes"], list(outputs), axis=1),
    ]
    sizes = np.array(list(outputs.values()), np.int64)
    graph = helper.make_graph(
        nodes,
        "product",
        [port(name, width) for name, width in zip(names, widths, strict=True)],
        [port(name, width) for name, width in outputs.items()],
        [numpy_helper.from_array(matrix, "matrix"), numpy_helper.from_array(sizes, "sizes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    content: bytes = model.SerializeToString()
    return content
