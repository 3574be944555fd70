"""Opens ONNX decoders, with or without an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.adoption.foreign_model import ForeignModel
from latentwalk.adoption.onnx_graphs import wrapped_network
from latentwalk.errors import FolderError, LatentwalkError, ModelError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.infer.engine import OnnxEngine, load_session, run_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted
    from latentwalk.infer.engine import Network


def from_onnx(decoder: bytes, name: str, encoder: bytes | None = None) -> ForeignModel:
    """Take ONNX networks, run by ONNX Runtime on the CPU.

    Raises:
        ModelError: a network cannot be run, or has more than one input.
    """
    decode, shape = _network(decoder, f"The decoder of {name}")
    encode = None
    images: tuple[tuple[int, ...], ...] = ()
    if encoder is not None:
        encode, image = _network(encoder, f"The encoder of {name}")
        images = (image,) if all(image) else ()
    latent = (shape,) if shape and all(shape) else ()
    return ForeignModel(
        name=name,
        decode=decode,
        encode=encode,
        latent_shapes=latent,
        image_shapes=images,
        onnx=(decoder, encoder),
        must_encode=encoder is not None,
    )


def _network(
    content: bytes, name: str
) -> tuple[Callable[[NDArray[np.float32]], Any], tuple[int, ...]]:
    """A network as a function of one array, and the shape of its input without the batch axis."""
    try:
        session = load_session(content, name)
    except FolderError as error:
        raise ModelError(str(error)) from error
    inputs = session.get_inputs()
    if len(inputs) != 1:
        listed = ", ".join(f"{one.name} {one.shape}" for one in inputs)
        raise ModelError(
            f"{name} must have one input, an array of points or images; it has {listed}."
        )
    if inputs[0].type != "tensor(float)":
        raise ModelError(f"{name} must take 32-bit floats, it takes {inputs[0].type}.")
    entry, outputs = inputs[0].name, [output.name for output in session.get_outputs()]
    sides = [side if isinstance(side, int) else 0 for side in inputs[0].shape[1:]]

    def call(value: NDArray[np.float32]) -> Any:
        results = run_session(session, {entry: value})
        return results[0] if len(results) == 1 else dict(zip(outputs, results, strict=True))

    return call, tuple(sides)


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
    jobs: list[tuple[str, bytes | None, Ends, Network | None]] = [
        (DECODER, decoder, (d, [image]), fitted.decoder()),
        (ENCODER, encoder, (image, [d, d]), fitted.encoder()),
    ]
    for name, content, ends, network in jobs:
        if content is None or network is None:
            continue
        try:
            files[name] = _plain(content, name, ends, network, fitted)
        except LatentwalkError as error:
            reasons.append(f"{name} cannot be written: {error}")
    return files, reasons


Ends: TypeAlias = "tuple[tuple[int, ...], list[tuple[int, ...]]]"


def _plain(content: bytes, name: str, ends: Ends, network: Network, fitted: Fitted) -> bytes:
    """The network with the inputs and outputs of a model folder.

    Raises:
        LatentwalkError: it has others, and cannot be converted.
    """
    inputs = np.random.default_rng(1).random((3, *ends[0]), dtype=np.float32)
    expected = network(inputs)
    for wrapped in (False, True):
        try:
            plain = wrapped_network(content, name, fitted) if wrapped else content
            given = OnnxEngine(plain, name, *ends)(inputs)
            if all(np.allclose(a, b, atol=1e-4) for a, b in zip(given, expected, strict=True)):
                return plain
            reason = "it decodes a batch to other images than single points"
        except LatentwalkError as error:
            reason = str(error)
    raise ModelError(reason)
