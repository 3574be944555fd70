"""Finding a stranger's shapes by trying: latent points, images, the range of their values.

What comes of it is a `Fitted`: the stranger's two functions in one form, points (n, d) to images
(n, c, h, w) and images to means and log-variances (n, d), whatever form its own have.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign_model import also_needed
from latentwalk.adoption.layouts import (
    Layout,
    from_channels_first,
    layout_of,
    reshaped,
    to_channels_first,
)
from latentwalk.adoption.results import (
    as_numpy,
    described,
    image_of,
    is_array,
    posterior_of,
    sampled_index,
)
from latentwalk.errors import ModelError
from latentwalk.folder.image import ImageSpec
from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign_model import ForeignModel

PROBES = 64
"""Latent points that are decoded to see what range the images' values have."""
MOST_VALUES = 2**24
"""Values that are decoded at one call."""
MOST_DIMENSIONS = 2**16
SLACK = 0.05
"""How far a range may be passed over by a decoder that does not end in a bounded function."""


@dataclass(frozen=True)
class Fitted:
    """A stranger whose shapes are known."""

    foreign: ForeignModel
    latent_shape: tuple[int, ...]
    """Of one latent point as the stranger takes it."""
    spec: ImageSpec
    """What its images are."""
    layout: Layout
    """Of the images that it decodes."""
    encode_layout: Layout | None
    """Of the images that it encodes; None where it cannot."""
    sampled: int | None = None
    """Which part of what its encoder gives is a sample, to be passed over."""
    variances: bool = False
    """Whether its encoder gives variances; points alone get the least variance that is stored."""
    batched: bool = True
    """Whether it takes more than one at a time."""
    fault: str = ""
    """Why its encoder cannot be used, where it has one."""
    doubt: str = ""
    """What may be otherwise than it was taken for."""

    @property
    def latent_dim(self) -> int:
        """d: the values of one latent point."""
        return prod(self.latent_shape)

    def decode_native(self, z: Any) -> Any:
        """Points (n, d) to images (n, c, h, w), in the stranger's own arrays; can be traced."""
        given = image_of(self.foreign.decode(z.reshape(-1, *self.latent_shape)))
        return to_channels_first(given, self.layout, self.spec.shape)

    def encode_native(self, images: Any) -> tuple[Any, Any]:
        """Images (n, c, h, w) to means and log-variances (n, d), in its own arrays."""
        assert self.foreign.encode is not None
        assert self.encode_layout is not None
        given = self.foreign.encode(from_channels_first(images, self.encode_layout))
        mean, logvar = posterior_of(given, self.latent_dim, self.sampled)
        mean = reshaped(mean, (-1, self.latent_dim))
        if logvar is None:
            return mean, mean * 0 - LOGVAR_BOUND
        return mean, reshaped(logvar, (-1, self.latent_dim))

    def decoder(self) -> Callable[[NDArray[np.float32]], Sequence[NDArray[np.float32]]]:
        """The decoder as a function of NumPy arrays: (n, d) to [(n, c, h, w)]."""
        return self._called(lambda z: (self.decode_native(z),))

    def encoder(self) -> Callable[[NDArray[np.float32]], Sequence[NDArray[np.float32]]]:
        """The encoder as a function of NumPy arrays: (n, c, h, w) to [mean, logvar]."""
        return self._called(self.encode_native)

    def _called(
        self, function: Callable[[Any], Sequence[Any]]
    ) -> Callable[[NDArray[np.float32]], Sequence[NDArray[np.float32]]]:
        framework = self.foreign.framework
        most = max(1, MOST_VALUES // prod(self.spec.shape)) if self.batched else 1
        lock = threading.Lock()  # a stranger's function need not bear two callers at once

        def call(inputs: NDArray[np.float32]) -> Sequence[NDArray[np.float32]]:
            pieces = []
            with lock:
                for start in range(0, len(inputs), most):
                    value = framework.native(np.ascontiguousarray(inputs[start : start + most]))
                    given = framework.call(function, value)
                    pieces.append([as_numpy(part).astype(np.float32) for part in given])
            return [np.concatenate(parts) for parts in zip(*pieces, strict=True)]

        return call


def fit(
    foreign: ForeignModel,
    *,
    latent_shape: tuple[int, ...] | None = None,
    image_shape: tuple[int, int, int] | None = None,
    values: tuple[float, float] | None = None,
    sample: NDArray[np.float32] | None = None,
    data_range: tuple[float, float] | None = None,
) -> Fitted:
    """Find a stranger's shapes by trying.

    Args:
        foreign: the model.
        latent_shape: of one latent point, where it is known.
        image_shape: (c, h, w), where it is known.
        values: the values of black and white, where they are known.
        sample: a few images (n, c, h, w) to try it with.
        data_range: the least and the largest value of the data, where those are the model's own.

    Raises:
        ModelError: it decodes no latent point that was tried, or not to images.
    """
    needed = also_needed(foreign.decode)
    if needed:
        raise ModelError(
            f"The decoder of {foreign.name} needs {', '.join(needed)} as well as latent points: "
            "fix them, as in decoder=lambda z: model.decode(z, ...)."
        )
    if sample is not None and image_shape is None:
        channels, height, width = sample.shape[1:]
        image_shape = (channels, height, width)
    if latent_shape is None:
        shapes = list(_latent_candidates(foreign, image_shape, sample))
    else:  # a generator's d dimensions are often a map of one point
        shapes = [latent_shape, *([(*latent_shape, 1, 1)] if len(latent_shape) == 1 else [])]
    shape, batched, given = _first_decoded(foreign, shapes)
    if (
        latent_shape is None
        and foreign.decode is foreign.module
        and given.size == given.shape[0] * prod(shape)
    ):
        raise ModelError(
            f"{foreign.name} takes as many values as it gives ({prod(shape)}): it seems to be a "
            "whole autoencoder, and not a decoder. Give its parts, as encoder= and decoder=."
        )
    layout, channels_first = layout_of(given, image_shape or _stated_image(foreign, given))
    rng = np.random.default_rng(0)
    trial = Fitted(
        foreign,
        shape,
        ImageSpec(*channels_first[1:], channels_first[0]),
        layout,
        None,
        batched=batched,
    )
    probes = rng.standard_normal((PROBES, prod(shape)), dtype=np.float32)
    images = np.concatenate([trial.decoder()(probe)[0] for probe in np.array_split(probes, 8)])
    if not np.isfinite(images).all():
        raise ModelError(
            f"The decoder of {foreign.name} gives NaN or infinity for points of the prior: its "
            "weights are damaged, or were never trained."
        )
    low, high = values or value_range(images, data_range)
    spec = ImageSpec(trial.spec.height, trial.spec.width, trial.spec.channels, low, high)
    fitted = Fitted(foreign, shape, spec, layout, None, batched=batched)
    if foreign.encode is None:
        return fitted
    return _with_encoder(fitted, images[:2] if sample is None else sample[:2])


def value_range(
    images: NDArray[np.float32], data: tuple[float, float] | None = None
) -> tuple[float, float]:
    """The values of black and white, by what is decoded and by the data, if there is any.

    Decoders that end in a sigmoid or a tanh tell it themselves. Others are judged by the data's
    range, or by the middle 98 % of what they decode.
    """
    low, high = float(images.min()), float(images.max())
    if data is not None and not -SLACK <= low <= high <= 1 + SLACK:
        low, high = data
    elif not -1 - SLACK <= low <= high <= 1 + SLACK:
        low, high = (float(edge) for edge in np.quantile(images, [0.01, 0.99]))
    if high > 16:
        return 0.0, 255.0
    return (-1.0, 1.0) if low < -SLACK else (0.0, 1.0)


def _latent_candidates(
    foreign: ForeignModel,
    image_shape: tuple[int, int, int] | None,
    sample: NDArray[np.float32] | None,
) -> Iterator[tuple[int, ...]]:
    """Shapes of a latent point: what the encoder gives, then what the model states."""
    images = [] if sample is None else [sample[:2]]
    shapes = [image_shape] if image_shape else foreign.image_shapes
    images += [np.full((2, *shape), 0.5, np.float32) for shape in shapes]
    for image in images if foreign.encode is not None else ():
        for layout in ("nchw", "nhwc", "flat", "nhw"):
            try:
                given = _encoded(foreign, image, layout)
                shape = tuple(map(int, posterior_of(given).mean.shape[1:]))
            except Exception:  # a layout that it does not take
                continue
            if 0 < prod(shape) <= MOST_DIMENSIONS:
                yield shape
                if shape[0] % 2 == 0:  # perhaps means and log-variances, one after the other
                    yield (shape[0] // 2, *shape[1:])
    yield from foreign.latent_shapes


def _first_decoded(
    foreign: ForeignModel, shapes: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], bool, Any]:
    """The first shape that is decoded to images, whether two at once are, and the result."""
    reason: BaseException | None = None
    for shape in dict.fromkeys(shapes):
        for n in (2, 1):
            z = np.random.default_rng(0).standard_normal((n, *shape), dtype=np.float32)
            framework = foreign.framework
            try:
                given = image_of(framework.call(foreign.decode, framework.native(z)))
            except Exception as error:  # whatever a stranger's function raises
                reason = reason or error
                continue
            if int(given.shape[0]) == n:
                return shape, n > 1, as_numpy(given)
            reason = reason or ModelError(
                f"{n} latent points gave {described(given)}, not {n} images"
            )
    tried = ", ".join(map(str, dict.fromkeys(shapes))) or "none"
    told = f" The first said: {' '.join(str(reason).split())[:200]}" if reason is not None else ""
    raise ModelError(
        f"{foreign.name} decodes no latent point of the shapes that were tried ({tried}); give "
        f"its number of dimensions as latent_dim (--latent-dim), or its shape.{told}"
    ) from reason


def _stated_image(foreign: ForeignModel, given: NDArray[Any]) -> tuple[int, int, int] | None:
    size = prod(given.shape[1:])
    fitting = [shape for shape in foreign.image_shapes if prod(shape) == size and len(shape) == 3]
    return (fitting[0][0], fitting[0][1], fitting[0][2]) if fitting else None


def _with_encoder(fitted: Fitted, images: NDArray[np.float32]) -> Fitted:
    """The same with what is found of its encoder: the layout that it takes, and what it gives."""
    foreign = fitted.foreign
    needed = also_needed(foreign.encode)
    reason = f"it needs {', '.join(needed)} as well as images" if needed else ""
    order: list[Layout] = [fitted.layout, "nchw", "flat", "nhwc", "nhw"]
    for candidate in () if needed else dict.fromkeys(order):
        try:
            given = _encoded(foreign, images, candidate)
            again = _encoded(foreign, images, candidate)
            sampled = None if is_array(given) else sampled_index(given, again)
            mean, logvar = posterior_of(given, fitted.latent_dim, sampled)
            size = prod(mean.shape[1:])
            if size == fitted.latent_dim and len(mean) == len(images):
                return replace(
                    fitted,
                    encode_layout=candidate,
                    sampled=sampled,
                    variances=logvar is not None,
                    doubt=_doubt(given, logvar),
                )
            came = f"it gives {size} values an image, the decoder takes {fitted.latent_dim}"
        except Exception as error:  # a layout that it does not take
            came = " ".join(str(error).split())[:200].rstrip(".")
        reason = reason or came
    if foreign.must_encode:
        raise ModelError(f"The encoder of {foreign.name} cannot be used: {reason}.")
    return replace(fitted, fault=reason)


def _doubt(given: Any, logvar: Any) -> str:
    """A remark, where what was taken for log-variances may be deviations or variances."""
    unnamed = isinstance(given, (list, tuple)) and not hasattr(given, "_fields")
    if logvar is None or not unnamed or not (as_numpy(logvar) > 0).all():
        return ""
    return (
        "Its second output is taken for log-variances, but is positive throughout: if it is a "
        "standard deviation or a variance, give encoder=lambda x: ..., with its logarithm"
    )


def _encoded(foreign: ForeignModel, images: NDArray[np.float32], layout: Layout) -> Any:
    assert foreign.encode is not None
    framework = foreign.framework
    value = framework.native(np.ascontiguousarray(from_channels_first(images, layout)))
    return framework.call(foreign.encode, value)
