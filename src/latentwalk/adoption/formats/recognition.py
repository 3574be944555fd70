"""Recognizes what the user gave as a model."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk import gallery
from latentwalk.adoption.foreign.model import ForeignModel, functions_of
from latentwalk.adoption.formats.paths import from_path
from latentwalk.errors import ModelError
from latentwalk.folder.manifest import MANIFEST

if TYPE_CHECKING:
    from latentwalk.adoption.options import ModelOptions


def is_folder(model: Any) -> bool:
    """Whether it is a model folder, or the name of a gallery model."""
    if not isinstance(model, (str, Path)):
        return False
    path = Path(model)
    try:
        return (path / MANIFEST).is_file() or (not path.exists() and str(model) in gallery.names())
    except (OSError, ValueError):  # too long for a name, or not one
        return False


def foreign_models_of(
    model: Any, encoder: Any, decoder: Any, options: ModelOptions
) -> list[ForeignModel]:
    """The foreign models that a value may be, the most likely first.

    Whether a function takes tensors or NumPy arrays is known only after calling it.

    Args:
        model: a module, an object with a decoder, a function, a file; or None.
        encoder: the encoder, if given separately.
        decoder: the decoder, if given separately.
        options: how to open a file.

    Raises:
        LatentwalkError: it cannot be opened.
    """
    if isinstance(model, (str, Path)):
        found = from_path(model, options)
        return [replace(found, source=Path(model).name)]
    if model is None and decoder is None:
        raise ModelError("No model given: give one, or decoder= and optionally encoder=.")
    name = _name_of(model if model is not None else decoder)
    if model is not None and decoder is None and encoder is None:
        library_model = _of_library(model, name, options)
        if library_model is not None:
            return [replace(library_model, source=name)]
    if decoder is not None and model is None and _is_keras(decoder):
        from latentwalk.adoption.formats.keras_files import from_keras_model

        keras_model = from_keras_model(decoder, name, encoder)
        return [replace(keras_model, source=name, must_encode=encoder is not None)]
    own_decode, own_encode = (None, None)
    if model is not None and decoder is None:
        own_decode, own_encode = functions_of(model)
    decode, encode = decoder or own_decode, encoder or own_encode
    assert decode is not None
    must = encoder is not None
    plain = ForeignModel(name, decode, encode, source=name, must_encode=must)
    if "torch" not in sys.modules:
        return [plain]
    from latentwalk.adoption.formats.torch_framework import from_functions, is_torch

    tensors = from_functions(decode, encode, name)
    tensors = replace(tensors, source=name, must_encode=must)
    return [tensors, plain] if is_torch(decode) else [plain, tensors]


def _of_library(model: Any, name: str, options: ModelOptions) -> ForeignModel | None:
    """A model of a supported library; None if it is another object."""
    if _is_keras(model):
        from latentwalk.adoption.formats.keras_files import from_keras_model

        return from_keras_model(model, name)
    if "scvi" in sys.modules:
        from latentwalk.adoption.formats.scvi_models import from_scvi, is_scvi

        if is_scvi(model):
            return from_scvi(model, name)
    if "ctgan" in sys.modules:
        from latentwalk.adoption.formats.tvae_models import from_tvae, is_tvae

        if is_tvae(model):
            return from_tvae(model, name)
    if "torch" in sys.modules:
        from latentwalk.adoption.formats.torch_framework import from_module, is_module, to_device

        if is_module(model):
            return from_module(to_device(model, options.device), name)
    if type(model).__module__.partition(".")[0] == "onnx":
        from latentwalk.adoption.formats.onnx_files import from_onnx

        return from_onnx(model.SerializeToString(), name)
    return None


def _is_keras(model: Any) -> bool:
    """Whether it is a Keras model whose shapes, or those of its decoder, are known."""
    return any(
        _has_keras_class(part) and hasattr(part, "input_shape")
        for part in (model, getattr(model, "decoder", None))
    )


def _has_keras_class(part: Any) -> bool:
    """Whether its class is Keras's own, or derived from one. Other classes have shapes as well."""
    return any(one.__module__.partition(".")[0] == "keras" for one in type(part).__mro__)


def _name_of(model: Any) -> str:
    name = getattr(model, "__name__", None) or type(model).__name__
    return "model" if name in {"<lambda>", "function", "method"} else str(name)
