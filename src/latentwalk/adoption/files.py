"""`SRC`: what a person may name on the command line, by what lies there."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.content import check_ordinary, content_of
from latentwalk.errors import FolderError, MissingError, ModelError
from latentwalk.folder import DECODER, ENCODER, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.adoption.stranger import Stranger

WEIGHTS = (".safetensors", ".pt", ".pth", ".ckpt", ".bin")
KERAS = (".keras", ".h5", ".hdf5")
KINDS = (
    "a model folder, decoder.onnx, weights (.safetensors, .pt, .pth, .ckpt) with --model, "
    "TorchScript, .pt2, .keras, a folder of diffusers or pythae, or the id of a model on the Hub"
)
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
OWN = "the names are those of Latentwalk's own decoder"
SAFE_TORCH = (2, 6)


@dataclass(frozen=True)
class Opening:
    """How a file is to be opened, where the file alone does not tell."""

    model: str = ""
    """`package.module:Class` or `file.py:Class`: what the weights belong to."""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    """What the class is called with."""
    trust: bool = False
    """Whether code inside the file may be run."""
    device: str | None = None
    """Where a torch module runs; without it on the CPU, or where it is already."""


def stranger_of_path(path: str | Path, opening: Opening) -> Stranger:
    """What lies at a path, or on the Hub under a name, as a stranger.

    Raises:
        FolderError: there is nothing, or nothing that can be opened.
        ModelError: it is not what it seems, or needs code that may not be run.
        MissingError: a package that reads it is missing.
    """
    place = Path(path)
    if not str(path):
        raise FolderError(f"The model has no name. What can be opened: {KINDS}.")
    if place.is_dir():
        return _of_folder(place, opening)
    if place.is_file():
        return _of_file(place, opening)
    if HUB_ID.fullmatch(str(path)):
        return _of_folder(_from_hub(str(path)), opening)
    raise FolderError(f"There is nothing at '{path}'. What can be opened: {KINDS}.")


def _of_folder(folder: Path, opening: Opening) -> Stranger:
    if (folder / DECODER).is_file():
        return _of_onnx(folder / DECODER, folder.resolve().name)
    for inner in (folder, folder / "vae"):
        if (inner / "config.json").is_file():
            from latentwalk.adoption.libraries import stranger_of_diffusers

            return stranger_of_diffusers(inner, opening.device)
    if (folder / "model_config.json").is_file():
        from latentwalk.adoption.libraries import stranger_of_pythae

        return stranger_of_pythae(folder, opening.trust, opening.device)
    weights = [path for path in sorted(folder.iterdir()) if path.suffix in WEIGHTS]
    if opening.model and len(weights) == 1:
        return _of_file(weights[0], opening)
    raise FolderError(
        f"{folder} holds no {MANIFEST}, no {DECODER}, no config.json of diffusers and no "
        "model_config.json of pythae. Name the file that holds the model."
    )


def _of_file(path: Path, opening: Opening) -> Stranger:
    ending = path.suffix.lower()
    if ending == ".onnx":
        return _of_onnx(path, path.stem)
    if ending in KERAS:
        from latentwalk.adoption.libraries import stranger_of_keras

        return stranger_of_keras(path, opening.trust)
    if ending not in (*WEIGHTS, ".pt2"):
        raise FolderError(f"'{path}' cannot be opened. What can: {KINDS}.")
    _check_readable(path)
    needs_torch(f"{path.name} holds a model of PyTorch's")
    from latentwalk.adoption import torch_files

    if ending == ".pt2":
        _needs_trust(path, opening, "a program of torch.export")
        return torch_files.stranger_of_program(path)
    if ending != ".safetensors" and _is_torchscript(path):
        _needs_trust(path, opening, "TorchScript")
        return torch_files.stranger_of_script(path, opening.device)
    return torch_files.stranger_of_weights(path, opening)


def _of_onnx(path: Path, name: str) -> Stranger:
    from latentwalk.adoption.onnx_files import stranger_of_onnx

    beside = path.parent / ENCODER
    encoder = _content(beside) if path.name == DECODER and beside.is_file() else None
    if path.name == DECODER and path.parent.resolve().name:
        name = path.parent.resolve().name
    return stranger_of_onnx(_content(path), name, encoder)


def _content(path: Path) -> bytes:
    try:
        return content_of(path)
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror or error}.") from error


def _check_readable(path: Path) -> None:
    try:
        check_ordinary(path)
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror or error}.") from error


def _is_torchscript(path: Path) -> bool:
    """Whether a file is an archive that holds TorchScript's code beside its weights."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.partition("/")[2] for name in archive.namelist()}
    except Exception:  # damaged archives raise whatever their bytes lead to
        return False
    return "constants.pkl" in names


def _from_hub(name: str) -> Path:
    if importlib.util.find_spec("huggingface_hub") is None:
        raise MissingError(
            f"There is nothing at '{name}'. If it is a model on the Hub, fetching it needs "
            "huggingface_hub: pip install huggingface_hub."
        )
    import huggingface_hub

    try:
        wanted = ["*.json", "*.onnx", "*.safetensors", "vae/*", "*.pt", "*.bin", "*.keras"]
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=wanted))
    except Exception as error:  # of the Hub, of HTTP, of the disk
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"There is nothing at '{name}', and it could not be fetched from the Hub: {reason}"
        ) from error


def needs_torch(why: str) -> None:
    """Say what is missing where PyTorch is, or is one that runs code in files of weights.

    Versions before 2.6 do, though they are told not to: CVE-2025-32434.

    Raises:
        MissingError: it is.
    """
    if importlib.util.find_spec("torch") is None:
        raise MissingError(f"{why}; to open it needs torch: pip install torch.")
    version = importlib.metadata.version("torch")
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < SAFE_TORCH:
        raise MissingError(
            f"{why}; torch {version} may run code that is inside such a file: pip install "
            "'torch>=2.6'."
        )


def _needs_trust(path: Path, opening: Opening, what: str) -> None:
    if not opening.trust:
        raise ModelError(
            f"{path} is {what}: not weights but a program, which may read and write any file that "
            "you may. Save the weights alone, torch.save(model.state_dict(), ...), or write ONNX, "
            "or, if you know who made it, give --trust."
        )
