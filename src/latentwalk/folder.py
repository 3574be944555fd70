"""The model folder: the one artifact that is trained, opened, served and shared.

`docs/model-folder.md` specifies it. Reading checks the format version, every declared file and
its SHA-256; writing replaces each file whole and the manifest last, so that a folder whose
manifest can be read is complete.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.atlas import Atlas
from latentwalk.atomic import make_folder, move_in, newest, settle, staging, unwritable
from latentwalk.content import MOST_TEXT, content_of
from latentwalk.errors import FolderError, OutputError
from latentwalk.image import ImageSpec
from latentwalk.mixture import Mixture
from latentwalk.snapshots import Snapshots
from latentwalk.strict_json import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
MANIFEST = "latentwalk.json"
DECODER, ENCODER = "decoder.onnx", "encoder.onnx"
ATLAS, WEIGHTS, HISTORY = "atlas.safetensors", "weights.safetensors", "history.jsonl"
SNAPSHOTS = "snapshots.safetensors"
MOST_DIMENSIONS, MOST_VALUES = 2**20, 2**26
"""Of a latent point, and of one image."""
MOST_LEVEL, LEAST_RANGE = 1e9, 1e-9
"""The greatest value of a black or a white pixel, and the least distance between both."""
RETRIES, PAUSE = 3, 0.02
"""How often, and after how many seconds, a folder that does not fit its manifest is read again."""


@dataclass(frozen=True)
class Manifest:
    """What `latentwalk.json` says."""

    name: str
    """The model's name, for people."""
    latent_dim: int
    """d, the number of latent dimensions."""
    image: ImageSpec
    """What the decoder makes and the encoder takes."""
    classes: tuple[str, ...] = ()
    """The names of the classes; labels are indices into it."""
    presets: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """A typical latent point for each class name, d numbers each."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Where the model comes from: data, recipe, seed, versions, metrics."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 (hex) of each other file, by its path in the folder."""
    prior: Mixture | None = None
    """Where random points are drawn; N(0, I) without one."""

    def to_json(self) -> str:
        """The manifest as indented JSON, the format's version first."""
        content = {"format": FORMAT, **asdict(self)}
        del content["prior"]
        if self.prior is not None:
            content["prior"] = self.prior.to_json()
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, source: str) -> Manifest:
        """Read a manifest; `source` names it in errors.

        Raises:
            FolderError: the text is not a manifest, or of a newer format.
        """
        try:
            content = parsed(text)
        except ValueError as error:
            raise FolderError(f"{source} is not JSON: {error}.") from error
        if not isinstance(content, dict) or not _whole(content.get("format")):
            raise FolderError(f"{source} is not a Latentwalk manifest: it names no format version.")
        if content["format"] > FORMAT:
            raise FolderError(
                f"{source} has format version {content['format']}, newer than {FORMAT}, "
                "the newest that this Latentwalk reads; upgrade it with "
                "`pip install --upgrade latentwalk`."
            )
        try:
            return cls._checked(content)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            reason = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else error
            raise FolderError(f"{source} is not a complete manifest: {reason}.") from error

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
        prior = None
        if content.get("prior") is not None:
            prior = Mixture.from_json(content["prior"], content["latent_dim"])
        for name, digest in content["files"].items():
            path = PurePosixPath(name)
            if not isinstance(digest, str) or not path.parts:
                raise ValueError("files must be names, each with a SHA-256")
            if path.is_absolute() or ".." in path.parts or set(name) & set("\\:\0"):
                raise ValueError(f"the file name '{name}' leads out of the folder")
            if str(path) != name:  # or one file could be listed, and read, a million times
                raise ValueError(f"the file name '{name}' should be written '{path}'")
        if DECODER not in content["files"]:
            raise ValueError(f"it lists no {DECODER}")
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


