"""Finding how a foreign decoder is called: with which shape, a batch, a list, or single points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.fitting import hints
from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.results import described, expected_level, image_reader
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.foreign.results import Reader


@dataclass(frozen=True)
class Call:
    """A way to call a decoder that was tried and returns images."""

    foreign: ForeignModel
    """The model, whose `decode` takes a batch of points (n, *shape)."""
    shape: tuple[int, ...]
    """The shape of a latent point."""
    batched: bool
    """Whether it takes more than one point per call."""
    images: NDArray[Any]
    """The images of a few points, (n, ...)."""
    read: Reader
    """Takes the images out of what it returns."""
    remarks: tuple[str, ...] = ()
    """Assumptions, as sentences without their full stops."""


def first_call(
    foreign: ForeignModel,
    shapes: Sequence[tuple[int, ...]],
    image: tuple[int, int, int] | None,
    given: bool,
) -> Call:
    """The first way to call a decoder that returns images, or samples of another kind.

    Args:
        foreign: the model.
        shapes: shapes of a latent point to try.
        image: (c, h, w), if known: a shape whose images have it is preferred.
        given: whether the user gave the shape of a latent point.

    Raises:
        ModelError: none does.
    """
    reason: BaseException | None = None
    other: Call | None = None
    for way in (_batch, _list, _each):
        for shape in dict.fromkeys(shapes):
            for n in (2, 1) if way is _batch else (2,):
                try:
                    found = way(foreign, shape, n)
                except Exception as error:  # whatever a foreign function raises
                    reason = reason or error
                    continue
                if image is None or _fits(found.images, image):
                    return _without_noise(found)
                other = other or found
                break
        if other is not None:
            return _without_noise(other)
    tried = ", ".join(map(str, dict.fromkeys(shapes))) or "none"
    text = " ".join(str(reason).split())[:200] if reason else ""
    raise ModelError(hints.for_shapes(foreign, tried, text, given)) from reason


def _batch(foreign: ForeignModel, shape: tuple[int, ...], n: int) -> Call:
    """Points in one array, as most decoders take them."""
    result = foreign.framework.call(foreign.decode, _points(foreign, n, shape))
    read = image_reader(result)
    given = read(result)
    if int(given.shape[0]) != n:
        raise ModelError(f"{n} latent points gave {described(given)}, not {n} images")
    remarks: tuple[str, ...] = ()
    if read is expected_level:
        levels = int(result.probs.shape[-1])
        remarks = (
            f"Its decoder returns a categorical distribution over {levels} grey levels: the "
            "expected level is shown",
        )
    return Call(foreign, shape, n > 1, as_numpy(given), read, remarks)


def _list(foreign: ForeignModel, shape: tuple[int, ...], n: int) -> Call:
    """Points in a list of arrays, as StyleGAN's generators take their styles."""
    decode = foreign.decode
    listed = replace(foreign, decode=lambda z: decode([z]))
    found = _batch(listed, shape, n)
    if found.images[0].size < 4:  # the list was taken as a batch
        raise ModelError("it takes no list of points")
    remark = "Its decoder takes a list of styles: it is given one"
    return replace(found, remarks=(*found.remarks, remark))


def _each(foreign: ForeignModel, shape: tuple[int, ...], n: int) -> Call:
    """Single points without a batch axis."""
    decode = foreign.decode
    single = foreign.framework.call(decode, _points(foreign, 1, shape)[0])
    read = image_reader(single)
    if not 0 < len(read(single).shape) < 5:
        raise ModelError(f"one latent point gave {described(read(single))}, not an image")

    def every(z: Any) -> Any:
        return _stacked([read(decode(z[i])) for i in range(int(z.shape[0]))])

    found = _batch(replace(foreign, decode=every), shape, n)
    remark = "Its decoder takes points without a batch axis: they are decoded one at a time"
    return replace(found, batched=False, remarks=(*found.remarks, remark))


def _without_noise(call: Call) -> Call:
    """The call with the noise of its decoder set to zero, if it draws any."""
    foreign = call.foreign
    points = _points(foreign, len(call.images), call.shape)

    def images(model: ForeignModel) -> NDArray[Any]:
        return as_numpy(call.read(model.framework.call(model.decode, points)))

    if np.array_equal(images(foreign), call.images, equal_nan=True):
        return call
    if foreign.module is not None:
        from latentwalk.adoption.fitting.noise import FixedNoise

        decode = foreign.decode

        def steady(z: Any) -> Any:
            with FixedNoise(0.0):
                return decode(z)

        fixed = replace(foreign, decode=steady)
        if np.array_equal(images(fixed), images(fixed), equal_nan=True):
            remark = "Its decoder adds noise, which is set to zero"
            return replace(call, foreign=fixed, remarks=(*call.remarks, remark))
    remark = (
        "Its decoder returns other images at each call for the same point. Give decoder= with its "
        "noise fixed to avoid that"
    )
    return replace(call, remarks=(*call.remarks, remark))


def _fits(images: NDArray[Any], image: tuple[int, int, int]) -> bool:
    """Whether decoded images have a known shape, perhaps with an alpha channel."""
    size = prod(images.shape[1:])
    return size in {prod(image), 4 * prod(image[1:])}


def _points(foreign: ForeignModel, n: int, shape: tuple[int, ...]) -> Any:
    z = np.random.default_rng(0).standard_normal((n, *shape), dtype=np.float32)
    return foreign.framework.native(z)


def _stacked(images: list[Any]) -> Any:
    """Arrays of any framework with a batch axis."""
    if not is_array(images[0]) or not hasattr(images[0], "detach"):
        return np.stack([as_numpy(one) for one in images])
    import torch

    return torch.stack(images)
