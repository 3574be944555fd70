"""Time decoding with PyTorch, ONNX Runtime, and ONNX Runtime on the composed graph.

    python benchmarks/decode.py

The engines take turns in every round, so that they share the machine's load; the script prints
medians. One thread each.
"""

from __future__ import annotations

import argparse
import platform
import time
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import torch
from safetensors.torch import load_file
from torch import nn

import latentwalk
from latentwalk.training.onnx_graph import Graph
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, load_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BATCHES = (1, 100, 400)


def composed_graph(vae: VAE) -> bytes:
    """The decoder with its two affine layers before the first ReLU composed into one."""
    decoder, d = vae.decoder, vae.architecture.latent_dim
    with torch.no_grad():
        probed = decoder._layered(torch.cat([torch.zeros(1, d), torch.eye(d)]))
        affine = nn.Linear(d, probed[0].numel())
        affine.bias.copy_(probed[0].flatten())
        affine.weight.copy_((probed[1:] - probed[0]).flatten(1).T)
    graph = Graph("composed", "z", (d,))
    value = graph.reshape("unflatten", graph.layer("affine", affine, "z"), tuple(probed.shape[1:]))
    rest = nn.Sequential(*list(decoder.deconv_stack)[1:])
    graph.layers("rest", rest, value, "image")
    return graph.to_bytes({"image": vae.architecture.shape})


def session(content: bytes) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """ONNX Runtime with one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    run = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"]).run
    return lambda z: np.asarray(run(None, {"z": z})[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="mnist")
    parser.add_argument("--rounds", type=int, default=101)
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    model = latentwalk.open(arguments.model)
    vae = VAE(Architecture.of(model.image, model.latent_dim)).eval()
    load_weights(vae, load_file(model.folder.path / "weights.safetensors"))

    def eager(z: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.no_grad():
            return np.asarray(vae.decoder(torch.from_numpy(z)))

    engines = {
        "PyTorch eager": eager,
        "ONNX Runtime": session(model.folder.content("decoder.onnx")),
        "ONNX Runtime, composed": session(composed_graph(vae)),
    }
    print(f"{platform.machine()}, torch {torch.__version__}, onnxruntime {onnxruntime.__version__}")
    print(f"{'ms, median of ' + str(arguments.rounds):<26}" + "".join(f"{n:>10}" for n in BATCHES))
    rng = np.random.default_rng(0)
    medians: dict[str, list[float]] = {name: [] for name in engines}
    for n in BATCHES:
        z = rng.standard_normal((n, model.latent_dim), dtype=np.float32)
        reference = eager(z)
        times: dict[str, list[float]] = {name: [] for name in engines}
        for name, engine in engines.items():
            np.testing.assert_allclose(engine(z), reference, atol=1e-5, err_msg=name)
        for _ in range(arguments.rounds):
            for name, engine in engines.items():
                began = time.perf_counter()
                engine(z)
                times[name].append(time.perf_counter() - began)
        for name in engines:
            medians[name].append(1e3 * float(np.median(times[name])))
    for name, values in medians.items():
        print(f"{name:<26}" + "".join(f"{value:10.2f}" for value in values))


if __name__ == "__main__":
    main()
