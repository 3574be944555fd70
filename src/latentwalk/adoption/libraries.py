"""Models as other libraries save them: Keras, diffusers, pythae."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign_model import ForeignModel, functions_of
from latentwalk.adoption.packages import require_library, require_torch
from latentwalk.errors import ModelError
from latentwalk.files.bounded import MAX_TEXT, read_bounded
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from pathlib import Path

ENDING = ".keras"


def from_keras(path: Path, trust: bool = False) -> ForeignModel:
    """A Keras model: a decoder alone, or one that has `decoder` and `encoder`.

    Raises:
        MissingError: Keras is not installed.
        ModelError: it cannot be read without running code that is in it.
    """
    if path.suffix.lower() != ENDING and not trust:  # Keras runs what an HDF5 file holds
        raise ModelError(
            f"{path} is in Keras's older format, whose files may hold code that runs when they are "
            f"read: save it as {ENDING}, or, if you know who made it, give --trust."
        )
    _choose_backend()
    keras = require_library("keras", f"{path.name} is a model of Keras's")
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=not trust)
    except Exception as error:  # its errors share no base
        reason = " ".join(str(error).split())[:300]
        hint = " --trust lets code inside the file run." if "unsafe" in reason else ""
        raise ModelError(f"{path} cannot be opened by Keras: {reason}{hint}") from error
    return from_keras_model(model, path.stem)


def from_keras_model(model: Any, name: str) -> ForeignModel:
    """A Keras model in memory; on PyTorch's backend it is a torch module, and may be exported."""
    keras = require_library("keras", f"{name} is a model of Keras's")
    if keras.backend.backend() == "torch":
        from latentwalk.adoption.torch_framework import from_module

        return _with_shapes(from_module(model, name), model)
    decode, encode = functions_of(model)
    assert decode is not None  # a Keras model can be called
    return _with_shapes(ForeignModel(name, decode, encode), model)


def from_diffusers(folder: Path, device: str | None) -> ForeignModel:
    """An image autoencoder in a folder as diffusers saves it.

    Raises:
        MissingError: diffusers is not installed.
        ModelError: it is a model of another kind, or damaged.
    """
    kind = _json(folder / "config.json").get("_class_name")
    if not isinstance(kind, str):
        raise ModelError(f"{folder / 'config.json'} names no class of diffusers (_class_name).")
    require_torch(f"{folder} holds a model of diffusers")
    diffusers = require_library("diffusers", f"{folder} holds a model of diffusers ({kind})")
    made = getattr(diffusers, kind, None)
    if made is None or not hasattr(made, "encode") or not hasattr(made, "decode"):
        raise ModelError(
            f"{folder} holds a {kind}, which does not decode latent points to images; expected an "
            "autoencoder, as AutoencoderKL or AutoencoderTiny."
        )
    try:
        module = made.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # as above
        reason = " ".join(str(error).split())[:300]
        raise ModelError(f"{folder} cannot be opened by diffusers: {reason}") from error
    return _on(module, folder, device)


def from_pythae(folder: Path, trust: bool, device: str | None) -> ForeignModel:
    """A model in a folder as pythae saves it.

    Raises:
        MissingError: pythae is not installed.
        ModelError: it holds networks as code, or is damaged.
    """
    code = [path.name for path in sorted(folder.glob("*.pkl"))]
    if code and not trust:
        raise ModelError(
            f"{folder} holds its networks as code ({', '.join(code)}): reading it would run what "
            "is inside, which may do anything that you may. If you know who made it, give --trust."
        )
    require_torch(f"{folder} holds a model of pythae's")
    require_library("pythae", f"{folder} holds a model of pythae's")
    models = importlib.import_module("pythae.models")
    try:
        module = models.AutoModel.load_from_folder(str(folder))
    except Exception as error:  # as above
        reason = " ".join(str(error).split())[:300]
        raise ModelError(f"{folder} cannot be opened by pythae: {reason}") from error
    return _on(module, folder, device)


def _on(module: Any, folder: Path, device: str | None) -> ForeignModel:
    from latentwalk.adoption.torch_framework import from_module, to_device

    return from_module(to_device(module, device), folder.resolve().name)


def _with_shapes(foreign: ForeignModel, model: Any) -> ForeignModel:
    """The shapes that a Keras model knows of its inputs; channels last."""
    latent, images = list(foreign.latent_shapes), list(foreign.image_shapes)
    decoder, encoder = (getattr(model, name, None) for name in ("decoder", "encoder"))
    for part, shapes in ((decoder or model, latent), (encoder, images)):
        shape = getattr(part, "input_shape", None)
        if isinstance(shape, tuple) and all(isinstance(side, int) for side in shape[1:]):
            sides = shape[1:]
            if part is encoder and len(sides) == 3:
                sides = (sides[2], *sides[:2])
            shapes.insert(0, sides)
    return replace(foreign, latent_shapes=tuple(latent), image_shapes=tuple(images))


def _json(path: Path) -> dict[str, Any]:
    try:
        content = parse_json(read_bounded(path, MAX_TEXT), finite=False)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(f"{path} cannot be read as JSON: {reason}.") from error
    return content if isinstance(content, dict) else {}


def _choose_backend() -> None:
    """Let Keras use what is installed, where nobody said what it should and TensorFlow is not."""
    if "keras" in sys.modules or os.environ.get("KERAS_BACKEND"):
        return
    for backend, package in (("tensorflow", "tensorflow"), ("torch", "torch"), ("jax", "jax")):
        if importlib.util.find_spec(package) is not None:
            os.environ["KERAS_BACKEND"] = backend
            return
