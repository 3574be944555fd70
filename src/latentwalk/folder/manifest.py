"""The manifest of a model folder, `latentwalk.json`: parses and checks it.

`docs/model-folder.md` specifies it.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from latentwalk.errors import FolderError
from latentwalk.files.strict_json import parse_json
from latentwalk.folder.image import ImageSpec
from latentwalk.folder.mixture import Mixture

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
MANIFEST = "latentwalk.json"
DECODER, ENCODER = "decoder.onnx", "encoder.onnx"
ATLAS, WEIGHTS, HISTORY = "atlas.safetensors", "weights.safetensors", "history.jsonl"
SNAPSHOTS = "snapshots.safetensors"
UNKNOWN: Final = "unknown"
"""In the place of a prior: there is none, or nobody knows it."""
MAX_DIMENSIONS, MAX_VALUES = 2**20, 2**26
"""The largest latent point, and the largest image, in numbers."""
MAX_LEVEL, MIN_RANGE = 1e9, 1e-9
"""The largest magnitude of black or white, and the smallest difference between both."""


@dataclass(frozen=True)
class Manifest:
    """The content of `latentwalk.json`."""

    name: str
    """The model's display name."""
    latent_dim: int
    """d, the number of latent dimensions."""
    image: ImageSpec
    """The images of decoder and encoder."""
    classes: tuple[str, ...] = ()
    """The names of the classes; labels are indices into it."""
    presets: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """A typical latent point for each class name, d numbers each."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Where the model comes from: data, recipe, seed, versions, metrics."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 (hex) of each other file, by its path in the folder."""
    prior: Mixture | Literal["unknown"] | None = None
    """The distribution of random points; N(0, I) by default."""

    def to_json(self) -> str:
        """The manifest as indented JSON, starting with the format version."""
        content = {"format": FORMAT, **asdict(self)}
        del content["prior"]
        if self.prior is not None:
            content["prior"] = self.prior if self.prior == UNKNOWN else self.prior.to_json()
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, source: str) -> Manifest:
        """Parse a manifest; `source` names it in error messages.

        Raises:
            FolderError: the text is not a manifest, or has a newer format version.
        """
        try:
            content = parse_json(text)
        except ValueError as error:
            raise FolderError(f"{source} is not JSON: {error}.") from error
        if not isinstance(content, dict) or not _whole(content.get("format")):
            raise FolderError(f"{source} is not a Latentwalk manifest: it has no format version.")
        if content["format"] > FORMAT:
            raise FolderError(
                f"{source} has format version {content['format']}, but this Latentwalk reads "
                f"versions up to {FORMAT}: upgrade it with `pip install --upgrade latentwalk`."
            )
        try:
            return cls._checked(content)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            reason = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else error
            raise FolderError(f"{source} is not a valid manifest: {reason}.") from error

    @classmethod
    def _checked(cls, content: dict[str, Any]) -> Manifest:
        image = _image(content["image"], content["latent_dim"])
        if not isinstance(content["classes"], list) or not isinstance(content["provenance"], dict):
            raise ValueError("classes must be a list, and provenance an object")
        if not all(isinstance(z, list) for z in content["presets"].values()):
            raise ValueError("a preset must be a list of numbers")
        presets = {name: tuple(map(float, z)) for name, z in content["presets"].items()}
        for name, z in presets.items():
            if len(z) != content["latent_dim"] or not (np.abs(z) < np.finfo(np.float32).max).all():
                raise ValueError(f"preset '{name}' must be {content['latent_dim']} finite numbers")
        prior = content.get("prior")
        if prior is not None and prior != UNKNOWN:
            prior = Mixture.from_json(prior, content["latent_dim"])
        for name, digest in content["files"].items():
            path = PurePosixPath(name)
            if not isinstance(digest, str) or not path.parts:
                raise ValueError("files must be names, each with a SHA-256")
            if path.is_absolute() or ".." in path.parts or set(name) & set("\\:\0"):
                raise ValueError(f"the file name '{name}' leads out of the folder")
            if str(path) != name:  # else one file could be listed, and read, a million times
                raise ValueError(f"the file name '{name}' must be written '{path}'")
        if DECODER not in content["files"]:
            raise ValueError(f"it does not list {DECODER}")
        return cls(
            name=str(content["name"]),
            latent_dim=content["latent_dim"],
            image=image,
            classes=tuple(map(str, content["classes"])),
            presets=presets,
            prior=prior,
            provenance=dict(content["provenance"]),
            files=dict(content["files"]),
        )


def _image(content: dict[str, Any], latent_dim: Any) -> ImageSpec:
    """Parse and check the image specification of a manifest.

    Raises:
        ValueError: sizes or values that are invalid, or too large for any machine.
    """
    image = ImageSpec(**content)
    sides = (image.height, image.width, image.channels)
    if not all(map(_whole, (latent_dim, *sides))):
        raise ValueError("latent_dim, height, width and channels must be positive integers")
    if image.channels not in {1, 3}:
        raise ValueError(f"an image must have 1 or 3 channels, got {image.channels}")
    if latent_dim > MAX_DIMENSIONS or math.prod(sides) > MAX_VALUES:
        raise ValueError(
            f"a model has at most {MAX_DIMENSIONS} dimensions, and images of {MAX_VALUES} values"
        )
    low, high = image.low, image.high
    if not all(type(level) in {int, float} for level in (low, high)) or not (
        -MAX_LEVEL <= low <= high - MIN_RANGE <= high <= MAX_LEVEL
    ):
        raise ValueError("the image's low must be a number below its high")
    return image


def _whole(value: object) -> bool:
    """Whether a JSON value is an integer from 1 up. Python counts `true` as an integer."""
    return type(value) is int and value > 0
