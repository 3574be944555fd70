"""Writes the VAE as two ONNX files, layer by layer, and checks them against PyTorch.

The graphs are written with ONNX's own helpers, not traced: the VAE has only a few kinds of layer,
and the files are the same with every version of PyTorch.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from latentwalk.errors import LatentwalkError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.infer.engine import OnnxEngine
from latentwalk.vae.architecture import Residual

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from latentwalk.vae.network import VAE
    from latentwalk.vae.scaling import Scaling

LABEL = "label"
"""The name of a conditional VAE's condition, and of its networks' second input."""
OPSET = 17
IR_VERSION = 8
"""Old enough for every ONNX Runtime of recent years."""
TOLERANCE = 1e-5
SLACK = 4
"""The largest error of a file, as a multiple of PyTorch's in single precision; or 1e-5, if more."""
CHECKED = 16
"""Inputs on which the networks are compared with PyTorch."""


def export(vae: VAE) -> dict[str, bytes]:
    """Both networks as files, by their names in the model folder.

    `decoder.onnx`: z (n, d) -> image (n, c, h, w), or `sample` (n, *sample). `encoder.onnx`: the
    same -> mean, logvar (n, d). Those of a conditional VAE have a second input, `label` (n, k).
    Samples are in their own unit: both graphs contain the VAE's scaling.

    Raises:
        LatentwalkError: a network's output differs from PyTorch's beyond 1e-5 and rounding.
    """
    sizes = vae.architecture
    entry, shape = _samples(vae), sizes.shape
    point = (sizes.latent_dim,)

    decoder = _decoder(vae)
    encoder = Graph("encoder", entry, shape)
    value = entry
    if vae.scaling is not None:
        value = encoder.scaled("scaling", vae.scaling, value)
    if sizes.classes:
        encoder.add_input(LABEL, (sizes.classes,))
        bias = encoder.layer("class_bias", vae.encoder.class_bias, LABEL)
        bias = encoder.reshape("class_bias.planes", bias, (sizes.entry, *(1 for _ in shape[1:])))
        first = encoder.layer("conv_stack.0", vae.encoder.conv_stack[0], value)
        value = encoder.operator("Add", "with_class_bias", [first, bias])
        features = encoder.layers("conv_stack", vae.encoder.conv_stack, value, "features", done=1)
    else:
        features = encoder.layers("conv_stack", vae.encoder.conv_stack, value, "features")
    features = encoder.reshape("flatten", features, (sizes.features,))
    encoder.layer("fc_mu", vae.encoder.fc_mu, features, "mean")
    encoder.layer("fc_logvar", vae.encoder.fc_logvar, features, "logvar")

    files = {
        DECODER: decoder.to_bytes({entry: shape}),
        ENCODER: encoder.to_bytes({"mean": point, "logvar": point}),
    }
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(CHECKED, *point, generator=generator)
    samples = torch.rand(CHECKED, *shape, generator=generator) * 2 - 1
    if vae.scaling is not None:
        samples = vae.scaling.restored(samples)
    condition, widths = [], []
    if sizes.classes:
        labels = torch.arange(CHECKED) % sizes.classes
        condition = [nn.functional.one_hot(labels, sizes.classes).float()]
        widths = [(sizes.classes,)]
    engine = OnnxEngine(files[DECODER], DECODER, [point, *widths], [shape])
    _compare(engine, [z, *condition], _Decoding(vae))
    engine = OnnxEngine(files[ENCODER], ENCODER, [shape, *widths], [point, point])
    _compare(engine, [samples, *condition], _Encoding(vae))
    return files


def decoder_weights(vae: VAE) -> dict[str, NDArray[np.float32]]:
    """The float32 weights of `decoder.onnx` for the current VAE, by their names there."""
    return _decoder(vae).weights()


def _decoder(vae: VAE) -> Graph:
    sizes, entries = vae.architecture, "z"
    decoder = Graph("decoder", entries, (sizes.latent_dim,))
    if sizes.classes:
        decoder.add_input(LABEL, (sizes.classes,))
        entries = decoder.operator("Concat", "row", [entries, LABEL], axis=1)
    features = decoder.layer("linear", vae.decoder.linear, entries)
    features = decoder.reshape("unflatten", features, sizes.grid)
    result = _samples(vae)
    if vae.scaling is None:
        decoder.layers("deconv_stack", vae.decoder.deconv_stack, features, result)
    else:
        value = decoder.layers("deconv_stack", vae.decoder.deconv_stack, features)
        decoder.restored("scaling", vae.scaling, value, result)
    return decoder


def _samples(vae: VAE) -> str:
    """What the networks call a sample."""
    return "image" if vae.scaling is None else "sample"


class _Encoding(nn.Module):
    """A VAE's encoder for samples in their own unit."""

    def __init__(self, vae: VAE) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, samples: Tensor, condition: Tensor | None = None) -> Any:
        return self.vae.encoder(self.vae.scaled(samples), condition)


class _Decoding(nn.Module):
    """A VAE's decoder to samples in their own unit."""

    def __init__(self, vae: VAE) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, z: Tensor, condition: Tensor | None = None) -> Tensor:
        decoded: Tensor = self.vae.decoder(z, condition)
        return decoded if self.vae.scaling is None else self.vae.scaling.restored(decoded)


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


@torch.no_grad()
def _compare(engine: OnnxEngine, inputs: list[Tensor], network: nn.Module) -> None:
    """Compare a file's outputs with the network's in double precision.

    With large weights, single precision itself loses digits; PyTorch's own error is accounted for.
    """
    exact = _values(copy.deepcopy(network).double()(*(one.double() for one in inputs)))
    single = _values(network(*inputs))
    ours_of_all = engine(*(one.numpy() for one in inputs))
    for ours, theirs, right in zip(ours_of_all, single, exact, strict=True):
        scale = max(1.0, float(np.abs(right).max()))
        gap, allowed = (float(np.abs(values - right).max()) / scale for values in (ours, theirs))
        if not gap <= max(TOLERANCE, SLACK * allowed):
            raise LatentwalkError(
                f"The exported network differs from PyTorch's by {gap:.1e}, more than {TOLERANCE}. "
                "The weights may not be finite: train with a lower --rate."
            )


def _values(outputs: Tensor | tuple[Tensor, ...]) -> list[NDArray[np.floating[Any]]]:
    return [one.numpy() for one in (outputs if isinstance(outputs, tuple) else (outputs,))]
