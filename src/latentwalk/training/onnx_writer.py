"""Writes the VAE as two ONNX files, layer by layer, and checks them against PyTorch.

The graphs are written with ONNX's own helpers, not traced: the VAE has only a few kinds of layer,
and the files are the same with every version of PyTorch.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from latentwalk.errors import LatentwalkError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.infer.engine import OnnxEngine
from latentwalk.training.onnx_graph import Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from latentwalk.vae.network import VAE

LABEL = "label"
"""The name of a conditional VAE's condition, and of its networks' second input."""
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
