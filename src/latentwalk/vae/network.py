"""The convolutional VAE, in PyTorch.

Kingma and Welling, "Auto-Encoding Variational Bayes", 2014. With the default architecture
(28 x 28 grey, six latent dimensions, plain) it has 27,324 + 19,441 parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from latentwalk.errors import SettingsError
from latentwalk.latent.posterior import LOGVAR_BOUND
from latentwalk.vae.architecture import Architecture, without_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping


class Output(NamedTuple):
    """The outputs of one pass through the VAE for n images."""

    preimage: Tensor
    """(n, c, h, w): the decoded images before the hyperbolic tangent."""
    z: Tensor
    """(n, d): the latent points, one from each posterior."""
    mean: Tensor
    """(n, d)."""
    logvar: Tensor
    """(n, d)."""

    @property
    def reconstruction(self) -> Tensor:
        """(n, c, h, w) in [-1, 1]."""
        return self.preimage.tanh()


class Encoder(nn.Module):
    """Images (n, c, h, w) in [-1, 1] to posteriors: mean and log-variance, (n, d) each."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.conv_stack = architecture.down()
        self.fc_mu = nn.Linear(architecture.features, architecture.latent_dim)
        self.fc_logvar = nn.Linear(architecture.features, architecture.latent_dim)

    def encode_to_points(self) -> None:
        """Encode every image to a point, also during training, with the lowest log-variance.

        The VAE is then a plain autoencoder.
        """
        self.fc_logvar.requires_grad_(False)
        nn.init.zeros_(self.fc_logvar.weight)
        nn.init.constant_(self.fc_logvar.bias, -LOGVAR_BOUND)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Encode n images."""
        features = self.conv_stack(images)  # (n, c, h, w)
        if self.training:
            return self._read_in_place(features)
        flat = features.flatten(1)  # (n, features)
        return self.fc_mu(flat), self.fc_logvar(flat)

    def _read_in_place(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Compute both heads as one matrix product, with weights permuted to the features' order.

        The features have channels last in memory and are much larger than the weights, and so is
        the gradient that passes back through them.
        """
        layers = (self.fc_mu, self.fc_logvar)
        weight = torch.cat([layer.weight for layer in layers]).view(-1, *features.shape[1:])
        bias = torch.cat([layer.bias for layer in layers])
        flat = features.permute(0, 2, 3, 1).flatten(1)
        mean, logvar = torch.addmm(bias, flat, weight.permute(0, 2, 3, 1).flatten(1).T).chunk(2, 1)
        return mean, logvar


class Decoder(nn.Module):
    """Latent points (n, d) to images (n, c, h, w) in [-1, 1]."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.linear = nn.Linear(architecture.latent_dim, architecture.features)
        self.deconv_stack = architecture.up()

    def forward(self, z: Tensor) -> Tensor:
        """Decode n latent points."""
        return self.preimage(z).tanh()

    def preimage(self, z: Tensor) -> Tensor:
        """`forward` without its last step, the hyperbolic tangent."""
        hidden = self._composed(z) if self._composing_pays(len(z)) else self._layered(z)
        preimage: Tensor = self.deconv_stack[1:-1](hidden)
        return preimage

    def _layered(self, z: Tensor) -> Tensor:
        features = self.linear(z).unflatten(1, self.architecture.grid)
        hidden: Tensor = self.deconv_stack[0](features)
        return hidden

    def _composed(self, z: Tensor) -> Tensor:
        """`_layered`, with its two affine maps composed into one.

        There are only affine maps between z and the first nonlinearity. The composed map is read
        off the images of the origin and the d unit vectors, so that a batch costs one matrix
        product. It is exact, and gradients reach both layers.
        """
        d = z.shape[1]
        probes = torch.cat([z.new_zeros(1, d), torch.eye(d, dtype=z.dtype, device=z.device)])
        probed = self._layered(probes).movedim(1, -1)  # (d + 1, h', w', c')
        flat = probed.flatten(1)
        bias, weight = flat[0], flat[1:] - flat[0]
        hidden = torch.addmm(bias, z, weight)  # (n, d) -> (n, h' w' c'), channels last
        return hidden.view(-1, *probed.shape[1:]).movedim(-1, 1)

    def _composing_pays(self, n: int) -> bool:
        """Whether composing is faster: 64 d hw/16 against (32 d + 8192) hw/16 products an image."""
        d = self.architecture.latent_dim
        return self.training and self.architecture.kind == "plain" and d < 256 and n > 2 * (d + 1)


class VAE(nn.Module):
    """The whole VAE: encodes, samples the posterior, decodes."""

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
        z = mean + deviation * noise
        return Output(self.decoder.preimage(z), z, mean, logvar)


def load_weights(vae: VAE, state: Mapping[str, Tensor]) -> None:
    """Load a state dict of the whole VAE, or of its decoder only.

    A decoder's may have the prefix `decoder.`; the encoder is then left as it is.

    Raises:
        SettingsError: names or shapes do not fit.
    """
    whole = any(name.startswith("encoder.") for name in state)
    module = vae if whole else vae.decoder
    try:
        module.load_state_dict(dict(state) if whole else without_prefix(state))
    except RuntimeError as error:
        reason = " ".join(str(error).split())[:300]
        raise SettingsError(f"The weights do not fit {vae.architecture}: {reason}") from error
