"""Opens Keras models: `.keras`, HDF5 of Keras 2 and 3, and layers models of TensorFlow.js."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign.forms import Form
from latentwalk.adoption.foreign.model import ForeignModel, functions_of
from latentwalk.adoption.formats import tfjs_files
from latentwalk.adoption.formats.keras_inputs import KerasFunction
from latentwalk.adoption.formats.keras_loading import ENDINGS, loaded
from latentwalk.adoption.formats.packages import require_library
from latentwalk.adoption.formats.pairs import encoder_beside, shown
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

DECODER, ENCODER = "decoder", "encoder"
NAMES = {
    "logvar": "logvar|logsigmasq",
    "log_std": "logstd|logsigma|logscale",
    "variance": "var",
    "std": "std|sigma|scale",
    "sample": "sampl|^z$",
    "mean": "mean|mu|loc",
}
"""Words of `posterior=`, and the names of layers that stand for them, without underscores."""


def from_keras(path: Path, trust: bool = False) -> ForeignModel:
    """Open a Keras model: a decoder, or a model with `decoder` and `encoder`.

    Its encoder in a file beside it, as `encoder.h5` beside `decoder.h5`, is opened as well.

    Raises:
        MissingError: Keras is not installed.
        ModelError: it cannot be read, or only by running code inside it.
    """
    model, remarks = loaded(path, trust)
    name = path.parent.resolve().name if path.name == tfjs_files.NAME else path.stem
    if path.stem == DECODER:
        name = path.parent.resolve().name or name
    endings = (".json",) if path.name == tfjs_files.NAME else ENDINGS
    beside = encoder_beside(path, endings)
    if beside is None:
        return replace(from_keras_model(model, name), remark=". ".join(remarks))
    if beside.stem != ENCODER:
        remarks.append(f"{shown(beside, path)} is read as the encoder of {path.name}")
    try:
        encoder, more = loaded(beside, trust)
    except ModelError as error:
        remarks.append(f"{beside.name} beside it is left out: {str(error).rstrip('.')}")
        return replace(from_keras_model(model, name), remark=". ".join(remarks))
    foreign = from_keras_model(model, name, encoder)
    return replace(foreign, remark=". ".join([*remarks, *more]))


def from_keras_model(model: Any, name: str, encoder: Any = None) -> ForeignModel:
    """Take a Keras model. With PyTorch as its backend it is a torch module, and may be exported.

    Args:
        model: a decoder, or a model with `decoder` and `encoder`.
        name: its name.
        encoder: the encoder of a decoder, if it is another model.
    """
    keras = require_library("keras", f"{name} is a Keras model")
    if keras.backend.backend() == "torch":
        from latentwalk.adoption.formats.torch_framework import from_functions, from_module

        if encoder is not None:
            return _with_shapes(from_functions(model, encoder, name), model, encoder)
        return _with_shapes(from_module(model, name), model)
    if encoder is not None:
        return _with_shapes(ForeignModel(name, model, encoder), model, encoder)
    decode, encode = functions_of(model)
    assert decode is not None  # a Keras model can be called
    return _with_shapes(ForeignModel(name, decode, encode), model)


def _with_shapes(foreign: ForeignModel, model: Any, encoder: Any = None) -> ForeignModel:
    """Add the input shapes that a Keras model states, which have channels last."""
    latent, images = list(foreign.latent_shapes), list(foreign.image_shapes)
    decoder = getattr(model, "decoder", None)
    encoder = encoder if encoder is not None else getattr(model, "encoder", None)
    several = {"decode": KerasFunction.of(decoder or model), "encode": KerasFunction.of(encoder)}
    taken: dict[str, Any] = {
        name: one
        for name, one in several.items()
        if one is not None and getattr(foreign, name) is one.model
    }
    for name, part, shapes in (
        ("decode", decoder or model, latent),
        ("encode", encoder, images),
    ):
        shape = getattr(part, "input_shape", None)
        if name in taken:
            shape = (None, *taken[name].shape)
        if isinstance(shape, tuple) and all(isinstance(side, int) for side in shape[1:]):
            sides = shape[1:]
            if part is encoder and len(sides) == 3:
                sides = (sides[2], *sides[:2])
            shapes.insert(0, sides)
    return replace(
        foreign,
        latent_shapes=tuple(latent),
        image_shapes=tuple(images),
        outputs=_named_outputs(encoder),
        **taken,
    )


def _named_outputs(encoder: Any) -> Form | None:
    """What the layers that give an encoder's outputs are called: z_mean and z_log_var, usually."""
    words = []
    for name in getattr(encoder, "output_names", None) or ():
        plain = str(name).lower().replace("_", "")
        words.append(next((word for word, signs in NAMES.items() if re.search(signs, plain)), ""))
    return Form.parse(",".join(words)) if all(words) and len(words) > 1 else None
