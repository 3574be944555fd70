"""The manifest of a model folder, `latentwalk.json`: parses and checks it.

`docs/model-folder.md` specifies it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from latentwalk.conditions.conditions import Conditions
from latentwalk.errors import FolderError
from latentwalk.files.strict_json import parse_json
from latentwalk.folder.mixture import Mixture
from latentwalk.folder.predictor import PREDICTOR, PredictorSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.kinds import output_from_json
from latentwalk.outputs.output import is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.outputs.output import Output

FORMAT = 2
"""The newest format version. Models of grey and RGB images are written as version 1, which older
readers open; models of anything else, and those with conditions, as version 2."""
MANIFEST = "latentwalk.json"
DECODER, ENCODER = "decoder.onnx", "encoder.onnx"
ATLAS, WEIGHTS, HISTORY = "atlas.safetensors", "weights.safetensors", "history.jsonl"
SNAPSHOTS, COLUMNS = "snapshots.safetensors", "columns.arrow"
ORIGINALS = "originals.bin"
UNKNOWN: Final = "unknown"
"""In the place of a prior: there is none, or nobody knows it."""
MAX_DIMENSIONS = 2**20
"""The most latent dimensions."""


@dataclass(frozen=True)
class Manifest:
    """The content of `latentwalk.json`."""

    name: str
    """The model's display name."""
    latent_dim: int
    """d, the number of latent dimensions."""
    output: Output
    """The samples of decoder and encoder."""
    classes: tuple[str, ...] = ()
    """The names of the classes; labels are indices into it."""
    presets: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """A typical latent point for each class name, d numbers; or d + w, with the conditions'."""
    start: str | None = None
    """The preset with which a page opens; None for z = 0."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Where the model comes from: data, recipe, seed, versions, metrics."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 (hex) of each other file, by its path in the folder."""
    prior: Mixture | Literal["unknown"] | None = None
    """The distribution of random points; N(0, I) by default."""
    conditions: Conditions = field(default_factory=Conditions)
    """What the decoder takes besides the latent point."""
    conditional_encoder: bool = False
    """Whether the encoder takes the conditions, too."""
    predictor: PredictorSpec | None = None
    """The classifier or regressor that reads its samples; None without one."""

    def with_presets(
        self, classes: tuple[str, ...], presets: Mapping[str, tuple[float, ...]]
    ) -> Manifest:
        """The manifest with those of other data; it starts at z = 0 if its preset is gone."""
        start = self.start if self.start in presets else None
        return replace(self, classes=classes, presets=presets, start=start)

    def to_json(self) -> str:
        """The manifest as indented JSON, starting with the format version."""
        output = self.output.to_json()
        is_plain = isinstance(self.output, ImageSpec) and not self.output.alpha
        is_first = is_plain and not self.conditions
        content = {
            "format": 1 if is_first else FORMAT,
            "name": self.name,
            "latent_dim": self.latent_dim,
            **({"image": output} if is_first else {"output": {"kind": self.output.kind, **output}}),
            **({"conditions": self.conditions.to_json()} if self.conditions else {}),
            **({"conditional_encoder": True} if self.conditional_encoder else {}),
            "classes": self.classes,
            "presets": self.presets,
            **({} if self.start is None else {"start": self.start}),
            "provenance": self.provenance,
            "files": self.files,
        }
        if self.predictor is not None:
            content["predictor"] = self.predictor.to_json()
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
        if not isinstance(content, dict) or not is_whole(content.get("format")):
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
        if not is_whole(content["latent_dim"]) or content["latent_dim"] > MAX_DIMENSIONS:
            raise ValueError(f"latent_dim must be a positive integer, at most {MAX_DIMENSIONS}")
        if not isinstance(content["classes"], list) or not isinstance(content["provenance"], dict):
            raise ValueError("classes must be a list, and provenance an object")
        for name in ("presets", "files"):
            if not isinstance(content[name], dict):
                raise ValueError(f"{name} must be an object")
        for text in (content["name"], *content["classes"]):
            if type(text) not in {str, int}:
                raise ValueError("name and classes must be text")
        if not all(map(_are_numbers, content["presets"].values())):
            raise ValueError("a preset must be a list of numbers")
        conditions, conditional_encoder = _conditions(content)
        presets = {name: tuple(map(float, z)) for name, z in content["presets"].items()}
        d = content["latent_dim"]
        for name, z in presets.items():
            fits = len(z) in {d, d + conditions.width}
            if not fits or not (np.abs(z) < np.finfo(np.float32).max).all():
                more = f", or {d + conditions.width} with its conditions'" if conditions else ""
                raise ValueError(f"preset '{name}' must be {d} finite numbers{more}")
        start = content.get("start")
        if start is not None and start not in presets:
            raise ValueError("start must be the name of a preset")
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
        output = _output(content)
        return cls(
            name=str(content["name"]),
            latent_dim=content["latent_dim"],
            output=output,
            classes=tuple(map(str, content["classes"])),
            presets=presets,
            start=start,
            prior=prior,
            provenance=dict(content["provenance"]),
            files=dict(content["files"]),
            conditions=conditions,
            conditional_encoder=conditional_encoder,
            predictor=_predictor(content, output),
        )


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(type(one) in {int, float} for one in value)


def _conditions(content: Mapping[str, Any]) -> tuple[Conditions, bool]:
    """The conditions of a manifest, and whether the encoder takes them.

    Raises:
        TypeError, ValueError: they are invalid.
    """
    conditions = Conditions.from_json(content.get("conditions", []))
    for_encoder = content.get("conditional_encoder", False)
    if type(for_encoder) is not bool or (for_encoder and not conditions):
        raise ValueError("conditional_encoder must be true or false, and true needs conditions")
    return conditions, for_encoder


def _predictor(content: Mapping[str, Any], output: Output) -> PredictorSpec | None:
    """The predictor of a manifest; None without one.

    Raises:
        ValueError: its entry is invalid.
    """
    entry = content.get("predictor")
    if entry is None:
        return None
    if PREDICTOR not in content["files"]:
        raise ValueError(f"it has a predictor, but does not list {PREDICTOR}")
    return PredictorSpec.from_json(entry, output)


def _output(content: Mapping[str, Any]) -> Output:
    """The specification of a manifest's samples, checked.

    Raises:
        KeyError, TypeError, ValueError: it is missing or invalid.
    """
    if content["format"] == 1:
        if not isinstance(content["image"], dict):
            raise ValueError("image must be an object")
        image = output_from_json({**content["image"], "kind": ImageSpec.kind})
        if isinstance(image, ImageSpec) and image.alpha:
            raise ValueError("images with alpha need format version 2")
        return image
    return output_from_json(content["output"])
