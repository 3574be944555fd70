"""Writes the networks of the engine's benchmark as ONNX files: `python networks.py FOLDER`.

Their weights are random, scaled so that values neither vanish nor grow: only shapes decide how long
a network takes.
"""

from __future__ import annotations

import sys
import warnings
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional


def dense(*sizes: int) -> nn.Sequential:
    """A multilayer perceptron with ReLU between its layers."""
    layers: list[nn.Module] = []
    for first, second in pairwise(sizes):
        layers += [nn.Linear(first, second), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Sigmoid())


def doubling(channels: int, width: int) -> nn.ConvTranspose2d:
    """A transposed convolution that doubles an image's sides."""
    return nn.ConvTranspose2d(channels, width, 4, 2, 1)


def convolution(channels: int, width: int) -> nn.Conv2d:
    """A convolution that keeps an image's sides."""
    return nn.Conv2d(channels, width, 3, padding=1)


class Transformer(nn.Module):
    """Decodes a point to 64 patches of 8 x 8 pixels."""

    def __init__(self, width: int = 192, depth: int = 4, latent: int = 16) -> None:
        super().__init__()
        self.width = width
        self.into = nn.Linear(latent, 64 * width)
        self.position = nn.Parameter(torch.randn(64, width) * 0.02)
        options = {"activation": "gelu", "batch_first": True, "norm_first": True}
        self.layers = nn.ModuleList(
            [nn.TransformerEncoderLayer(width, 6, 4 * width, **options) for _ in range(depth)]
        )
        self.out = nn.Linear(width, 64)

    def forward(self, z: Tensor) -> Tensor:
        """Map points (n, 16) to images (n, 1, 64, 64)."""
        x = self.into(z).reshape(-1, 64, self.width) + self.position
        for layer in self.layers:
            x = layer(x)
        patches = self.out(x).reshape(-1, 8, 8, 8, 8)
        return patches.permute(0, 1, 3, 2, 4).reshape(-1, 1, 64, 64).sigmoid()


class TinyBlock(nn.Module):
    """Three convolutions with a residual connection."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(width, width),
            nn.ReLU(),
            convolution(width, width),
            nn.ReLU(),
            convolution(width, width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map images to images of the same shape."""
        return functional.relu(self.body(x) + x)


def tiny(width: int = 64) -> nn.Sequential:
    """The decoder of diffusers' AutoencoderTiny, for images of 64 x 64."""
    layers: list[nn.Module] = [nn.Unflatten(1, (4, 8, 8)), convolution(4, width), nn.ReLU()]
    for blocks in (3, 3, 3):
        layers += [TinyBlock(width) for _ in range(blocks)]
        layers += [nn.Upsample(scale_factor=2), nn.Conv2d(width, width, 3, padding=1, bias=False)]
    return nn.Sequential(*layers, TinyBlock(width), convolution(width, 3))


class Residual(nn.Module):
    """Two normalised convolutions with a residual connection, as in AutoencoderKL."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.GroupNorm(8, channels),
            nn.SiLU(),
            convolution(channels, width),
            nn.GroupNorm(8, width),
            nn.SiLU(),
            convolution(width, width),
        )
        self.skip = nn.Conv2d(channels, width, 1) if channels != width else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Map images (n, c, h, w) to images of `width` channels."""
        return self.skip(x) + self.body(x)


class Attention(nn.Module):
    """Attention over the pixels of an image."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Map images to images of the same shape."""
        _, c, h, w = x.shape
        rows = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = self.project(rows).chunk(3, dim=-1)
        weights = (q @ k.transpose(1, 2) * c**-0.5).softmax(dim=-1)
        return x + self.out(weights @ v).transpose(1, 2).unflatten(2, (h, w))


def kl() -> nn.Sequential:
    """A small decoder in the manner of diffusers' AutoencoderKL, for images of 64 x 64."""
    return nn.Sequential(
        nn.Unflatten(1, (4, 16, 16)), convolution(4, 64),
        Residual(64, 64), Attention(64), Residual(64, 64),
        nn.Upsample(scale_factor=2), convolution(64, 64), Residual(64, 64),
        nn.Upsample(scale_factor=2), convolution(64, 64), Residual(64, 32),
        nn.GroupNorm(8, 32), nn.SiLU(), convolution(32, 3),
    )  # fmt: skip


