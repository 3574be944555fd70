"""Finding a foreign model's shapes by trying: latent points and images."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.encoders import with_encoder
from latentwalk.adoption.fitted import Fitted
from latentwalk.adoption.foreign_model import also_needed
from latentwalk.adoption.layouts import encoded, layout_of, to_channels_first
from latentwalk.adoption.results import as_numpy, described, image_reader, posterior_reader
from latentwalk.errors import ModelError
from latentwalk.folder.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign_model import ForeignModel
    from latentwalk.adoption.forms import Form
    from latentwalk.adoption.results import Reader

MAX_DIMENSIONS = 2**16


def fit(
    foreign: ForeignModel,
    *,
    latent_shape: tuple[int, ...] | None = None,
    image_shape: tuple[int, int, int] | None = None,
    form: Form | None = None,
    sample: NDArray[np.float32] | None = None,
) -> Fitted:
    """Find a foreign model's shapes and layouts by trying; its images are as they are decoded.

    Args:
        foreign: the model.
        latent_shape: the shape of one latent point, if known.
        image_shape: (c, h, w), if known.
        form: the encoder's outputs, if known.
        sample: a few images (n, c, h, w) to try it with.

    Raises:
        ModelError: it decodes no latent point that was tried, or not to images.
    """
    needed = also_needed(foreign.decode)
    if needed:
        raise ModelError(
            f"The decoder of {foreign.name} needs {', '.join(needed)} as well as latent points: "
            "set them, as in decoder=lambda z: model.decode(z, ...)."
        )
    if sample is not None and image_shape is None:
        channels, height, width = sample.shape[1:]
        image_shape = (channels, height, width)
    if latent_shape is None:
        shapes = list(_latent_candidates(foreign, image_shape, sample))
    else:  # a generator often takes its d dimensions as a map of one pixel
        shapes = [latent_shape, *([(*latent_shape, 1, 1)] if len(latent_shape) == 1 else [])]
    shape, batched, given, read = _first_decoded(foreign, shapes)
    if (
        latent_shape is None
        and foreign.decode is foreign.module
        and given.size == given.shape[0] * prod(shape)
    ):
        raise ModelError(
            f"{foreign.name} returns as many values as it takes ({prod(shape)}): it seems to be a "
            "whole autoencoder rather than a decoder. Give its parts as encoder= and decoder=."
        )
    layout, channels_first = layout_of(given, image_shape or _stated_image(foreign, given))

    def decode_native(z: Any) -> Any:
        images = read(foreign.decode(z.reshape(-1, *shape)))
        return to_channels_first(images, layout, channels_first)

    spec = ImageSpec(*channels_first[1:], channels_first[0], 0.0, 1.0)
    found = Fitted(foreign, shape, spec, decode_native, layout=layout, batched=batched)
    if foreign.encode is None and not found.traceable:
        return found
    trial = found.decoder()(np.zeros((2, found.latent_dim), np.float32))[0]
    return with_encoder(found, trial if sample is None else sample, form)


def _latent_candidates(
    foreign: ForeignModel,
    image_shape: tuple[int, int, int] | None,
    sample: NDArray[np.float32] | None,
) -> Iterator[tuple[int, ...]]:
    """Shapes of a latent point: what the encoder returns, then what the model states."""
    images = [] if sample is None else [sample[:2]]
    shapes = [image_shape] if image_shape else foreign.image_shapes
    images += [np.full((2, *shape), 0.5, np.float32) for shape in shapes]
    for image in images if foreign.encode is not None else ():
        for layout in ("nchw", "nhwc", "flat", "nhw"):
            try:
                given = encoded(foreign, image, layout)
                shape = tuple(map(int, posterior_reader(given)(given).mean.shape[1:]))
            except Exception:  # a layout that it does not take
                continue
            if 0 < prod(shape) <= MAX_DIMENSIONS:
                yield shape
                if shape[0] % 2 == 0:  # perhaps means and log-variances in one array
                    yield (shape[0] // 2, *shape[1:])
    yield from foreign.latent_shapes


def _first_decoded(
    foreign: ForeignModel, shapes: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], bool, NDArray[Any], Reader]:
    """The first shape that decodes to images, whether it takes batches, the images, the reader."""
    reason: BaseException | None = None
    for shape in dict.fromkeys(shapes):
        for n in (2, 1):
            z = np.random.default_rng(0).standard_normal((n, *shape), dtype=np.float32)
            try:
                result = foreign.framework.call(foreign.decode, foreign.framework.native(z))
                read = image_reader(result)
                given = read(result)
            except Exception as error:  # whatever a foreign function raises
                reason = reason or error
                continue
            if int(given.shape[0]) == n:
                return shape, n > 1, as_numpy(given), read
            reason = reason or ModelError(
                f"{n} latent points gave {described(given)}, not {n} images"
            )
    tried = ", ".join(map(str, dict.fromkeys(shapes))) or "none"
    first = f" The first error: {' '.join(str(reason).split())[:200]}" if reason else ""
    raise ModelError(
        f"{foreign.name} decodes no latent point of the shapes tried ({tried}): give its number of "
        f"dimensions, or the shape of a latent point, as latent_dim (--latent-dim).{first}"
    ) from reason


def _stated_image(foreign: ForeignModel, given: NDArray[Any]) -> tuple[int, int, int] | None:
    size = prod(given.shape[1:])
    fitting = [shape for shape in foreign.image_shapes if prod(shape) == size and len(shape) == 3]
    return (fitting[0][0], fitting[0][1], fitting[0][2]) if fitting else None
