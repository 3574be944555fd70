"""Opens folders that other PyTorch libraries saved: diffusers, pythae."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.formats.packages import require_library, require_torch
from latentwalk.errors import ModelError
from latentwalk.files.bounded import MAX_TEXT, read_bounded
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.adoption.foreign.model import ForeignModel

WEIGHTS = "diffusion_pytorch_model"
"""The beginning of the names of diffusers' weights."""


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
    from latentwalk.adoption.formats.torch_framework import from_module, to_device

    return from_module(to_device(module, device), folder.resolve().name)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = parse_json(read_bounded(path, MAX_TEXT), finite=False)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(f"Cannot read {path} as JSON: {reason}.") from error
    return content if isinstance(content, dict) else {}
