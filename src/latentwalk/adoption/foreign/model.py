"""`ForeignModel`: a foreign model as it was found, before its shapes are known."""

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

    from latentwalk.adoption.foreign.forms import Form
    from latentwalk.adoption.foreign.held import Held
    from latentwalk.adoption.foreign.levels import Levels
    from latentwalk.conditions.condition import Condition

DECODERS = ("decode", "decoder")
"""Attributes that may be a decoder, the most certain first: a method includes what happens before
and after the module of the same name."""
GENERATORS = ("generator", "netG", "G", "synthesis")
"""Attributes that may be a generator, for models that cannot be called."""
ENCODERS = ("encode", "encoder", "recognition", "inference")
LATENT = ("latent_dim", "latent_size", "latent_dims", "n_latent", "z_dim", "zdim", "dim_z", "nz")
"""Attributes of a model or its settings that may be its number of latent dimensions."""
IMAGE = ("input_dim", "image_shape", "img_shape", "input_shape", "image_size", "sample_size")
SETTINGS = ("config", "model_config", "hparams", "cfg", "args")


class Framework(Protocol):
    """Passes arrays to foreign functions."""

    def native(self, array: NDArray[np.float32]) -> Any:
        """Convert an array to the functions' type, on their device."""

    def call(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Call a function for inference: without gradients and dropout."""


class Plain:
    """Functions of NumPy arrays, as in JAX, Keras and plain Python."""

    def native(self, array: NDArray[np.float32]) -> Any:
        """Return the array itself."""
        return array

    def call(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Call the function."""
        return function(value)


@dataclass(frozen=True)
class ForeignModel:
    """A foreign model: two functions, and what it states about itself."""

    name: str
    """The model's name."""
    decode: Callable[[Any], Any]
    """Maps latent points to a result that contains images."""
    encode: Callable[[Any], Any] | None = None
    """Maps images to a result that contains posteriors; None without an encoder."""
    framework: Framework = field(default_factory=Plain)
    """Passes arrays to both."""
    latent_shapes: tuple[tuple[int, ...], ...] = ()
    """Possible shapes of a latent point, the most likely first."""
    image_shapes: tuple[tuple[int, ...], ...] = ()
    """Possible shapes of an image, channels first, the most likely first."""
    module: Any = None
    """The torch module of both, if there is one; it may be exported."""
    onnx: tuple[bytes, bytes | None] | None = None
    """The decoder and the encoder as ONNX files, if they are."""
    source: str = ""
    """The file or folder of the model, if any."""
    remark: str = ""
    """A message to the user about how it was opened."""
    usual: Levels | None = None
    """The values of black and white that all models of its library have, if that is so."""
    outputs: Form | None = None
    """The encoder's outputs as their names say, if they have any."""
    held: Held | None = None
    """The conditions with which both functions are called; None without conditions."""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """What it states about its conditions, by the names of its decoder's arguments."""
    names: tuple[str, ...] = ()
    """The names of its values, if it states them."""
    data: Any = None
    """The data that it holds, which are encoded if the user gives none."""
    labels: Any = None
    """Their labels."""
    columns: Callable[[Any], Mapping[str, Any]] | None = None
    """What its conditions are for each item of data in its library's form, by name."""
    must_encode: bool = False
    """Whether the user gave the encoder, so that failing to use it is an error."""


def functions_of(model: Any) -> tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]:
    """The decoder and the encoder of an object; a decoder may be the object itself.

    Raises:
        ModelError: it has an encoder but no decoder, or cannot be called.
    """
    kind = type(model).__name__
    if isinstance(model, type):
        raise ModelError(
            f"{model.__name__} is a class: create a model of it first, as {model.__name__}()."
        )
    if isinstance(model, Mapping):
        raise ModelError(
            f"Expected a model, got {kind}. If it has weights, load them into their class first "
            "(on the command line, give the class as --model)."
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
            "A model must be a module with decode or decoder, a function of latent points, a file "
            f"or a folder, got {kind}; or give encoder= and decoder=."
        )
    return decode or model, encode


def also_needed(function: Any) -> list[str]:
    """The names of arguments that a function needs besides its first."""
    try:
        parameters = inspect.signature(getattr(function, "forward", function)).parameters.values()
    except (TypeError, ValueError):  # a builtin or compiled function
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [one.name for one in parameters if one.default is one.empty and one.kind in kinds]
    return needed[1:]


def _runs(model: Any) -> bool:
    """Whether a model can be called; a torch module without its own `forward` cannot."""
    forward = getattr(type(model), "forward", None)
    return callable(model) and getattr(forward, "__name__", "") != "_forward_unimplemented"


def stated(model: Any, names: tuple[str, ...]) -> list[int | tuple[int, ...]]:
    """The sizes that a model or its settings state under some names, in that order."""
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
        with warnings.catch_warnings():  # some libraries warn about deprecated names
            warnings.simplefilter("ignore")
            return getattr(place, name, None)
    except Exception:  # a foreign property can raise anything
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
