"""ONNX graphs of layers, written with ONNX's own helpers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from latentwalk.vae.architecture import Residual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.vae.scaling import Scaling

OPSET = 17
IR_VERSION = 8
"""Old enough for every ONNX Runtime of recent years."""


class Graph:
    """An ONNX graph under construction; methods add nodes and return the names of their outputs."""

    def __init__(self, name: str, entry: str, shape: tuple[int, ...]) -> None:
        self._name = name
        self._inputs: list[onnx.ValueInfoProto] = []
        self.add_input(entry, shape)
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def add_input(self, name: str, shape: tuple[int, ...]) -> None:
        """Add an input after the others."""
        self._inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape]))

    def operator(self, operator: str, name: str, inputs: list[str], **attributes: int) -> str:
        """Add a node without weights."""
        return self._node(operator, name, inputs, None, **attributes)

    def layers(
        self,
        name: str,
        stack: nn.Sequential,
        value: str,
        result: str | None = None,
        done: int = 0,
    ) -> str:
        """Add a stack's layers to `value`, one after the other, except the first `done`."""
        for index, layer in enumerate(stack):
            if index < done:
                continue
            last = index + 1 == len(stack)
            value = self.layer(f"{name}.{index}", layer, value, result if last else None)
        return value

    def layer(self, name: str, layer: nn.Module, value: str, result: str | None = None) -> str:
        """Add one layer to `value`; its parameters are named as in the state dict."""
        if isinstance(layer, nn.ReLU):
            return self._node("Relu", name, [value], result)
        if isinstance(layer, nn.Identity):
            return self._node("Identity", name, [value], result)
        if isinstance(layer, nn.Tanh):
            return self._node("Tanh", name, [value], result)
        if isinstance(layer, nn.SiLU):
            gate = self._node("Sigmoid", f"{name}.gate", [value], None)
            return self._node("Mul", name, [value, gate], result)
        if isinstance(layer, Residual):
            change = self.layers(f"{name}.body", layer.body, value)
            return self._node("Add", name, [value, change], result)
        if isinstance(layer, nn.Linear):
            return self._node(
                "Gemm", name, [value, *self._parameters(name, layer)], result, transB=1
            )
        if isinstance(layer, (nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d, nn.ConvTranspose2d)):
            attributes = {
                "kernel_shape": list(layer.kernel_size),
                "strides": list(layer.stride),
                "pads": [int(side) for side in layer.padding] * 2,
            }
            if any(layer.output_padding):
                attributes["output_padding"] = list(layer.output_padding)
            transposed = isinstance(layer, (nn.ConvTranspose1d, nn.ConvTranspose2d))
            inputs = [value, *self._parameters(name, layer)]
            operator = "ConvTranspose" if transposed else "Conv"
            return self._node(operator, name, inputs, result, **attributes)
        raise TypeError(f"no ONNX operator for the layer {layer}")

    def reshape(self, name: str, value: str, shape: tuple[int, ...]) -> str:
        """Reshape each item of `value`."""
        target = numpy_helper.from_array(np.array([-1, *shape], np.int64), f"{name}.shape")
        self._weights.append(target)
        return self._node("Reshape", name, [value, target.name], None)

    def scaled(self, name: str, scaling: Scaling, value: str) -> str:
        """Bring a sample to the VAE's scale."""
        offset, scale = self._constants(name, scaling)
        centred = self._node("Sub", f"{name}.centred", [value, offset], None)
        return self._node("Div", name, [centred, scale], None)

    def restored(self, name: str, scaling: Scaling, value: str, result: str) -> str:
        """Bring a sample back to its own unit."""
        offset, scale = self._constants(name, scaling)
        wide = self._node("Mul", f"{name}.wide", [value, scale], None)
        return self._node("Add", name, [wide, offset], result)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """The float32 weights, by name."""
        return {
            weight.name: numpy_helper.to_array(weight)
            for weight in self._weights
            if weight.data_type == TensorProto.FLOAT
        }

    def to_bytes(self, outputs: dict[str, tuple[int, ...]]) -> bytes:
        """The checked file of the graph with these outputs, by name and shape."""
        results = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])
            for name, shape in outputs.items()
        ]
        graph = helper.make_graph(self._nodes, self._name, self._inputs, results, self._weights)
        model = helper.make_model(
            graph,
            producer_name="latentwalk",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _constants(self, name: str, scaling: Scaling) -> list[str]:
        """Add offset and scale as nodes: they are no weights, which snapshots replace."""
        names = []
        for kind, buffer in scaling.named_buffers():
            array = np.ascontiguousarray(buffer.detach().cpu().numpy())
            result = f"{name}.{kind}"
            value = numpy_helper.from_array(array, result)
            self._nodes.append(helper.make_node("Constant", [], [result], result, value=value))
            names.append(result)
        return names

    def _parameters(self, name: str, layer: nn.Module) -> list[str]:
        names = []
        for kind, parameter in layer.named_parameters():
            array = np.ascontiguousarray(parameter.detach().cpu().numpy())
            self._weights.append(numpy_helper.from_array(array, f"{name}.{kind}"))
            names.append(f"{name}.{kind}")
        return names

    def _node(
        self, operator: str, name: str, inputs: list[str], result: str | None, **attributes: Any
    ) -> str:
        output = result or f"{name}.out"
        self._nodes.append(helper.make_node(operator, inputs, [output], name, **attributes))
        return output
