"""Opens models that other libraries saved: Keras, diffusers, pythae."""

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
WEIGHTS = "diffusion_pytorch_model"
"""The beginning of the names of diffusers' weights."""


def from_keras(path: Path, trust: bool = False) -> ForeignModel:
    """Open a Keras model: a decoder, or a model with `decoder` and `encoder`.

    Raises:
        MissingError: Keras is not installed.
        ModelError: it cannot be read, or only by running code inside it.
    """
    if path.suffix.lower() != ENDING and not trust:  # Keras runs code inside HDF5 files
        raise ModelError(
            f"{path} has Keras's older format, whose files can contain code that runs when they "
            f"are read: save it as {ENDING}, or, if you know its author, give --trust."
        )
    _choose_backend()
    keras = require_library("keras", f"{path.name} is a Keras model")
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=not trust)
    except Exception as error:  # Keras's errors have no common base class
        reason = " ".join(str(error).split())[:300]
        hint = " --trust permits code inside the file." if "unsafe" in reason else ""
        raise ModelError(f"Keras cannot open {path}: {reason}{hint}") from error
    return from_keras_model(model, path.stem)


def from_keras_model(model: Any, name: str) -> ForeignModel:
    """Take a Keras model. With PyTorch as its backend it is a torch module, and may be exported."""
    keras = require_library("keras", f"{name} is a Keras model")
    if keras.backend.backend() == "torch":
        from latentwalk.adoption.torch_framework import from_module

        return _with_shapes(from_module(model, name), model)
    decode, encode = functions_of(model)
    assert decode is not None  # a Keras model can be called
    return _with_shapes(ForeignModel(name, decode, encode), model)


def from_diffusers(folder: Path, device: str | None) -> ForeignModel:
    """Open an image autoencoder in a folder that diffusers saved.

    Raises:
        MissingError: diffusers is not installed.
        ModelError: it is another kind of model, or damaged.
    """
    kind = _json(folder / "config.json").get("_class_name")
    if not isinstance(kind, str):
        raise ModelError(f"{folder / 'config.json'} has no diffusers class (_class_name).")
    require_torch(f"{folder} has a diffusers model")
    diffusers = require_library("diffusers", f"{folder} has a diffusers model ({kind})")
    made = getattr(diffusers, kind, None)
    if made is None or not hasattr(made, "encode") or not hasattr(made, "decode"):
        raise ModelError(
            f"{folder} has a {kind}, which does not decode latent points to images; expected an "
            "autoencoder, such as AutoencoderKL or AutoencoderTiny."
        )
    try:
        module = made.from_pretrained(folder, local_files_only=True, variant=_variant(folder))
    except Exception as error:  # as above
        reason = " ".join(str(error).split())[:300]
        raise ModelError(f"diffusers cannot open {folder}: {reason}") from error
    return _on(module, folder, device)


def _variant(folder: Path) -> str | None:
    """The variant of a diffusers folder's weights, such as fp16, if it has no others."""
    names = [
        path.name for path in folder.glob(f"{WEIGHTS}*") if path.suffix in {".safetensors", ".bin"}
    ]
    variants = {name.split(".")[1] for name in names if name.count(".") == 2}
    plain = any(name.count(".") == 1 for name in names)
    return min(variants) if variants and not plain else None


def from_pythae(folder: Path, trust: bool, device: str | None) -> ForeignModel:
    """Open a model in a folder that pythae saved.

    Raises:
        MissingError: pythae is not installed.
        ModelError: its networks are stored as code, or it is damaged.
    """
    code = [path.name for path in sorted(folder.glob("*.pkl"))]
    if code and not trust:
        raise ModelError(
            f"{folder} has its networks as code ({', '.join(code)}): reading it would run that "
            "code, which can do anything that you can. If you know its author, give --trust."
        )
    require_torch(f"{folder} has a pythae model")
    require_library("pythae", f"{folder} has a pythae model")
    models = importlib.import_module("pythae.models")
    try:
        module = models.AutoModel.load_from_folder(str(folder))
    except Exception as error:  # as above
        reason = " ".join(str(error).split())[:300]
        raise ModelError(f"pythae cannot open {folder}: {reason}") from error
    return _on(module, folder, device)


def _on(module: Any, folder: Path, device: str | None) -> ForeignModel:
    from latentwalk.adoption.torch_framework import from_module, to_device

    return from_module(to_device(module, device), folder.resolve().name)


def _with_shapes(foreign: ForeignModel, model: Any) -> ForeignModel:
    """Add the input shapes that a Keras model states, which have channels last."""
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
        raise ModelError(f"Cannot read {path} as JSON: {reason}.") from error
    return content if isinstance(content, dict) else {}


def _choose_backend() -> None:
    """Let Keras use an installed backend, unless one is set; its default is TensorFlow."""
    if "keras" in sys.modules or os.environ.get("KERAS_BACKEND"):
        return
    for backend, package in (("tensorflow", "tensorflow"), ("torch", "torch"), ("jax", "jax")):
        if importlib.util.find_spec(package) is not None:
            os.environ["KERAS_BACKEND"] = backend
            return
