"""The architecture of a VAE of images: the sizes of its layers, and its stacks of layers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from torch import Tensor, nn

from latentwalk.errors import SettingsError
from latentwalk.outputs.halving import halvings, stride
from latentwalk.vae.kinds import Kind
from latentwalk.vae.stacks import Stacks
from latentwalk.vae.to_image import ToImage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.outputs.image import ImageSpec

WIDTHS = (16, 32, 48, 64)
"""Channels after each halving."""
BLOCKS = (1, 2)
"""Residual blocks after the first halving, and after each further one."""
FUNNEL = 5
"""Channels of the residual architecture's grid: few, so that the dense layers stay small."""
CONDITIONAL_FUNNEL = 16
"""The same with a condition, where each place of the grid must also tell the classes apart."""
CLASS_BIAS = "encoder.class_bias.weight"
"""The weight that only conditional VAEs have."""


@dataclass(frozen=True)
class Architecture(Stacks):
    """The size of the images, the number of latent dimensions, and the kind of layers."""

    height: int = 28
    """Rows of an image, a multiple of `stride`."""
    width: int = 28
    """Columns of an image, a multiple of `stride`."""
    channels: int = 1
    """Channels of an image."""
    latent_dim: int = 6
    """d, the number of latent dimensions."""
    kind: Kind = "plain"
    """`plain`: strided convolutions in and out, as in the original script. `residual`: residual
    blocks between them, SiLU, and a narrow grid. Both have more of them for larger images."""
    classes: int = 0
    """k, the number of classes of a conditional VAE; 0 for one without a condition."""

    def __post_init__(self) -> None:
        if min(self.height, self.width, self.channels, self.latent_dim) < 1:
            raise SettingsError(f"Every side of {self} must be positive.")
        if self.classes < 0:
            raise SettingsError(f"The number of classes must not be negative, got {self.classes}.")
        if self.kind not in get_args(Kind):
            raise SettingsError(
                f"The architecture must be one of {', '.join(get_args(Kind))}, got '{self.kind}'."
            )
        if self.height % self.stride or self.width % self.stride:
            raise SettingsError(
                f"The {self.kind} VAE needs images with sides divisible by {self.stride}, got "
                f"{self.height} x {self.width}: scale them with --size."
            )

    @classmethod
    def of(
        cls, image: ImageSpec, latent_dim: int, kind: Kind = "plain", classes: int = 0
    ) -> Architecture:
        """The architecture for given images."""
        return cls(image.height, image.width, image.channels, latent_dim, kind, classes)

    @classmethod
    def of_weights(cls, state: Mapping[str, Tensor]) -> Architecture:
        """Infer a plain architecture from a state dict, with or without the prefix `decoder.`.

        The images are assumed to be square, because the weights determine only their area.

        Raises:
            SettingsError: the state dict has no decoder of the plain VAE, or one with a condition.
        """
        if CLASS_BIAS in state:
            raise SettingsError(
                "These are the weights of a conditional VAE, which do not say how many of its "
                "inputs are classes: open its model folder instead."
            )
        decoder = without_prefix(state)
        try:
            features, latent_dim = decoder["linear.weight"].shape
            levels = sum(name.startswith("deconv_stack.") for name in decoder) // 2
            channels = decoder[f"deconv_stack.{2 * levels - 2}.weight"].shape[1]
            side = round((features / WIDTHS[levels - 1]) ** 0.5) << levels
            made = (features, latent_dim, channels)
            if decoder["linear.bias"].shape != (features,) or min(made) < 1 or channels > 4:
                raise ValueError
        except (KeyError, ValueError, IndexError) as error:
            raise SettingsError(
                "These weights have no decoder of the convolutional VAE: expected linear.*, "
                f"deconv_stack.0.* and deconv_stack.2.*, got {', '.join(sorted(state)) or 'none'}."
            ) from error
        return cls(side, side, channels, latent_dim)

    @property
    def halvings(self) -> int:
        """How often the encoder halves an image."""
        return halvings(self.height, self.width)

    @property
    def stride(self) -> int:
        """The sides of images must be multiples of this."""
        return stride(self.height, self.width)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels after each halving."""
        return tuple(WIDTHS[min(level, len(WIDTHS) - 1)] for level in range(self.halvings))

    @property
    def funnel(self) -> int:
        """Channels of the residual architecture's grid."""
        return CONDITIONAL_FUNNEL if self.classes else FUNNEL

    @property
    def grid(self) -> tuple[int, int, int]:
        """(channels, height, width) of the smallest feature map, which the dense layers read."""
        channels = self.widths[-1] if self.kind == "plain" else self.funnel
        return (channels, self.height // self.stride, self.width // self.stride)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width)."""
        return (self.channels, self.height, self.width)

    @property
    def bounded(self) -> bool:  # type: ignore[override]
        """Images are in [-1, 1]."""
        return True

    @property
    def entry(self) -> int:
        """The channels after the first convolution."""
        return self.widths[0]

    def down(self) -> nn.Sequential:
        """The encoder's stack: images (n, c, h, w) to grids (n, *grid)."""
        widths = (self.channels, *self.widths)
        layers: list[nn.Module] = []
        for level, (before, after) in enumerate(pairwise(widths)):
            layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), *self._between(level)]
        if self.kind == "residual":
            layers.append(nn.Conv2d(widths[-1], self.funnel, 1))
        return nn.Sequential(*layers)

    def up(self) -> nn.Sequential:
        """The decoder's stack: grids (n, *grid) to images (n, c, h, w) in [-1, 1]."""
        widths = (self.channels, *self.widths)
        layers: list[nn.Module] = []
        if self.kind == "residual":
            layers += [nn.Conv2d(self.funnel, widths[-1], 1), *self._between(self.halvings - 1)]
        for level in reversed(range(self.halvings)):
            after, before = widths[level : level + 2]
            if level == 0:
                layers.append(ToImage(before, after))
                break
            layers.append(nn.ConvTranspose2d(before, after, 4, stride=2, padding=1))
            layers += self._between(level - 1)
        return nn.Sequential(*layers, nn.Tanh())

    def _between(self, level: int) -> list[nn.Module]:
        """The layers between two halvings: a nonlinearity, after residual blocks if any."""
        if self.kind == "plain":
            return [nn.ReLU()]
        count = BLOCKS[min(level, len(BLOCKS) - 1)]
        return [*(Residual(self.widths[level]) for _ in range(count)), nn.SiLU()]


class Residual(nn.Module):
    """x + conv(silu(x)); the convolution is zero at first, so that a deep stack starts shallow.

    He et al., "Identity Mappings in Deep Residual Networks", 2016; the zero, Zhang, Dauphin and Ma,
    "Fixup Initialization", 2019.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        convolution = nn.Conv2d(channels, channels, 3, padding=1)
        for parameter in convolution.parameters():
            nn.init.zeros_(parameter)
        self.body = nn.Sequential(nn.SiLU(), convolution)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, c, h, w) to the same shape."""
        out: Tensor = x + self.body(x)
        return out


def without_prefix(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The decoder's part of a state dict, without the prefix `decoder.`."""
    return {
        name.removeprefix("decoder."): tensor
        for name, tensor in state.items()
        if not name.startswith("encoder.")
    }
