"""The stacks of a VAE for samples of any kind that can be trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.values import ValuesSpec
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.curves import CurveStacks
from latentwalk.vae.tables import TableStacks

if TYPE_CHECKING:
    from latentwalk.outputs.output import Output
    from latentwalk.vae.kinds import Kind
    from latentwalk.vae.stacks import Stacks


def stacks_of(
    output: Output, latent_dim: int, kind: Kind = "plain", classes: int = 0, bounded: bool = False
) -> Stacks:
    """The stacks for these samples.

    Args:
        output: images, curves or named values.
        latent_dim: d.
        kind: the kind of layers; others than images have the plain one.
        classes: k, the number of classes of a conditional VAE.
        bounded: whether curves or values are in [0, 1]; images are always bounded.

    Raises:
        SettingsError: there are no stacks for these samples, or none of this kind.
    """
    if isinstance(output, ImageSpec):
        return Architecture.of(output, latent_dim, kind, classes)
    if kind != "plain":
        raise SettingsError(
            f"The {kind} architecture is for images: leave out --arch for {output.plural}."
        )
    if isinstance(output, CurveSpec):
        channels, length = output.shape
        return CurveStacks(channels, length, latent_dim, classes, bounded)
    if isinstance(output, ValuesSpec):
        return TableStacks(output.size, latent_dim, classes, bounded)
    raise SettingsError(f"There is no VAE for {output.plural}: train on images, curves or values.")
