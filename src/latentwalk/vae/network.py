"""The VAE, in PyTorch.

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
from latentwalk.vae.product import product
from latentwalk.vae.scaling import Scaling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.vae.stacks import Stacks


class Members(NamedTuple):
    """How n images belong to g groups, each of which has one latent point."""

    group: Tensor
    """(n,): the group of each image, from 0 to g - 1."""
    encoded: Tensor
    """(n,): whether the group's posterior is computed from the image; one of each at least."""
    decoded: Tensor
    """(n,): whether the image is reconstructed."""
    sizes: Tensor
    """(g,): how many images each group has in the data, among which its divergence is shared."""


class Output(NamedTuple):
    """The outputs of one pass through the VAE for n images, or for the images of n groups."""

    preimage: Tensor
    """(n, *sample): the decoded samples before the last layer, for images the hyperbolic tangent;
    of groups, all that are reconstructed."""
    z: Tensor
    """(n, d): the latent points, one from each posterior."""
    mean: Tensor
    """(n, d)."""
    logvar: Tensor
    """(n, d)."""
    bounded: bool = True
    """Whether the last layer is a hyperbolic tangent, else there is none."""

    @property
    def reconstruction(self) -> Tensor:
        """(n, *sample); in [-1, 1] if it is bounded."""
        return self.preimage.tanh() if self.bounded else self.preimage


class Encoder(nn.Module):
    """Samples, scaled, to posteriors: mean and log-variance, (n, d) each.

    Images are (n, c, h, w) in [-1, 1].

    A conditional one also takes the weights of the classes (n, k). They enter before the first
    nonlinearity, as a bias of each channel: as k further planes of the image would, except at its
    border.
    """

    def __init__(self, architecture: Stacks) -> None:
        super().__init__()
        self.conv_stack = architecture.down()
        self.fc_mu = nn.Linear(architecture.features, architecture.latent_dim)
        self.fc_logvar = nn.Linear(architecture.features, architecture.latent_dim)
        if architecture.classes:
            self.class_bias = nn.Linear(architecture.classes, architecture.entry, bias=False)

    def encode_to_points(self) -> None:
        """Encode every image to a point, also during training, with the lowest log-variance.

        The VAE is then a plain autoencoder.
        """
        self.fc_logvar.requires_grad_(False)
        nn.init.zeros_(self.fc_logvar.weight)
        nn.init.constant_(self.fc_logvar.bias, -LOGVAR_BOUND)

    def first(self, images: Tensor, condition: Tensor | None = None) -> Tensor:
        """The first layer of n images, with the bias of their classes: (n, c, h, w)."""
        features: Tensor = self.conv_stack[0](images)
        if condition is None:
            return features
        bias: Tensor = self.class_bias(condition)
        return features + bias.reshape(*bias.shape, *(1,) * (features.ndim - 2))

    def forward(self, images: Tensor, condition: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Encode n images."""
        if condition is None:
            features = self.conv_stack(images)  # (n, c, h, w)
        else:
            features = self.conv_stack[1:](self.first(images, condition))
        if self.training and features.ndim == 4:
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
    """Latent points (n, d) to scaled samples, images (n, c, h, w) in [-1, 1].

    A conditional one also takes the weights of the classes (n, k), as k further dimensions.
    """

    def __init__(self, architecture: Stacks) -> None:
        super().__init__()
        self.architecture = architecture
        entries = architecture.latent_dim + architecture.classes
        self.linear = nn.Linear(entries, architecture.features)
        self.deconv_stack = architecture.up()

    def forward(self, z: Tensor, condition: Tensor | None = None) -> Tensor:
        """Decode n latent points."""
        decoded: Tensor = self.deconv_stack[-1](self.preimage(z, condition))
        return decoded

    def preimage(self, z: Tensor, condition: Tensor | None = None) -> Tensor:
        """`forward` without its last step, the hyperbolic tangent of images."""
        z = z if condition is None else torch.cat([z, condition], 1)
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
        d = self.linear.in_features
        plain = len(self.architecture.grid) == 3 and self.architecture.kind == "plain"
        return self.training and plain and d < 256 and n > 2 * (d + 1)


class VAE(nn.Module):
    """The whole VAE: encodes, samples the posterior, decodes."""

    def __init__(self, architecture: Stacks | None = None) -> None:
        super().__init__()
        self.architecture = architecture or Architecture()
        self.encoder = Encoder(self.architecture)
        self.decoder = Decoder(self.architecture)
        self.scaling = None
        """The scale of the samples; None for images, which are in [-1, 1]."""
        if not isinstance(self.architecture, Architecture):
            first, *others = self.architecture.shape
            self.scaling = Scaling([first, *(1 for _ in others)])

    def forward(
        self,
        images: Tensor,
        noise: Tensor,
        condition: Tensor | None = None,
        members: Members | None = None,
        kept: Tensor | None = None,
    ) -> Output:
        """Reconstruct n images from sampled posteriors.

        Args:
            images: (n, c, h, w) in [-1, 1], or other samples as `scaled` returns them.
            noise: (n, d), or (g, d) for g groups: draws of N(0, I); zeros reconstruct from the
                means.
            condition: (n, k), the images' classes, for a conditional VAE.
            members: the groups of the images, if they have any. A group's posterior is the
                `product` of those of its encoded images.
            kept: (d,), 1 for the dimensions that are decoded, 0 for others; by default all are.
        """
        if members is None:
            mean, logvar = self.encoder(images, condition)
        else:
            mean, logvar = self.posterior_of_groups(images, condition, members)
        deviation = torch.exp(0.5 * logvar.clamp(-LOGVAR_BOUND, LOGVAR_BOUND))
        z = mean + deviation * noise
        if kept is not None:
            z = z * kept
        if members is None:
            preimage = self.decoder.preimage(z, condition)
            return Output(preimage, z, mean, logvar, self.architecture.bounded)
        chosen = members.decoded
        wanted = None if condition is None else condition[chosen]
        return Output(self.decoder.preimage(z[members.group[chosen]], wanted), z, mean, logvar)

    def scaled(self, samples: Tensor) -> Tensor:
        """Samples (n, *sample) on the scale on which they are encoded and compared."""
        return samples if self.scaling is None else self.scaling(samples)

    def posterior_of_groups(
        self, images: Tensor, condition: Tensor | None, members: Members
    ) -> tuple[Tensor, Tensor]:
        """The means and log-variances of the groups' posteriors, (g, d) each; see `forward`."""
        chosen = members.encoded
        given = None if condition is None else condition[chosen]
        mean, logvar = self.encoder(images[chosen], given)
        return product(mean, logvar, members.group[chosen], len(members.sizes))


def one_hot(labels: Tensor, classes: int) -> Tensor | None:
    """The condition (n, k) of labels (n,), k = `classes`; None for a VAE without one, k = 0."""
    return nn.functional.one_hot(labels.long(), classes).float() if classes else None


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
