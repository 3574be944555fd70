"""ONNX networks with the inputs and outputs of a model folder."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.adoption.conditioning.entry import Entry
from latentwalk.adoption.export.conditions import numbers_for
from latentwalk.adoption.export.graphs import versions
from latentwalk.adoption.export.scans import one_at_a_time
from latentwalk.adoption.formats.onnx_batches import Batches
from latentwalk.errors import LatentwalkError, MissingError, ModelError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.infer.engine import OnnxEngine, load_session

if TYPE_CHECKING:
    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.infer.engine import Network

Ends: TypeAlias = "tuple[tuple[int, ...], list[tuple[int, ...]]]"
"""The shape of a network's input, and those of its outputs, without their batch axes."""


def files_of(
    decoder: bytes, encoder: bytes | None, fitted: Fitted
) -> tuple[dict[str, bytes], list[str]]:
    """The networks for a model folder, unchanged or with a few nodes added around them.

    Returns:
        The files, and a message for each network that cannot be written.
    """
    d: tuple[int, ...] = (fitted.latent_dim,)
    image: tuple[int, ...] = fitted.spec.shape
    files: dict[str, bytes] = {}
    reasons: list[str] = []
    foreign = fitted.foreign
    jobs: list[tuple[str, bytes | None, Ends, Network | None, Any]] = [
        (DECODER, decoder, (d, [image]), fitted.decoder(), foreign.decode),
        (ENCODER, encoder, (image, [d, d]), fitted.encoder(), foreign.encode),
    ]
    for name, content, ends, network, function in jobs:
        if content is None or network is None:
            continue
        try:
            if isinstance(function, Entry):
                content = _conditional(content, function, fitted)
            files[name] = _plain(content, name, ends, network, fitted)
        except LatentwalkError as error:
            reasons.append(f"{name} cannot be written: {error}")
    return files, reasons


def _conditional(content: bytes, entry: Entry, fitted: Fitted) -> bytes:
    """A network with its conditions as further inputs.

    Raises:
        MissingError: onnx is not installed.
    """
    if importlib.util.find_spec("onnx") is None:
        raise MissingError("its conditions need onnx: pip install onnx.")
    from latentwalk.adoption.export.condition_inputs import with_condition_inputs

    return with_condition_inputs(content, entry, fitted.conditions)


def _for_each(content: bytes, name: str, fitted: Fitted, ends: Ends) -> bytes | None:
    """A network of a fixed batch size as one of any size; None if it is one already."""
    session = load_session(content, name)
    batches = Batches.of(session)
    if batches.size is None or fitted.conditions or importlib.util.find_spec("onnx") is None:
        return None
    if not all(batches.shape):
        batches = replace(batches, shape=fitted.latent_shape if name == DECODER else ends[0])
    results = batches.run(session, np.zeros((1, *batches.shape), np.float32))
    return one_at_a_time(content, batches, [one.shape[1:] for one in results])


def _plain(content: bytes, name: str, ends: Ends, network: Network, fitted: Fitted) -> bytes:
    """The network with the inputs and outputs of a model folder.

    Raises:
        LatentwalkError: it has others, and cannot be converted.
    """
    rng = np.random.default_rng(1)
    inputs = [rng.random((3, *ends[0]), dtype=np.float32)]
    if name == DECODER or fitted.conditional_encoder:
        inputs += numbers_for(fitted.conditions, 3, rng)
    shapes = [ends[0], *(one.shape[1:] for one in inputs[1:])]
    expected = network(*inputs)
    reasons: list[str] = []
    each = _for_each(content, name, fitted, ends)
    whole = versions(content, name, fitted)
    for version in whole if each is None else chain(whole, versions(each, name, fitted)):
        try:
            plain = version()
            given = OnnxEngine(plain, name, shapes, ends[1])(*inputs)
            scale = max(1.0, *(float(np.abs(part).max()) for part in expected))
            if all(
                np.allclose(a, b, atol=1e-4 * scale) for a, b in zip(given, expected, strict=True)
            ):
                return plain
            reasons.append("it decodes a batch to other images than single points")
        except LatentwalkError as error:
            reasons.append(str(error))
    raise ModelError(reasons[-1])
