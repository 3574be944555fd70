"""Opens Keras models: `.keras`, HDF5 of Keras 2 and 3, and layers models of TensorFlow.js."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from latentwalk.adoption.foreign.forms import Form
from latentwalk.adoption.foreign.model import ForeignModel, functions_of
from latentwalk.adoption.formats import tfjs_files
from latentwalk.adoption.formats.keras_configs import (
    SAMPLING,
    check_layers,
    classes,
    remove,
    without_slashes,
)
from latentwalk.adoption.formats.keras_inputs import KerasFunction
from latentwalk.adoption.formats.packages import require_library
from latentwalk.adoption.formats.pairs import encoder_beside
from latentwalk.adoption.formats.tfjs_layers import by_layer
from latentwalk.errors import FolderError, ModelError
from latentwalk.files.bounded import MAX_BYTES, check_regular_file

KERAS, HDF5 = ".keras", (".h5", ".hdf5")
ENDINGS = (KERAS, *HDF5)
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
UNKNOWN = re.compile(r"Unrecognized keyword arguments? passed to (\w+): (\{.*?\})")
MAX_REPAIRS = 20
"""Arguments that are removed from the description of a model."""


def from_keras(path: Path, trust: bool = False) -> ForeignModel:
    """Open a Keras model: a decoder, or a model with `decoder` and `encoder`.

    Its encoder in a file beside it, as `encoder.h5` beside `decoder.h5`, is opened as well.

    Raises:
        MissingError: Keras is not installed.
        ModelError: it cannot be read, or only by running code inside it.
    """
    model, remarks = _loaded(path, trust)
    name = path.resolve().parent.name if path.name == tfjs_files.NAME else path.stem
    if path.stem == DECODER:
        name = path.resolve().parent.name or name
    beside = encoder_beside(path, ENDINGS)
    if beside is None:
        return replace(from_keras_model(model, name), remark=". ".join(remarks))
    if beside.stem != ENCODER:
        remarks.append(f"{beside.name} is read as the encoder of {path.name}")
    try:
        encoder, more = _loaded(beside, trust)
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


def _loaded(path: Path, trust: bool) -> tuple[Any, list[str]]:
    """The model in a file, and remarks about what was changed to read it.

    Raises:
        MissingError: Keras is not installed.
        ModelError: it cannot be read, or only by running code inside it.
    """
    _choose_backend()
    if path.name == tfjs_files.NAME:
        return _from_tfjs(path, trust)
    try:
        if check_regular_file(path) > MAX_BYTES:
            raise ModelError(f"{path} has more than {MAX_BYTES / 2**20:,.0f} MB.")
    except OSError as error:
        raise FolderError(f"Cannot read {path}: {error.strerror or error}.") from error
    if path.suffix.lower() == KERAS or trust:
        keras = require_library("keras", f"{path.name} is a Keras model")
        try:
            return keras.models.load_model(path, compile=False, safe_mode=not trust), []
        except Exception as error:  # Keras's errors have no common base class
            if path.suffix.lower() == KERAS:
                raise _refused(path, error) from error
    return _from_hdf5(path, trust)


def _from_hdf5(path: Path, trust: bool) -> tuple[Any, list[str]]:
    """A model in HDF5, whose description is checked, and changed to what Keras 3 reads."""
    if importlib.util.find_spec("keras") is None:
        require_library("keras", f"{path.name} is a Keras model")
    h5py = require_library("h5py", f"{path.name} is an HDF5 file")
    try:
        with h5py.File(path, "r") as file:
            text = file.attrs.get("model_config")
    except Exception as error:  # h5py's errors have no common base class
        raise _refused(path, error) from error
    if text is None:
        raise ModelError(
            f"{path} has only weights, without the layers that they belong to: save the whole "
            "model, model.save('decoder.keras'), or build it and give latentwalk.explore(model)."
        )
    try:
        config = without_slashes(json.loads(text))
    except ValueError as error:
        raise ModelError(f"{path} has a faulty description of its layers: {error}") from error
    keras = require_library("keras", f"{path.name} is a Keras model")
    if not trust:
        check_layers(keras, config, path)
    remarks: list[str] = []
    custom = {SAMPLING: _mean_layer(keras)} if SAMPLING in set(classes(config)) else {}
    if custom:
        remarks.append(
            f"The layer {SAMPLING} of {path.name} is replaced by its first input, the mean"
        )
    for _ in range(MAX_REPAIRS):
        try:
            return _load_copy(keras, path, config, custom, trust), remarks
        except Exception as error:  # Keras's errors have no common base class
            unknown = UNKNOWN.search(str(error))
            removed = unknown and remove(config, unknown.group(1), unknown.group(2))
            if not removed:
                raise _refused(path, error) from error
            remarks.append(f"{path.name}: {removed} of an older Keras is left out")
    raise ModelError(f"Keras cannot open {path}: its layers have too many unknown arguments.")


def _from_tfjs(path: Path, trust: bool) -> tuple[Any, list[str]]:
    """A layers model of TensorFlow.js, written as HDF5 for Keras."""
    if importlib.util.find_spec("keras") is None:
        require_library("keras", f"{path.name} is a TensorFlow.js model, read by Keras")
    config, weights = tfjs_files.read(path)
    with tempfile.TemporaryDirectory(prefix="latentwalk-") as folder:
        target = Path(folder) / f"{path.resolve().parent.name or path.stem}.h5"
        tfjs_files.write_hdf5(target, config, by_layer(config, weights))
        return _from_hdf5(target, trust)


def _load_copy(keras: Any, path: Path, config: Any, custom: Any, trust: bool) -> Any:
    """Load a copy of a file with another description."""
    h5py = require_library("h5py", f"{path.name} is an HDF5 file")
    with tempfile.TemporaryDirectory(prefix="latentwalk-") as folder:
        copy = Path(folder) / "model.h5"
        copy.write_bytes(path.read_bytes())
        with h5py.File(copy, "r+") as file:
            file.attrs["model_config"] = json.dumps(config)
        return keras.models.load_model(
            copy, custom_objects=custom, compile=False, safe_mode=not trust
        )


def _mean_layer(keras: Any) -> type:
    """A layer that returns its first input, instead of a sample."""

    class Mean(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return inputs[0]

    return Mean


def _refused(path: Path, error: Exception) -> ModelError:
    """Keras's error as a sentence: its beginning, and its end, which has the cause."""
    text = " ".join(str(error).split())
    reason = text if len(text) <= 400 else f"{text[:120]} … {text[-260:]}"
    hint = " --trust permits code inside the file." if "unsafe" in text else ""
    return ModelError(f"Keras cannot open {path}: {reason}{hint}")


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


def _choose_backend() -> None:
    """Let Keras use an installed backend, unless one is set; its default is TensorFlow."""
    if "keras" in sys.modules or os.environ.get("KERAS_BACKEND"):
        return
    for backend, package in (("tensorflow", "tensorflow"), ("torch", "torch"), ("jax", "jax")):
        if importlib.util.find_spec(package) is not None:
            os.environ["KERAS_BACKEND"] = backend
            return
