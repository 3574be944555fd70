"""ONNX networks of curves, values and points become files of a model folder."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.infer.engine import OnnxEngine
from tests.adoption.opening import opened
from tests.adoption.samples import Arrays, assert_agrees

if TYPE_CHECKING:
    from pathlib import Path


class Method(nn.Module):
    def __init__(self, owner: nn.Module, name: str) -> None:
        super().__init__()
        self.owner, self.name = owner, name

    def forward(self, x: torch.Tensor) -> Any:
        return getattr(self.owner, self.name)(x)


@pytest.mark.parametrize("batch", ["n", 1])
@pytest.mark.parametrize(
    ("taken", "own", "options"),
    [
        ((32,), (1, 32), {"output": "curve"}),
        ((1, 32), (1, 32), {}),
        ((32, 3), (3, 32), {"output": "curve"}),
        ((1, 1, 32), (1, 32), {}),
        ((20,), (20,), {"output": "values"}),
        ((7, 2), (7, 2), {}),
        ((3, 7), (7, 3), {"output": "points"}),
    ],
)
def test_a_pair_of_files(
    tmp_path: Path, taken: tuple[int, ...], own: tuple[int, ...], options: Any, batch: Any
) -> None:
    module = Arrays(*taken).eval()
    for name, method, shape in (("decoder", "decode", (5,)), ("encoder", "encode", taken)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Method(module, method),
                (torch.zeros(2 if batch == "n" else 1, *shape),),
                str(tmp_path / f"{name}.onnx"),
                dynamo=False,
                input_names=["x"],
                output_names=["y"],
                dynamic_axes={"x": {0: "n"}, "y": {0: "n"}} if batch == "n" else None,
            )
    data = np.random.default_rng(1).standard_normal((6, *taken), dtype=np.float32)
    model = opened(tmp_path / "decoder.onnx", data, **options)
    assert_agrees(model, module, data, own, 1e-4)
    OnnxEngine(model.folder.content("decoder.onnx"), "decoder.onnx", [(5,)], [own])
