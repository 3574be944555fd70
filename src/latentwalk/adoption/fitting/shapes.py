"""Finding a foreign model's shapes by trying: latent points and samples."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.fitting import hints
from latentwalk.adoption.fitting.calls import first_call
from latentwalk.adoption.fitting.encoders import with_encoder
from latentwalk.adoption.fitting.fitted import Fitted
from latentwalk.adoption.fitting.kinds import kind_of
from latentwalk.adoption.fitting.layouts import encoded, layout_of, layouts_of, to_channels_first
from latentwalk.adoption.fitting.samples import of_samples
from latentwalk.adoption.foreign.arrangements import arranged, arrangements_of
from latentwalk.adoption.foreign.arrays import is_array
from latentwalk.adoption.foreign.model import LATENT, also_needed, stated
from latentwalk.adoption.foreign.posteriors import latent_arrays, posterior_reader
from latentwalk.adoption.foreign.samples import Known
from latentwalk.errors import ModelError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.image import ImageSpec, with_alpha

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.calls import Call
    from latentwalk.adoption.fitting.layouts import Layout
    from latentwalk.adoption.foreign.forms import Form
    from latentwalk.adoption.foreign.model import ForeignModel

MAX_DIMENSIONS = 2**16
NOTHING = Known()


def fit(
    foreign: ForeignModel,
    *,
    latent_shape: tuple[int, ...] | None = None,
    image_shape: tuple[int, int, int] | None = None,
    form: Form | None = None,
    sample: NDArray[np.float32] | None = None,
    known: Known = NOTHING,
) -> Fitted:
    """Find a foreign model's shapes and layouts by trying; its samples are as they are decoded.

    Args:
        foreign: the model.
        latent_shape: the shape of one latent point, if known.
        image_shape: (c, h, w), if known.
        form: the encoder's outputs, if known.
        sample: a few images (n, c, h, w) to try it with.
        known: what options and data say about samples of any kind.

    Raises:
        ModelError: it decodes no latent point that was tried, or neither to images nor to samples
            of another kind.
        DataError: the data have another shape than its samples.
    """
    needed = also_needed(foreign.decode)
    if needed:
        raise ModelError(hints.for_arguments(foreign.name, foreign.decode, needed))
    if sample is not None and image_shape is None:
        channels, height, width = sample.shape[1:]
        image_shape = (channels, height, width)
    if latent_shape is None:
        shapes = list(_latent_candidates(foreign, image_shape, sample, known))
    else:  # a generator often takes its d dimensions as a map of one pixel
        shapes = [latent_shape, *([(*latent_shape, 1, 1)] if len(latent_shape) == 1 else [])]
    call = first_call(foreign, shapes, image_shape, latent_shape is not None)
    size, shape = call.images[0].size, call.shape
    decision = kind_of(foreign, call.images, known)
    alone = foreign.decode is foreign.module or (foreign.onnx is not None and not foreign.encode)
    if alone and size == prod(shape) and latent_shape is None:
        raise ModelError(hints.for_whole(foreign, prod(shape)))
    call = replace(call, remarks=(*call.remarks, *_stated_dimensions(foreign, shape, latent_shape)))
    if decision.kind == "image":
        call = replace(call, remarks=(*call.remarks, *filter(None, [decision.remark])))
        found = _of_images(foreign, call, image_shape or _stated_image(foreign, call.images))
        if sample is not None and sample.shape[1] == found.image.colours < found.image.channels:
            sample = with_alpha(sample, 1, 1)
    else:
        found = of_samples(foreign, call, decision, known)
        sample = None if known.rows is None else _at_least_two(arranged(known.rows, found.spec))
    if foreign.encode is None and not found.traceable:
        return found
    trial = np.nan_to_num(found.decoder()(np.zeros((2, found.latent_dim), np.float32))[0])
    return with_encoder(found, trial if sample is None else sample, form)


def _of_images(foreign: ForeignModel, call: Call, image: tuple[int, int, int] | None) -> Fitted:
    """A decoder of images, without its encoder.

    Raises:
        ModelError: it does not return images, or not of the known shape.
    """
    shape, given, read, decode = call.shape, call.images, call.read, call.foreign.decode
    layout, channels_first = layout_of(given, image)
    channels, height, width = channels_first

    def decode_native(z: Any) -> Any:
        return to_channels_first(read(decode(z.reshape(-1, *shape))), layout, channels_first)

    return Fitted(
        foreign,
        shape,
        ImageSpec(height, width, channels, 0.0, 1.0),
        decode_native,
        layout=layout,
        batched=call.batched,
        remarks=call.remarks,
    )


def _at_least_two(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two samples or more: some layers take a single one as a sample without a batch axis."""
    return np.repeat(samples, 2, axis=0) if len(samples) == 1 else samples


