"""Which layer each weight of a TensorFlow.js model belongs to.

Keras 2 names weights by their layer, `dense_1/kernel`. Keras 3 numbers them within a path of
containers, `layers/dense_1/vars/0`, where a layer is named by its class and how often that came
before, whatever its own name is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from latentwalk.adoption.formats.tfjs_files import Weights

NUMBERED = re.compile(r"(?:^|/)vars/(\d+)$")
"""The end of a weight's name in Keras 3."""
WORDS = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
"""Where words begin in the name of a class."""
CONTAINERS = {"", "layers", "_layer_checkpoint_dependencies"}
"""Parts of such a name that are no layers."""
MAX_DEPTH = 20
"""Models within models."""


class Layer(NamedTuple):
    """A layer in the description of a model."""

    owner: str
    """The name of the layer of the outermost model in which it is."""
    name: str
    """Its own name."""
    path: str
    """The names of Keras 3's containers down to it, by class."""
    kind: str
    """Its class."""


def by_layer(config: dict[str, Any], weights: Weights) -> dict[str, Weights]:
    """The weights of each layer of the outermost model, in the order in which Keras sets them.

    Those of a model within the model: trainable weights first.

    Raises:
        ModelError: a weight belongs to no layer.
    """
    layers = list(_layers(config))
    found: dict[str, list[tuple[tuple[int, int, int], str, Any]]] = {
        layer.owner: [] for layer in layers
    }
    for at, (name, values) in enumerate(weights):
        number = NUMBERED.search(name)
        if number is None:
            layer, order = _named(layers, name), (0, 0, at)
        else:
            index = _numbered(layers, name)
            layer = None if index is None else layers[index]
            moving = layer is not None and layer.kind == "BatchNormalization"
            count = sum(other.startswith(name[: number.start(1)]) for other, _ in weights)
            fixed = moving and int(number.group(1)) >= count - 2  # a moving mean and variance
            order = (int(fixed), index or 0, int(number.group(1)))
        if layer is None:
            raise ModelError(f"The weight '{name}' belongs to none of the layers.")
        found[layer.owner].append((order, name, values))
    return {
        owner: [(name, values) for _, name, values in sorted(part, key=lambda one: one[0])]
        for owner, part in found.items()
    }


def _layers(
    config: dict[str, Any], owner: str = "", path: str = "", depth: int = 0
) -> Iterator[Layer]:
    """All layers, with those of models within the model after the model itself."""
    inner = config.get("config")
    listed = inner.get("layers", []) if isinstance(inner, dict) else inner
    if depth > MAX_DEPTH or not isinstance(listed, list):
        return
    seen: Counter[str] = Counter()
    for one in listed:
        settings = one.get("config") if isinstance(one, dict) else None
        if not isinstance(settings, (dict, list)):
            continue
        kind = str(one.get("class_name"))
        name = str(one.get("name") or (settings.get("name") if isinstance(settings, dict) else ""))
        word = WORDS.sub("_", kind).lower()
        place = f"{word}_{seen[word]}" if seen[word] else word
        seen[word] += 1
        layer = Layer(owner or name, name, f"{path}/{place}" if path else place, kind)
        yield layer
        yield from _layers(one, layer.owner, layer.path, depth + 1)


def _named(layers: list[Layer], name: str) -> Layer | None:
    """The layer of a weight that begins with its name; of several, that with the longest."""
    named = [layer for layer in layers if layer.name]
    beginning = [layer for layer in named if name.startswith(f"{layer.name}/")]
    within = [layer for layer in named if f"/{layer.name}/" in name]
    return max(beginning or within, key=lambda layer: len(layer.name), default=None)


def _numbered(layers: list[Layer], name: str) -> int | None:
    """The index of the layer of a weight that is numbered in a path of containers."""
    parts = NUMBERED.sub("", name).split("/")
    path = "/".join(
        part for part in parts if part not in {"", "layers", "_layer_checkpoint_dependencies"}
    )
    paths = [layer.path for layer in layers]
    return paths.index(path) if path in paths else None
