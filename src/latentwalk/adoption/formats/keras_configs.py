"""Descriptions of Keras models: which layers they name, and what Keras 3 does not know in them."""

from __future__ import annotations

import ast
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIPTION = "config.json"
"""The file of a `.keras` archive that describes its layers."""
MAX_DESCRIPTION = 32 * 2**20
SAMPLING = "Sampling"
"""The layer of Keras's own example that draws a sample."""
SAMPLER = re.compile(r"^z$|(?<!up)(?<!up_)(?<!down)(?<!down_)(?<!re)(?<!re_)sampl|reparam", re.I)
"""The names of such layers, and of their functions, but not those of layers that resize images."""
KNOWN = {"Functional", "Model", "__keras_tensor__", SAMPLING}
"""Names of a description that are not among Keras's public ones."""
WITH_CODE = {"Lambda", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "TFSMLayer"}
"""Layers that hold code."""


def check_layers(keras: Any, config: Any, path: Path) -> None:
    """Check that a description names only Keras's own layers, none of which holds code.

    Raises:
        ModelError: it names another, or one with code.
    """
    for part in parts(config):
        module = part.get("module")
        if (
            isinstance(module, str)
            and "class_name" in part
            and not re.match(r"keras(\.|$)", module)
        ):
            raise ModelError(
                f"{path} uses code of '{module}', which would be imported. If you know its author, "
                "give --trust."
            )
    for name in classes(config):
        if name in WITH_CODE:
            raise ModelError(
                f"{path} has a layer {name}, which holds code that runs when it is read. If you "
                "know its author, give --trust."
            )
    check_own(keras, config, path)


def check_own(keras: Any, config: Any, path: Path) -> None:
    """Check that a description names only Keras's own layers.

    Raises:
        ModelError: it names another.
    """
    public = (
        *(keras.layers, keras.models, keras.initializers, keras.regularizers, keras.constraints),
        keras.dtype_policies,
    )
    for name in classes(config):
        if name not in KNOWN and not any(hasattr(part, name) for part in public):
            raise ModelError(
                f"{path} has a layer {name}, which is not Keras's own: load the model in Python, "
                "keras.models.load_model(path, custom_objects={...}), and give it to "
                "latentwalk.explore."
            )


def with_sampling_layers(config: Any) -> list[str]:
    """Make layers of code that draw samples, by their names, layers `Sampling`; return the names.

    They take at least two inputs, the mean and the spread. Keras 2 wrote most of them so:
    Lambda(sampling)([z_mean, z_log_var]).
    """
    found = []
    for part in parts(config):
        inner = part.get("config")
        if part.get("class_name") != "Lambda" or not isinstance(inner, dict):
            continue
        names = (inner.get("name"), inner.get("function"))
        if any(SAMPLER.search(str(one)) for one in names) and _inputs(part) > 1:
            kept = {key: inner[key] for key in ("name", "trainable") if key in inner}
            part.update({"class_name": SAMPLING, "config": kept})
            part.update({"module": None, "registered_name": SAMPLING} if "module" in part else {})
            found.append(str(inner.get("name")))
    return found


def _inputs(layer: dict[str, Any]) -> int:
    """How many tensors a layer takes, as Keras 2 or Keras 3 write them."""
    calls = layer.get("inbound_nodes")
    call = calls[0] if isinstance(calls, list) and calls else []
    if isinstance(call, dict):  # Keras 3
        return [*classes(call)].count("__keras_tensor__")
    if not isinstance(call, list):
        return 0
    return sum(isinstance(one, list) for one in call)


def registered_names(config: Any, name: str) -> set[str]:
    """The names under which a class of a description is looked up."""
    found = [part for part in parts(config) if part.get("class_name") == name]
    return {str(part.get("registered_name") or name) for part in found} | {name} if found else set()


def described(path: Path) -> Any:
    """The description in a `.keras` file; None if it has none, or too large a one."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(DESCRIPTION).file_size > MAX_DESCRIPTION:
                return None
            return json.loads(archive.read(DESCRIPTION))
    except Exception:  # damaged archives can raise anything
        return None


def classes(config: Any, depth: int = 0) -> Iterator[str]:
    """The names of all classes in a description."""
    if depth > 100:
        raise ModelError("The description of the layers is nested too deeply.")
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str):
            yield config["class_name"]
        for value in config.values():
            yield from classes(value, depth + 1)
    elif isinstance(config, list):
        for value in config:
            yield from classes(value, depth + 1)


def remove(config: Any, name: str, arguments: str) -> str:
    """Remove arguments from the layers of a class; return them in words, "" if there are none."""
    try:
        unknown = dict(ast.literal_eval(arguments))
    except (ValueError, SyntaxError):
        return ""
    found = False
    for part in parts(config):
        inner = part.get("config")
        if part.get("class_name") == name and isinstance(inner, dict):
            for word in unknown:
                found = inner.pop(word, None) is not None or found
    listed = ", ".join(f"{word}={value!r}" for word, value in unknown.items())
    return f"{listed} of {name}" if found else ""


def without_slashes(config: Any) -> Any:
    """A description whose layers have no slashes in their names, which Keras 3 refuses."""
    names = {
        str(inner["name"]): str(inner["name"]).replace("/", "_")
        for part in parts(config)
        if isinstance(inner := part.get("config"), dict) and "/" in str(inner.get("name"))
    }
    return _replaced(config, names) if names else config


def _replaced(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value


def parts(config: Any) -> Iterator[dict[str, Any]]:
    """All objects of a description."""
    if isinstance(config, dict):
        yield config
        for value in config.values():
            yield from parts(value)
    elif isinstance(config, list):
        for value in config:
            yield from parts(value)
