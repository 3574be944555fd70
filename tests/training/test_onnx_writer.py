from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from latentwalk.errors import LatentwalkError
from latentwalk.training.onnx_writer import export
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, one_hot


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
        x = torch.rand(n, architecture.channels, architecture.height, architecture.width) * 2 - 1
        condition = one_hot(torch.arange(n) % 3, architecture.classes)
        with torch.no_grad():
            image, (mean, logvar) = vae.decoder(z, condition), vae.encoder(x, condition)
        label = {} if condition is None else {"label": condition.numpy()}
        ours = sessions["decoder.onnx"].run(["image"], {"z": z.numpy(), **label})
        np.testing.assert_allclose(ours[0], image, atol=1e-5)
        ours = sessions["encoder.onnx"].run(["mean", "logvar"], {"image": x.numpy(), **label})
        np.testing.assert_allclose(ours[0], mean, atol=1e-5)
        np.testing.assert_allclose(ours[1], logvar, atol=1e-5)


def test_the_files_are_the_same_each_time() -> None:
    vae = VAE().eval()
    assert export(vae) == export(vae)


def test_weights_that_are_not_finite_are_refused() -> None:
    vae = VAE().eval()
    with torch.no_grad():
        vae.decoder.linear.bias.fill_(float("nan"))
    with pytest.raises(LatentwalkError, match="NaN or infinity"):
        export(vae)