def _stated_dimensions(
    foreign: ForeignModel, shape: tuple[int, ...], given: tuple[int, ...] | None
) -> Iterator[str]:
    """A remark if the model states fewer dimensions than its decoder takes."""
    if given is not None or foreign.module is None:
        return
    sizes = [size for size in stated(foreign.module, LATENT) if isinstance(size, int)]
    if sizes and len(shape) == 1 and shape[0] > sizes[0]:
        yield (
            f"It states {sizes[0]} latent dimensions, but its decoder takes {shape[0]}: the other "
            f"{shape[0] - sizes[0]} may be a condition, such as a class. If so, declare it: "
            "conditions={'label': [...]} with its values (--condition label=...)"
        )


def _latent_candidates(
    foreign: ForeignModel,
    image_shape: tuple[int, int, int] | None,
    sample: NDArray[np.float32] | None,
    known: Known,
) -> Iterator[tuple[int, ...]]:
    """Shapes of a latent point: what the encoder returns, then what the model states."""
    images = [] if sample is None else [sample[:2]]
    shapes = [image_shape] if image_shape else foreign.image_shapes
    images += [np.full((2, *shape), 0.5, np.float32) for shape in shapes]
    if known.kind in {None, "image"}:
        usual: tuple[Layout, ...] = ("nchw", "nhwc", "flat", "nhw")
        yield from _code_shapes(foreign, ((image, one) for image in images for one in usual))
        yield from foreign.latent_shapes
    if known.rows is not None and known.kind != "image":
        yield from _code_shapes(foreign, _samples_to_try(known, known.rows[:2]))
    if known.kind not in {None, "image"}:
        yield from foreign.latent_shapes


def _samples_to_try(
    known: Known, rows: NDArray[Any]
) -> Iterator[tuple[NDArray[np.float32], Layout]]:
    """Samples of the data in the layouts that an encoder may take."""
    if rows.dtype.kind != "U":
        samples = _at_least_two(rows.astype(np.float32))
        yield from ((samples, one) for one in arrangements_of(known.sides))
    if known.kind == "categories" and known.names and rows.ndim < 3:
        spec = CategoriesSpec(rows.shape[-1], known.names)
        if rows.ndim == 1:
            longest = max(len(spec.symbols_in(text)) for text in rows.tolist())
            spec = replace(spec, length=max(1, longest))
        one_hot = _at_least_two(spec.accepted(rows))
        yield from ((one_hot, one) for one in layouts_of(spec))


def _code_shapes(
    foreign: ForeignModel, tried: Iterable[tuple[NDArray[np.float32], Layout]]
) -> Iterator[tuple[int, ...]]:
    """The shapes of codes of some samples, each in a layout that the encoder may take."""
    for samples, layout in tried if foreign.encode is not None else ():
        try:
            given = encoded(foreign, samples, layout)
            parts = [posterior_reader(given)(given).mean]
            parts += [] if is_array(given) else [read(given) for read in latent_arrays(given)]
            shapes = [tuple(map(int, part.shape[1:])) for part in parts]
        except Exception:  # a layout that it does not take
            continue
        for shape in dict.fromkeys(shapes):
            if shape and 0 < prod(shape) <= MAX_DIMENSIONS:
                yield shape
                if shape[0] % 2 == 0:  # perhaps means and log-variances in one array
                    yield (shape[0] // 2, *shape[1:])


def _stated_image(foreign: ForeignModel, given: NDArray[Any]) -> tuple[int, int, int] | None:
    size = prod(given.shape[1:])
    fitting = [shape for shape in foreign.image_shapes if prod(shape) == size and len(shape) == 3]
    return (fitting[0][0], fitting[0][1], fitting[0][2]) if fitting else None
