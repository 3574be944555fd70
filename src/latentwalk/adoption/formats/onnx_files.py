"""Opens ONNX decoders, with or without an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.foreign.model import ForeignModel
from latentwalk.adoption.formats.onnx_batches import Batches
from latentwalk.adoption.formats.onnx_inputs import PRECISIONS, OnnxFunction, main_input
from latentwalk.adoption.formats.onnx_noise import without_noise
from latentwalk.adoption.formats.onnx_tensors import as_float32
from latentwalk.errors import FolderError, LatentwalkError, ModelError
from latentwalk.infer.engine import load_session, run_session

if TYPE_CHECKING:
    from collections.abc import Iterator


HALF_PRECISION = 2e-2
"""How far a network in half precision may differ, as a share of its largest value."""
SIDE, SIDES = 8, (8, 1, 4, 7, 16, 32, 64)
"""Rows and columns to try where a network takes any number."""


def from_onnx(decoder: bytes, name: str, encoder: bytes | None = None) -> ForeignModel:
    """Take ONNX networks, run by ONNX Runtime on the CPU.

    Raises:
        MissingError: a network may draw random numbers, and the package onnx is not installed.
        ModelError: a network cannot be run.
    """
    given = {"decoder": decoder} | ({} if encoder is None else {"encoder": encoder})
    networks, remarks = {}, []
    for part, content in given.items():
        title = f"The {part} of {name}"
        quiet, drawing = without_noise(content, title)
        networks[part] = _network(quiet, title)
        if quiet is not content:
            remarks.append(f"Noise that its {part} draws is set to its mean")
        if drawing:
            remarks.append(
                f"Its {part} draws random numbers ({', '.join(drawing)}), so its results differ "
                "between calls: export it without them"
            )
    first, second = networks["decoder"], networks.get("encoder")
    image = second.shape if second is not None else ()
    precision = first.precision or (second.precision if second is not None else "")
    if precision:
        remarks.append(f"Its networks are {precision} and are converted to float32")
    if not all(first.shape):
        shape = " x ".join(str(side or "any") for side in first.shape)
        remarks.append(
            f"Its decoder takes latent points of {shape}: the first size that fits is used. Give "
            "latent_dim= (--latent-dim) for another"
        )
    return ForeignModel(
        name=name,
        decode=first.call,
        encode=None if second is None else second.call,
        latent_shapes=tuple(_completed(first.shape)),
        image_shapes=(image,) if image and all(image) else (),
        onnx=(first.content, None if second is None else second.content),
        remark=". ".join(remarks),
        must_encode=encoder is not None,
    )


class _Network(NamedTuple):
    """An ONNX network as a function of one array."""

    call: OnnxFunction
    shape: tuple[int, ...]
    """The shape of its input without the batch axis; 0 for a side of any length."""
    content: bytes
    """The file, in single precision."""
    precision: str
    """The precision that it had, if it was another."""


def _network(content: bytes, name: str) -> _Network:
    """A network in single precision.

    Raises:
        ModelError: it cannot be run or converted, or takes no floats.
    """
    try:
        session = load_session(content, name)
    except FolderError as error:
        raise ModelError(str(error)) from error
    precision = PRECISIONS.get(main_input(session, name).type, "")
    if precision:
        try:
            content = as_float32(content)
            single = load_session(content, name)
        except LatentwalkError as error:
            raise ModelError(f"{name} cannot be converted to float32: {error}") from error
        if len(session.get_inputs()) == 1:
            _check_precision(single, session, name)
        session = single
    batches = Batches.of(session, main_input(session, name))
    return _Network(OnnxFunction(session, batches), batches.shape, content, precision)


def _check_precision(single: Any, other: Any, name: str) -> None:
    """Raise ModelError if a converted network differs from the original beyond its precision."""
    first, *sides = (side if isinstance(side, int) else 0 for side in single.get_inputs()[0].shape)
    shape = (first or 1, *(side or SIDE for side in sides))
    probe = np.random.default_rng(0).random(shape, dtype=np.float32)
    dtype = {"float16": np.float16, "float64": np.float64}[PRECISIONS[other.get_inputs()[0].type]]
    try:
        theirs = run_session(other, {other.get_inputs()[0].name: probe.astype(dtype)})
        ours = run_session(single, {single.get_inputs()[0].name: probe})
    except Exception:  # a shape that it does not take is found later
        return
    for one, two in zip(ours, theirs, strict=True):
        gap = float(np.abs(one - two.astype(np.float32)).max()) / max(1.0, float(np.abs(one).max()))
        if not gap <= HALF_PRECISION:
            raise ModelError(f"{name} differs by {gap:.1e} after its conversion to float32.")


def _completed(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Shapes with sides instead of those of any length."""
    if not shape:
        return
    if all(shape):
        yield shape
        return
    for side in SIDES:
        yield tuple(known or side for known in shape)
