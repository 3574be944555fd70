"""Reads files of PyTorch weights without running code.

Files are read with `weights_only=True`, after a check of what they unpack to, so nothing inside
them is executed unless the user permits it.
"""

from __future__ import annotations

import contextlib
import pickle
import tarfile
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from latentwalk.adoption.formats.pickles import MAX_PARTS, largest_tuple
from latentwalk.adoption.formats.shards import is_index, joined, shards_of
from latentwalk.adoption.user_code.classes import look_in_working_directory, one_line
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.files.bounded import max_unpacked

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = (
    "state_dict",
    "model_state_dict",
    "model",
    "module",
    "net",
    "generator",
    "g_ema",
    "weights",
)
"""Names of the weights in a checkpoint that has other content as well."""
SHOWN = 5
PICKLE = "data.pkl"
"""The file in a PyTorch archive that describes its tensors."""
OLD_PICKLES = 5
"""Pickles at the start of an old file: magic number, version, system, weights, their storages."""


def read_weights(path: Path, trust: bool = False) -> Any:
    """The content of a file of weights.

    Raises:
        ModelError: it cannot be read, or only by running code inside it.
    """
    if is_index(path):
        return joined({name: read_weights(part, trust) for name, part in shards_of(path).items()})
    if path.suffix == ".safetensors":
        try:
            return load_file(path)
        except (SafetensorError, OSError) as error:
            raise ModelError(f"{path} is not a safetensors file: {one_line(error)}") from error
    if trust:
        look_in_working_directory()
    else:
        _check_unpacked(path)
    try:
        with warnings.catch_warnings():  # about old and unusual files
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=not trust)
    except ModuleNotFoundError as error:
        raise ModelError(
            f"{path} has objects of the module '{error.name}', which cannot be imported here: run "
            "this where it can be."
        ) from error
    except (pickle.UnpicklingError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "weights_only" not in str(error):
            raise ModelError(f"{path} is not a PyTorch file, or it is damaged.") from error
        if trust:
            raise ModelError(f"{path} is not a PyTorch file: {one_line(error)}") from error
        raise ModelError(
            f"{path} has more than weights: reading it would run code inside the file, which can "
            "do anything that you can. Save only the weights, "
            "torch.save(model.state_dict(), ...), or, if you know its author, give --trust."
        ) from error
    except Exception as error:  # damaged files can raise anything
        raise ModelError(f"{path} is not a PyTorch file, or it is damaged.") from error


def weights_of(path: Path, content: Any) -> tuple[dict[str, Tensor], str]:
    """The weights of a checkpoint, by name, and a remark about others in it, or "".

    Raises:
        ModelError: it has no weights.
    """
    remark = ""
    for name in INSIDE:
        if isinstance(content, Mapping) and isinstance(content.get(name), Mapping):
            remark = _others(path, content, name)
            content = content[name]
            break
    named = (
        {str(name): value for name, value in content.items() if isinstance(name, (str, int))}
        if isinstance(content, Mapping)
        else {}
    )
    tensors = {name: value for name, value in named.items() if isinstance(value, Tensor)}
    invalid = [name for name, tensor in tensors.items() if not _is_plain(tensor)]
    if invalid:
        raise ModelError(f"'{invalid[0]:.60}' in {path} is not a plain array of numbers.")
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    files = shards_of(path).values() if is_index(path) else [path]
    if size > sum(max_unpacked(one.stat().st_size) for one in files):
        raise ModelError(
            f"{path} has arrays that claim {size / 2**20:,.0f} MB, many times its size."
        )
    if not tensors:
        held = ", ".join(f"{name:.60}" for name in list(named)[:SHOWN])
        raise ModelError(
            f"{path} has no named weights, but a {type(content).__name__}"
            f"{f' of {held}' if held else ''}. Save only the weights, "
            "torch.save(model.state_dict(), ...)."
        )
    return tensors, remark


def _others(path: Path, content: Mapping[Any, Any], used: str) -> str:
    """A remark about other weights of the same names in a checkpoint, as of a moving average."""
    names = {*content[used]}
    others = [
        str(name)
        for name, value in content.items()
        if name != used and isinstance(value, Mapping) and names and names <= {*value}
    ]
    if not others:
        return ""
    return (
        f"{path.name} has weights under {used} and under {', '.join(others)}: those under {used} "
        "are used. For the others, save them alone"
    )


def _is_plain(tensor: Tensor) -> bool:
    """Whether it is an ordinary dense tensor of real numbers."""
    return (
        type(tensor) in {Tensor, nn.Parameter}
        and tensor.layout is torch.strided
        and tensor.device.type == "cpu"
        and not tensor.is_quantized
        and not tensor.is_complex()
    )


def _check_unpacked(path: Path) -> None:
    """Refuse an archive that would need excessive memory or time; torch writes none of these."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > max_unpacked(path.stat().st_size):
                raise ModelError(
                    f"{path} unpacks to {size / 2**20:,.0f} MB, many times its size, unlike "
                    "weights."
                )
            for member in archive.infolist():
                if member.filename.endswith(PICKLE):
                    with archive.open(member) as file:
                        _check_pickle(path, file)
    except LatentwalkError:
        raise
    except Exception:  # not an archive, or a damaged one, for which torch has a better message
        _check_old(path)


def _check_old(path: Path) -> None:
    """The same check for files that are not archives: a few pickles, then numbers."""
    try:
        with tarfile.open(path, "r:"):
            raise ModelError(
                f"{path} has PyTorch's oldest format, whose reader unpacks an archive: save it "
                "again with the program that wrote it."
            )
    except (tarfile.TarError, OSError, ValueError, EOFError):
        pass
    with contextlib.suppress(OSError, ValueError, EOFError), path.open("rb") as file:
        for _ in range(OLD_PICKLES):
            _check_pickle(path, file)


def _check_pickle(path: Path, file: Any) -> None:
    if largest_tuple(file) > MAX_PARTS:
        raise ModelError(f"{path} has a tuple of millions of parts, unlike weights.")


def listed(state: Mapping[str, Tensor]) -> str:
    """The first names of weights with their shapes, for error messages."""
    names = [f"{name:.60} {tuple(tensor.shape)}" for name, tensor in list(state.items())[:SHOWN]]
    more = len(state) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
