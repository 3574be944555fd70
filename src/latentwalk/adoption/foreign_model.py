"""A foreign: somebody else's model as it was found, before anything is known of its shapes."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

DECODERS = ("decode", "decoder")
"""Names under which a model has its decoder, the surest first: a method does what comes before
and after the module of the same name."""
GENERATORS = ("generator", "netG", "G", "synthesis")
"""Names under which a model that cannot be called has a generator."""
ENCODERS = ("encode", "encoder", "recognition", "inference")
LATENT = ("latent_dim", "latent_size", "latent_dims", "n_latent", "z_dim", "zdim", "dim_z", "nz")
"""Names under which a model, or its settings, says how many latent dimensions it has."""
IMAGE = ("input_dim", "image_shape", "img_shape", "input_shape", "image_size", "sample_size")
SETTINGS = ("config", "model_config", "hparams", "cfg", "args")


class Framework(Protocol):
    """How arrays get into a stranger's functions."""

    def native(self, array: NDArray[np.float32]) -> Any:
        """An array as the functions take it, on their device."""

    def call(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Call a function as for use: without gradients, without dropout."""


class Plain:
    """Functions that take NumPy arrays, as JAX, Keras and plain Python do."""

    def native(self, array: NDArray[np.float32]) -> Any:
        """The array itself."""
        return array

    def call(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Call it."""
        return function(value)


@dataclass(frozen=True)
class ForeignModel:
    """Somebody else's model: two functions and what it says of itself."""

    name: str
    """What to call it."""
    decode: Callable[[Any], Any]
    """Latent points to whatever it gives for them."""
    encode: Callable[[Any], Any] | None = None
    """Images to whatever it gives for them; None where it can only decode."""
    framework: Framework = field(default_factory=Plain)
    """How arrays get into both."""
    latent_shapes: tuple[tuple[int, ...], ...] = ()
    """Shapes that a latent point may have, the likeliest first."""
    image_shapes: tuple[tuple[int, ...], ...] = ()
    """Shapes that an image may have, channels first, the likeliest first."""
    module: Any = None
    """The torch module that both belong to, where there is one: it may be exported."""
    onnx: tuple[bytes, bytes | None] | None = None
    """The decoder and the encoder as ONNX files, where they are such."""
    source: str = ""
    """The file or folder that it comes from, if it comes from one."""
    remark: str = ""
    """What the user should know about how it was opened, as a sentence."""
    must_encode: bool = False
    """Whether a person named the encoder, so that one which cannot be used is an error."""


def functions_of(model: Any) -> tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]:
    """The decoder and the encoder that an object has, or that it is.

    Raises:
        ModelError: it has an encoder but no decoder, or is nothing that can be called.
    """
    kind = type(model).__name__
    if isinstance(model, type):
        raise ModelError(
            f"{model.__name__} is a class: make a model of it first, as {model.__name__}()."
        )
    if isinstance(model, Mapping):
        raise ModelError(
            f"A model is wanted, got {kind}. If it holds weights, load them into their class "
            "first (on the command line, --model names it)."
        )
    decode, encode = _callable(model, DECODERS), _callable(model, ENCODERS)
    if decode is None and not _runs(model):
        decode = _callable(model, GENERATORS)
    if decode is None and encode is not None:
        raise ModelError(
            f"{kind} has an encoder but no decoder under {', '.join(DECODERS)}; "
            "give it as decoder=."
        )
    if decode is None and not _runs(model):
        raise ModelError(
            "A model is a module with decode or decoder, a function of latent points, a file or a "
            f"folder, got {kind}; or give encoder= and decoder=."
        )
    return decode or model, encode


def also_needed(function: Any) -> list[str]:
    """The arguments that a function needs besides its first."""
    try:
        parameters = inspect.signature(getattr(function, "forward", function)).parameters.values()
    except (TypeError, ValueError):  # a builtin, a compiled one
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [one.name for one in parameters if one.default is one.empty and one.kind in kinds]
    return needed[1:]


def _runs(model: Any) -> bool:
    """Whether it can be called; a torch module without a `forward` of its own cannot."""
    forward = getattr(type(model), "forward", None)
    return callable(model) and getattr(forward, "__name__", "") != "_forward_unimplemented"


def stated(model: Any, names: tuple[str, ...]) -> list[int | tuple[int, ...]]:
    """What a model's settings, or it itself, say under some names, in the order of the names."""
    places = [*(getattr(model, name, None) for name in SETTINGS), model]
    found: list[int | tuple[int, ...]] = []
    for name in names:
        for place in places:
            value = _looked_up(place, name)
            if _is_size(value):
                found.append(value)
            elif isinstance(value, (tuple, list)) and value and all(map(_is_size, value)):
                found.append(tuple(value))
    return found


def _looked_up(place: Any, name: str) -> Any:
    if isinstance(place, Mapping):
        return place.get(name)
    try:
        with warnings.catch_warnings():  # some libraries warn of names that they know elsewhere
            warnings.simplefilter("ignore")
            return getattr(place, name, None)
    except Exception:  # a property of a stranger's may raise anything
        return None


def _is_size(value: Any) -> bool:
    return type(value) is int and value > 0


def _callable(model: Any, names: tuple[str, ...]) -> Callable[[Any], Any] | None:
    for name in names:
        part = getattr(model, name, None)
        if callable(part) and not isinstance(part, type):
            function: Callable[[Any], Any] = part
            return function
    return None
