from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest
import torch

from latentwalk.errors import LatentwalkError
from latentwalk.training.onnx_writer import decoder_weights, export
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.curves import CurveStacks
from latentwalk.vae.network import VAE, one_hot
from latentwalk.vae.tables import TableStacks

if TYPE_CHECKING:
    from latentwalk.vae.stacks import Stacks


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture(),
        Architecture(8, 12, 3, 17),
        Architecture(28, 28, 1, 6, "residual"),
        Architecture(64, 64, 3, 16, "residual"),
        Architecture(28, 28, 1, 6, "plain", 10),
        Architecture(28, 28, 1, 6, "residual", 3),
    ],
)
def test_the_networks_agree_with_pytorch_for_any_batch(architecture: Architecture) -> None:
    vae = VAE(architecture).eval()
    for name, parameter in vae.named_parameters():  # residual blocks are nothing at first
        if ".body." in name:
            torch.nn.init.normal_(parameter, std=0.05)
    files = export(vae)
    sessions = {
        name: onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        for name, content in files.items()
    }
    for n in (1, 7):
        z = torch.randn(n, architecture.latent_dim)
        x = torch.rand(n, *architecture.shape) * 2 - 1
        condition = one_hot(torch.arange(n) % 3, architecture.classes)
        with torch.no_grad():
            image, (mean, logvar) = vae.decoder(z, condition), vae.encoder(x, condition)
        label = {} if condition is None else {"label": condition.numpy()}
        ours = sessions["decoder.onnx"].run(["image"], {"z": z.numpy(), **label})
        np.testing.assert_allclose(ours[0], image, atol=1e-5)
        ours = sessions["encoder.onnx"].run(["mean", "logvar"], {"image": x.numpy(), **label})
        np.testing.assert_allclose(ours[0], mean, atol=1e-5)
        np.testing.assert_allclose(ours[1], logvar, atol=1e-5)


@pytest.mark.parametrize(
    "stacks", [CurveStacks(2, 35, 3, 4), CurveStacks(1, 9, 3), TableStacks(5, 3, 0, True)]
)
def test_other_samples_are_in_their_own_unit(stacks: Stacks) -> None:
    vae = VAE(stacks).eval()
    assert vae.scaling is not None
    data = torch.randn(50, *stacks.shape) * 30 + 400
    vae.scaling.fit(data, bounded=False)
    files = export(vae)
    decoder, encoder = (
        onnxruntime.InferenceSession(files[name], providers=["CPUExecutionProvider"])
        for name in ("decoder.onnx", "encoder.onnx")
    )
    z, condition = torch.randn(7, 3), one_hot(torch.arange(7) % 4, stacks.classes)
    label = {} if condition is None else {"label": condition.numpy()}
    mean, deviation = vae.scaling.offset, vae.scaling.scale
    with torch.no_grad():
        expected = mean + deviation * vae.decoder(z, condition)
        point, _ = vae.encoder((data[:7] - mean) / deviation, condition)
    ours = decoder.run(["sample"], {"z": z.numpy(), **label})[0]
    np.testing.assert_allclose(ours, expected, rtol=1e-5)
    ours = encoder.run(["mean"], {"sample": data[:7].numpy(), **label})[0]
    np.testing.assert_allclose(ours, point, atol=1e-4)
    assert not [name for name in decoder_weights(vae) if name.startswith("scaling")]


def test_the_files_are_the_same_each_time() -> None:
    vae = VAE().eval()
    assert export(vae) == export(vae)


def test_weights_that_are_not_finite_are_refused() -> None:
    vae = VAE().eval()
    with torch.no_grad():
        vae.decoder.linear.bias.fill_(float("nan"))
    with pytest.raises(LatentwalkError, match="NaN or infinity"):
        export(vae)