@dataclass(frozen=True)
class ModelFolder:
    """A model folder on disk, read and checked."""

    path: Path
    """Where it lies."""
    manifest: Manifest
    """What it says of itself."""

    @classmethod
    def read(cls, path: str | Path) -> ModelFolder:
        """Read and check the folder at `path`.

        Raises:
            FolderError: it is missing, incomplete, altered, or of a newer format.
        """
        folder = Path(path)
        for _ in range(RETRIES):
            try:
                return cls._read(folder)
            except FolderError:  # while it is being replaced, it may be half of each
                time.sleep(PAUSE)
        return cls._read(folder)

    @classmethod
    def _read(cls, folder: Path) -> ModelFolder:
        manifest_path = newest(folder, MANIFEST)
        if not folder.is_dir():
            raise FolderError(f"There is no model folder at {folder}.")
        try:
            text = content_of(manifest_path, MOST_TEXT).decode()
        except FileNotFoundError:
            raise FolderError(
                f"{folder} is not a model folder: it holds no {MANIFEST}. "
                "`latentwalk train` writes one when it ends."
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FolderError(f"{manifest_path} cannot be read: {reason}.") from error
        opened = cls(folder, Manifest.from_json(text, str(manifest_path)))
        for name in opened.manifest.files:
            opened.content(name)
        return opened

    def __contains__(self, name: str) -> bool:
        return name in self.manifest.files

    def content(self, name: str) -> bytes:
        """The bytes of one file of the folder, checked against the manifest's SHA-256.

        Raises:
            FolderError: the manifest does not list it, it is gone, or it was altered.
        """
        if name not in self:
            raise FolderError(f"The model '{self.manifest.name}' has no {name}.")
        try:
            content = content_of(newest(self.path, name))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FolderError(f"{self.path / name} cannot be read: {reason}.") from error
        if sha256(content) != self.manifest.files[name]:
            raise FolderError(
                f"{self.path / name} does not match the SHA-256 in {MANIFEST}: it was altered or "
                "damaged; fetch or write the folder again."
            )
        return content

    def atlas(self) -> Atlas | None:
        """The encoded data, or None where the folder has none."""
        if ATLAS not in self:
            return None
        atlas = Atlas.from_bytes(self.content(ATLAS), self.manifest.latent_dim)
        labels = atlas.label
        if len(atlas) and not -1 <= labels.min() <= labels.max() < len(self.manifest.classes):
            raise FolderError(f"The atlas of {self.path} has labels beyond the model's classes.")
        return atlas

    def snapshots(self) -> Snapshots | None:
        """The model at moments of its training, or None where the folder has no snapshots.

        Raises:
            FolderError: they are faulty, or do not fit the model and its atlas.
        """
        if SNAPSHOTS not in self:
            return None
        atlas = self.atlas()
        rows = 0 if atlas is None else len(atlas)
        return Snapshots.from_bytes(self.content(SNAPSHOTS), self.manifest.latent_dim, rows)


@dataclass(frozen=True)
class HeldFolder(ModelFolder):
    """A model folder that is in memory and not written: `path` is where it comes from."""

    held: Mapping[str, bytes]
    """The content of each file."""

    @classmethod
    def of(cls, path: Path, manifest: Manifest, files: Mapping[str, bytes]) -> HeldFolder:
        """Hold `files`, and a manifest that lists them."""
        return cls(path, _listing(manifest, files), dict(files))

    def content(self, name: str) -> bytes:
        """The bytes of one file.

        Raises:
            FolderError: it does not hold it.
        """
        if name not in self.held:
            raise FolderError(f"The model '{self.manifest.name}' has no {name}.")
        return self.held[name]


def write_folder(path: str | Path, manifest: Manifest, files: Mapping[str, bytes]) -> ModelFolder:
    """Write `files` and a manifest that lists them to `path`, and return the folder.

    All files are written beside the old ones before the first takes its place, and from then on
    the new folder is finished by whoever opens it. Files of a model that was there before go.

    Raises:
        OutputError: the folder cannot be written.
    """
    folder = make_folder(path)
    complete = _listing(manifest, files)
    try:
        settle(folder)
        before = _listed(folder)
        for name in (*files, *before):
            _check_inside(folder, name)
        with staging(folder, "model") as staged:
            for name, content in {**files, MANIFEST: complete.to_json().encode()}.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(content)
            move_in(staged, folder, before - set(files))
    except OSError as error:
        raise unwritable(folder, error) from error
    return ModelFolder(folder, complete)


def _listed(folder: Path) -> set[str]:
    """The files that a manifest which is already there lists; none where there is no good one."""
    try:
        text = content_of(newest(folder, MANIFEST), MOST_TEXT).decode()
        return set(Manifest.from_json(text, MANIFEST).files)
    except (OSError, ValueError, FolderError):
        return set()


def _check_inside(folder: Path, name: str) -> None:
    """Refuse a file whose folder is a link that leads out of the model folder."""
    if not (folder / name).parent.resolve().is_relative_to(folder.resolve()):
        raise OutputError(f"{folder / name} leads out of {folder} by a link; name another folder.")


def _image(content: dict[str, Any], latent_dim: Any) -> ImageSpec:
    """The images of a manifest, checked.

    Raises:
        ValueError: sizes or values that no model has, or that no machine holds.
    """
    image = ImageSpec(**content)
    sides = (image.height, image.width, image.channels)
    if not all(map(_whole, (latent_dim, *sides))):
        raise ValueError("latent_dim, height, width and channels must be positive integers")
    if image.channels not in {1, 3}:
        raise ValueError(f"an image has 1 or 3 channels, not {image.channels}")
    if latent_dim > MOST_DIMENSIONS or math.prod(sides) > MOST_VALUES:
        raise ValueError(
            f"a model has at most {MOST_DIMENSIONS} dimensions, and images of {MOST_VALUES} values"
        )
    low, high = image.low, image.high
    if not all(type(level) in {int, float} for level in (low, high)) or not (
        -MOST_LEVEL <= low <= high - LEAST_RANGE <= high <= MOST_LEVEL
    ):
        raise ValueError("the image's low must be a number below its high")
    return image


def _listing(manifest: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """The manifest with the files' names and their SHA-256."""
    return replace(manifest, files={name: sha256(files[name]) for name in sorted(files)})


def _whole(value: object) -> bool:
    """Whether a value of JSON is an integer from 1 up; `true` is none, though Python thinks so."""
    return type(value) is int and value > 0


def sha256(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
