"""The convolutional VAE: two strided convolutions in, two transposed convolutions out.

Kingma and Welling, "Auto-Encoding Variational Bayes", 2014. With the default architecture
(28 x 28 grey, six latent dimensions) it has 27,324 + 19,441 parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from latentwalk.errors import SettingsError
from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.image import ImageSpec

WIDTHS = (16, 32)
"""Channels after the first and the second convolution."""


@dataclass(frozen=True)
class Architecture:
    """What the sizes of a VAE's layers follow from."""

    height: int = 28
    """Rows of an image, a multiple of 4."""
    width: int = 28
    """Columns of an image, a multiple of 4."""
    channels: int = 1
    """Channels of an image."""
    latent_dim: int = 6
    """d, the number of latent dimensions."""

    def __post_init__(self) -> None:
        if min(self.height, self.width, self.channels, self.latent_dim) < 1:
            raise SettingsError(f"Every side of {self} must be positive.")
        if self.height % 4 or self.width % 4:
            raise SettingsError(
                f"The VAE takes images with sides divisible by 4, got {self.height} x {self.width}."
            )

    @classmethod
    def of(cls, image: ImageSpec, latent_dim: int) -> Architecture:
        """The architecture for images of one kind."""
        return cls(image.height, image.width, image.channels, latent_dim)

    @classmethod
    def of_weights(cls, state: Mapping[str, Tensor]) -> Architecture:
        """Read the architecture off a state dict, with or without the prefix `decoder.`.

        The images are taken for square: the weights tell their area alone.

        Raises:
            SettingsError: it holds no decoder of this VAE.
        """
        decoder = _without_prefix(state)
        try:
            features, latent_dim = decoder["linear.weight"].shape
            channels = decoder["deconv_stack.2.weight"].shape[1]
        except (KeyError, ValueError, IndexError) as error:
            raise SettingsError(
                "These weights hold no decoder of the convolutional VAE: expected linear.*, "
                f"deconv_stack.0.* and deconv_stack.2.*, got {', '.join(sorted(state)) or 'none'}."
            ) from error
        side = 4 * round((features / WIDTHS[1]) ** 0.5)
        return cls(side, side, channels, latent_dim)

    @property
    def grid(self) -> tuple[int, int, int]:
        """(channels, height, width) of the deepest feature map."""
        return (WIDTHS[1], self.height // 4, self.width // 4)

    @property
    def features(self) -> int:
        """Values in the deepest feature map."""
        channels, height, width = self.grid
        return channels * height * width


class Output(NamedTuple):
    """What one pass through the VAE gives for n images."""

    reconstruction: Tensor
    """(n, c, h, w) in [-1, 1]."""
    mean: Tensor
    """(n, d)."""
    logvar: Tensor
    """(n, d)."""


class Encoder(nn.Module):
    """Images (n, c, h, w) in [-1, 1] to posteriors: mean and log-variance, (n, d) each."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.conv_stack = nn.Sequential(
            nn.Conv2d(architecture.channels, WIDTHS[0], 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(WIDTHS[0], WIDTHS[1], 4, stride=2, padding=1),
            nn.ReLU(),
        )
        self.fc_mu = nn.Linear(architecture.features, architecture.latent_dim)
        self.fc_logvar = nn.Linear(architecture.features, architecture.latent_dim)

    def encode_to_points(self) -> None:
        """Give every image a point, now and while training: the least log-variance there is.

        The VAE is a plain autoencoder then.
        """
        self.fc_logvar.requires_grad_(False)
        nn.init.zeros_(self.fc_logvar.weight)
        nn.init.constant_(self.fc_logvar.bias, -LOGVAR_BOUND)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Encode n images."""
        features = self.conv_stack(images).flatten(1)  # (n, c, h, w) -> (n, 32 h/4 w/4)
        return self.fc_mu(features), self.fc_logvar(features)


class Decoder(nn.Module):
    """Latent points (n, d) to images (n, c, h, w) in [-1, 1]."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.linear = nn.Linear(architecture.latent_dim, architecture.features)
        self.deconv_stack = nn.Sequential(
            nn.ConvTranspose2d(WIDTHS[1], WIDTHS[0], 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(WIDTHS[0], architecture.channels, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Decode n latent points."""
        hidden = self._composed(z) if self._composing_pays(len(z)) else self._layered(z)
        image: Tensor = self.deconv_stack[1:](hidden)  # (n, 16, h/2, w/2) -> (n, c, h, w)
        return image

    def _layered(self, z: Tensor) -> Tensor:
        features = self.linear(z).unflatten(1, self.architecture.grid)  # (n, 32, h/4, w/4)
        hidden: Tensor = self.deconv_stack[0](features)  # (n, 16, h/2, w/2)
        return hidden

    def _composed(self, z: Tensor) -> Tensor:
        """`_layered`, with its two affine maps composed into one.

        Nothing but affine maps stands between z and the first ReLU. The composed map is read
        off the images of the origin and of the d unit vectors, so that a batch costs one matrix
        product. Exact, and gradients reach both layers.
        """
        d = z.shape[1]
        probes = torch.cat([z.new_zeros(1, d), torch.eye(d, dtype=z.dtype, device=z.device)])
        probed = self._layered(probes).movedim(1, -1)  # (d + 1, h/2, w/2, 16)
        flat = probed.flatten(1)
        bias, weight = flat[0], flat[1:] - flat[0]
        hidden = torch.addmm(bias, z, weight)  # (n, d) -> (n, h/2 w/2 16), channels last
        return hidden.view(-1, *probed.shape[1:]).movedim(-1, 1)

    def _composing_pays(self, n: int) -> bool:
        """A composed image costs 64 d hw/16 products, a layered one (32 d + 8192) hw/16."""
        d = self.architecture.latent_dim
        return self.training and d < 256 and n > 2 * (d + 1)


class VAE(nn.Module):
    """The whole: encode, sample the posterior, decode."""

    def __init__(self, architecture: Architecture | None = None) -> None:
        super().__init__()
        self.architecture = architecture or Architecture()
        self.encoder = Encoder(self.architecture)
        self.decoder = Decoder(self.architecture)

    def forward(self, images: Tensor, noise: Tensor) -> Output:
        """Reconstruct n images from sampled posteriors.

        Args:
            images: (n, c, h, w) in [-1, 1].
            noise: (n, d), draws of N(0, I); zeros reconstruct from the means.
        """
        mean, logvar = self.encoder(images)
        deviation = torch.exp(0.5 * logvar.clamp(-LOGVAR_BOUND, LOGVAR_BOUND))
        z = mean + deviation * noise  # (n, d)
        return Output(self.decoder(z), mean, logvar)


def load_weights(vae: VAE, state: Mapping[str, Tensor]) -> None:
    """Load a state dict of the whole VAE, or of its decoder alone.

    A decoder's may have the prefix `decoder.` or not; the encoder then stays as it is.

    Raises:
        SettingsError: names or shapes that do not fit.
    """
    whole = any(name.startswith("encoder.") for name in state)
    module = vae if whole else vae.decoder
    try:
        module.load_state_dict(dict(state) if whole else _without_prefix(state))
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"The weights do not fit {vae.architecture}: {reason}") from error


def _without_prefix(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix("decoder."): tensor
        for name, tensor in state.items()
        if not name.startswith("encoder.")
    }
