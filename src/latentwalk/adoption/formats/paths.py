"""Opens models from paths, by the kind of file or folder, and from the Hub."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.adoption.formats.keras_loading import ENDINGS as KERAS
from latentwalk.adoption.formats.packages import require_torch
from latentwalk.adoption.formats.pairs import TFJS, decoder_in, encoder_beside, shown
from latentwalk.adoption.formats.shards import index_beside, is_index
from latentwalk.errors import FolderError, MissingError, ModelError
from latentwalk.files.bounded import check_regular_file, read_bounded
from latentwalk.folder.manifest import DECODER, ENCODER, MANIFEST

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.options import ModelOptions

WEIGHTS = (".safetensors", ".pt", ".pth", ".ckpt", ".bin")
WANTED = [
    *("*.json", "*.onnx", "*.onnx.data", "*.onnx_data", "*.safetensors", "vae/*", "*.pt", "*.bin"),
    *(f"*{ending}" for ending in KERAS),
]
"""Files that are downloaded from the Hub."""
KINDS = (
    "a model folder, decoder.onnx, weights (.safetensors, .pt, .pth, .ckpt) with --model, "
    "TorchScript, .pt2, .keras, .h5, model.json of TensorFlow.js, a folder of diffusers or pythae, "
    "or the id of a model on the Hub"
)
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


def from_path(path: str | Path, options: ModelOptions) -> ForeignModel:
    """Open what is at a path, or on the Hub under a name.

    Raises:
        FolderError: nothing is there, or nothing that can be opened.
        ModelError: the file is invalid, or needs code that may not be run.
        MissingError: a package to read it is missing.
    """
    location = Path(path)
    if not str(path):
        raise FolderError(f"No model given. What can be opened: {KINDS}.")
    if location.is_dir():
        return _of_folder(location, options)
    if location.is_file():
        return _of_file(location, options)
    if HUB_ID.fullmatch(str(path)):
        return _of_folder(_from_hub(str(path)), options)
    raise FolderError(f"Nothing found at '{path}'. What can be opened: {KINDS}.")


def _of_folder(folder: Path, options: ModelOptions) -> ForeignModel:
    if (folder / DECODER).is_file():
        return _of_onnx(folder / DECODER, folder.resolve().name)
    for inner in (folder, folder / "vae"):
        if (inner / "config.json").is_file():
            from latentwalk.adoption.formats.libraries import from_diffusers

            return from_diffusers(inner, options.device)
    if (folder / "model_config.json").is_file():
        from latentwalk.adoption.formats.libraries import from_pythae

        return from_pythae(folder, options.trust, options.device)
    for name in (*(f"decoder{ending}" for ending in KERAS), TFJS):
        if (folder / name).is_file():
            return _of_file(folder / name, options)
    decoder = None if options.model_class else decoder_in(folder, (".onnx", *KERAS))
    if decoder is not None:
        foreign = _of_file(decoder, options)
        name = decoder.relative_to(folder).as_posix()
        opened = f"{name} is opened, the only file named as a decoder"
        return replace(foreign, remark=". ".join(filter(None, [foreign.remark, opened])))
    if (folder / "saved_model.pb").is_file():
        raise ModelError(
            f"{folder} is a SavedModel of TensorFlow: convert it to ONNX, "
            f"python -m tf2onnx.convert --saved-model {folder} --output decoder.onnx."
        )
    indices = [path for path in sorted(folder.iterdir()) if is_index(path)]
    weights = indices or [path for path in sorted(folder.iterdir()) if path.suffix in WEIGHTS]
    if options.model_class and len(weights) == 1:
        return _of_file(weights[0], options)
    raise FolderError(
        f"{folder} has no {MANIFEST}, no {DECODER}, no config.json of diffusers and no "
        "model_config.json of pythae: give the file of the model."
    )


def _of_file(path: Path, options: ModelOptions) -> ForeignModel:
    _check_content(path)
    ending = path.suffix.lower()
    if ending == ".onnx":
        return _of_onnx(path, path.stem)
    if ending in KERAS or path.name == TFJS:
        from latentwalk.adoption.formats.keras_files import from_keras

        return from_keras(path, options.trust)
    if ending not in (*WEIGHTS, ".pt2") and not options.model_class:
        raise FolderError(f"Cannot open '{path}'. What can be opened: {KINDS}.")
    require_torch(f"{path.name} is a PyTorch model")
    from latentwalk.adoption.formats import torch_files

    if ending == ".pt2":
        _require_trust(path, options, "a torch.export program")
        return torch_files.from_program(path)
    if ending != ".safetensors" and _is_torchscript(path):
        _require_trust(path, options, "TorchScript")
        return torch_files.from_script(path, options.device)
    return torch_files.from_weights(index_beside(path) or path, options)


def _of_onnx(path: Path, name: str) -> ForeignModel:
    from latentwalk.adoption.formats.onnx_files import from_onnx
    from latentwalk.adoption.formats.onnx_tensors import with_weights

    beside = encoder_beside(path, (".onnx",))
    encoder = None if beside is None else with_weights(_content(beside), beside)
    if path.name == DECODER and path.parent.resolve().name:
        name = path.parent.resolve().name
    foreign = from_onnx(with_weights(_content(path), path), name, encoder)
    if beside is None or beside.name == ENCODER:
        return foreign
    found = f"{shown(beside, path)} is read as the encoder of {path.name}"
    remarks = [foreign.remark, found]
    return replace(foreign, must_encode=False, remark=". ".join(filter(None, remarks)))


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except OSError as error:
        raise FolderError(f"Cannot read {path}: {error.strerror or error}.") from error


def _check_content(path: Path) -> None:
    """Check that a file can be read, and is no stand-in for the model.

    Raises:
        FolderError: it cannot be read.
        ModelError: it is a pointer of Git LFS, or a web page.
    """
    try:
        check_regular_file(path)
        with path.open("rb") as file:
            start = file.read(64).lstrip().lower()
    except OSError as error:
        raise FolderError(f"Cannot read {path}: {error.strerror or error}.") from error
    if start.startswith(b"version https://git-lfs"):
        raise ModelError(
            f"{path} is a pointer of Git LFS, not the file itself: git lfs pull downloads it."
        )
    if start.startswith((b"<!doctype html", b"<html")):
        raise ModelError(f"{path} is a web page, not a model: download the file that it links to.")


def _is_torchscript(path: Path) -> bool:
    """Whether a file is an archive with TorchScript code."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.partition("/")[2] for name in archive.namelist()}
    except Exception:  # damaged archives can raise anything
        return False
    return "constants.pkl" in names


def _from_hub(name: str) -> Path:
    if importlib.util.find_spec("huggingface_hub") is None:
        raise MissingError(
            f"Nothing found at '{name}'. If it is a model on the Hub, downloading it needs "
            "huggingface_hub: pip install huggingface_hub."
        )
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=WANTED))
    except Exception as error:  # errors of the Hub, of HTTP, of the disk
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"Nothing found at '{name}', and it could not be downloaded from the Hub: {reason}"
        ) from error


def _require_trust(path: Path, options: ModelOptions, what: str) -> None:
    if not options.trust:
        raise ModelError(
            f"{path} is {what}, which is a program and can read and write any file that you can. "
            "Save only the weights, torch.save(model.state_dict(), ...), or write ONNX, or, if you "
            "know its author, give --trust."
        )