class Modulated(nn.Module):
    """A convolution with inputs scaled by a style and outputs normalised, as in StyleGAN2."""

    def __init__(
        self, channels: int, width: int, style: int, size: int = 3, demodulate: bool = True
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(
            torch.randn(width, channels, size, size) / (channels * size * size) ** 0.5
        )
        self.affine = nn.Linear(style, channels)
        self.bias = nn.Parameter(torch.zeros(width))
        self.demodulate = demodulate

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map images and styles (n, s) to images."""
        scale = self.affine(style) + 1
        x = functional.conv2d(
            x * scale[:, :, None, None], self.weight, padding=self.weight.shape[2] // 2
        )
        if self.demodulate:
            power = self.weight.square().sum((2, 3))
            x = x * torch.rsqrt(scale.square() @ power.T + 1e-8)[:, :, None, None]
        return x + self.bias[:, None, None]


class Style(nn.Module):
    """A generator like StyleGAN2's: a mapping, modulated convolutions, images that add up."""

    def __init__(self, size: int, latent: int = 64) -> None:
        super().__init__()
        self.mapping = nn.Sequential(
            *[part for _ in range(4) for part in (nn.Linear(latent, latent), nn.LeakyReLU(0.2))]
        )
        widths, side = [64], 4
        while side < size:
            side *= 2
            widths.append(max(16, min(64, 2048 // side)))
        self.start = nn.Parameter(torch.randn(1, 64, 4, 4))
        pairs = list(zip([64, *widths[:-1]], widths, strict=True))
        self.first = nn.ModuleList([Modulated(c, w, latent) for c, w in pairs])
        self.second = nn.ModuleList([Modulated(w, w, latent) for _, w in pairs])
        self.images = nn.ModuleList([Modulated(w, 3, latent, 1, False) for _, w in pairs])

    def forward(self, z: Tensor) -> Tensor:
        """Map points to images (n, 3, size, size)."""
        style = self.mapping(z)
        x = self.start.expand(z.shape[0], -1, -1, -1)
        image = None
        layers = zip(self.first, self.second, self.images, strict=True)
        for level, (first, second, shown) in enumerate(layers):
            if level:
                x = functional.interpolate(x, scale_factor=2.0, mode="bilinear")
            x = functional.leaky_relu(first(x, style), 0.2)
            x = functional.leaky_relu(second(x, style), 0.2)
            added = shown(x, style)
            image = (
                added
                if image is None
                else functional.interpolate(image, scale_factor=2.0, mode="bilinear") + added
            )
        return image


def vae() -> nn.Sequential:
    """Four transposed convolutions to 64 x 64 RGB."""
    return nn.Sequential(
        nn.Linear(128, 4096), nn.ReLU(), nn.Unflatten(1, (256, 4, 4)),
        doubling(256, 128), nn.ReLU(), doubling(128, 64), nn.ReLU(),
        doubling(64, 32), nn.ReLU(), doubling(32, 3),
        nn.Sigmoid(),
    )  # fmt: skip


def dcgan() -> nn.Sequential:
    """DCGAN's generator for 64 x 64 RGB."""
    layers: list[nn.Module] = [
        nn.Unflatten(1, (100, 1, 1)),
        nn.ConvTranspose2d(100, 512, 4, bias=False),
    ]
    for channels, width in ((512, 256), (256, 128), (128, 64)):
        layers += [
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.ConvTranspose2d(channels, width, 4, 2, 1, bias=False),
        ]
    return nn.Sequential(
        *layers, nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh()
    )


def upsampler() -> nn.Sequential:
    """Nearest-neighbour upsampling and convolutions to 128 x 128 RGB."""
    layers: list[nn.Module] = [nn.Linear(64, 4096), nn.ReLU(), nn.Unflatten(1, (256, 4, 4))]
    for channels, width in ((256, 256), (256, 128), (128, 128), (128, 64), (64, 64)):
        layers += [nn.Upsample(scale_factor=2), convolution(channels, width), nn.ReLU()]
    return nn.Sequential(*layers, convolution(64, 3), nn.Tanh())


def scaled(module: nn.Module) -> nn.Module:
    """The module with weights after which values keep their size."""
    for part in module.modules():
        if isinstance(part, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            taps = part.weight[0, 0].numel()
            if isinstance(part, nn.ConvTranspose2d):
                inputs = part.in_channels * taps / part.stride[0] ** 2
            else:
                inputs = part.weight[0].numel()
            nn.init.normal_(part.weight, std=(2 / inputs) ** 0.5)
            if part.bias is not None:
                nn.init.normal_(part.bias, std=0.1)
    return module


NETWORKS = {
    "mlp-20-400-784": (20, lambda: dense(20, 400, 784)),
    "mlp-1024": (1024, lambda: dense(1024, 1024, 1024, 784)),
    "vae-64": (128, vae),
    "dcgan-64": (100, dcgan),
    "transformer-64": (16, Transformer),
    "tiny-64": (256, tiny),
    "kl-64": (1024, kl),
    "upsampler-128": (64, upsampler),
    "style-128": (64, lambda: Style(128)),
    "style-256": (64, lambda: Style(256)),
}
"""By name: the number of latent dimensions, and what makes the network."""


def main() -> None:
    """Write all networks."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (latent, make) in NETWORKS.items():
        torch.manual_seed(0)
        module = scaled(make()).eval()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                (torch.zeros(2, latent),),
                str(folder / f"{name}.onnx"),
                dynamo=False,
                opset_version=17,
                input_names=["z"],
                output_names=["image"],
                dynamic_axes={"z": {0: "n"}, "image": {0: "n"}},
            )


if __name__ == "__main__":
    main()
