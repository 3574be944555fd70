"""Reads the files of Keras models: `.keras`, HDF5, and layers models of TensorFlow.js."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from latentwalk.adoption.formats import tfjs_files
from latentwalk.adoption.formats.keras_configs import (
    SAMPLING,
    check_layers,
    check_own,
    classes,
    described,
    registered_names,
    remove,
    with_sampling_layers,
    without_slashes,
)
from latentwalk.adoption.formats.packages import require_library
from latentwalk.adoption.formats.tfjs_layers import by_layer
from latentwalk.errors import FolderError, ModelError
from latentwalk.files.bounded import MAX_BYTES, check_regular_file

ARCHIVE = ".keras"
"""The ending of Keras 3's own format."""
ENDINGS = (ARCHIVE, ".h5", ".hdf5")
"""Those of all files of Keras."""
REPLACED = "The layer {} of {} is replaced by its first input, the mean"
UNKNOWN = re.compile(r"Unrecognized keyword arguments? passed to (\w+): (\{.*?\})")
MAX_REPAIRS = 20
"""Arguments that are removed from the description of a model."""


def loaded(path: Path, trust: bool) -> tuple[Any, list[str]]:
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
    if path.suffix.lower() == ARCHIVE:
        return _from_archive(path, trust)
    if trust:
        keras = require_library("keras", f"{path.name} is a Keras model")
        with contextlib.suppress(Exception):  # Keras's errors have no common base class
            return keras.models.load_model(path, compile=False, safe_mode=False), []
    return _from_hdf5(path, trust)


def _from_archive(path: Path, trust: bool) -> tuple[Any, list[str]]:
    """A model in Keras 3's own format."""
    keras = require_library("keras", f"{path.name} is a Keras model")
    config = described(path)
    custom = dict.fromkeys(registered_names(config, SAMPLING), _mean_layer(keras))
    try:
        model = keras.models.load_model(
            path, custom_objects=custom, compile=False, safe_mode=not trust
        )
    except Exception as error:  # as above
        check_own(keras, config, path)
        raise _refused(path, error) from error
    return model, [REPLACED.format(SAMPLING, path.name)] if custom else []


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
    custom = {SAMPLING: _mean_layer(keras)} if SAMPLING in set(classes(config)) else {}
    remarks = [REPLACED.format(SAMPLING, path.name)] if custom else []
    if not trust:
        names = with_sampling_layers(config)
        check_layers(keras, config, path)
        if names:
            custom = {SAMPLING: _mean_layer(keras)}
            replaced = REPLACED.format(", ".join(f"'{name:.60}'" for name in names), path.name)
            remarks.append(f"{replaced}. If you know its author, --trust runs its code instead")
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
        target = Path(folder) / f"{path.parent.resolve().name or path.stem}.h5"
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


def _choose_backend() -> None:
    """Let Keras use an installed backend, unless one is set; its default is TensorFlow."""
    if "keras" in sys.modules or os.environ.get("KERAS_BACKEND"):
        return
    for backend, package in (("tensorflow", "tensorflow"), ("torch", "torch"), ("jax", "jax")):
        if importlib.util.find_spec(package) is not None:
            os.environ["KERAS_BACKEND"] = backend
            return
