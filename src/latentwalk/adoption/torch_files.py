"""Opens PyTorch files: weights with their class, TorchScript, exported programs.

Weights are read with `weights_only=True`, so nothing in the file is executed unless the user
permits it. TorchScript and exported programs are programs, and PyTorch reads parts of them with
pickle: they are opened only if the user permits it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import pickle
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from latentwalk.adoption.pickles import MAX_PARTS, largest_tuple
from latentwalk.adoption.torch_framework import from_module, to_device
from latentwalk.errors import LatentwalkError, ModelError, SettingsError
from latentwalk.files.bounded import max_unpacked
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, load_weights

if TYPE_CHECKING:
    from latentwalk.adoption.foreign_model import ForeignModel
    from latentwalk.adoption.options import ModelOptions

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
PREFIXES = ("module.", "_orig_mod.", "model.", "net.", "vae.")
"""Prefixes that wrappers add to all names."""
SHOWN = 5
PICKLE = "data.pkl"
"""The file in a PyTorch archive that describes its tensors."""
OLD_PICKLES = 5
"""Pickles at the start of an old file: magic number, version, system, weights, their storages."""


def from_weights(path: Path, options: ModelOptions) -> ForeignModel:
    """Open a file of weights, with the class that they belong to.

    Without a class, the names must be those of Latentwalk's own VAE or its decoder.

    Raises:
        ModelError: the file cannot be read without running code, or the weights do not fit.
        SettingsError: the class cannot be found or instantiated.
    """
    content = read_weights(path, options.trust)
    if isinstance(content, nn.Module):
        return from_module(to_device(content, options.device), path.stem)
    state = _state(path, content)
    if options.model_class:
        module = _instance(options.model_class, options.kwargs)
        whole = _load(module, state, path, options.model_class)
        foreign = from_module(to_device(module, options.device), path.stem)
        if whole:
            return foreign
        remark = f"{path.name} has only the decoder's weights: the encoder is not used"
        return replace(foreign, encode=None, remark=remark)
    try:
        vae = VAE(Architecture.of_weights(state))
        load_weights(vae, state)
    except SettingsError as error:
        raise ModelError(
            f"{path} has only weights, and they are not those of Latentwalk's own VAE: give the "
            "class that they belong to as --model package.module:Class. It has "
            f"{_listed(state)}."
        ) from error
    whole = any(name.startswith("encoder.") for name in state)
    return from_module(vae if whole else vae.decoder, path.stem)


def from_script(path: Path, device: str | None) -> ForeignModel:
    """Open a TorchScript archive. Its code is not Python, but can write files: `aten::save`.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        with warnings.catch_warnings():  # about TorchScript's deprecation
            warnings.simplefilter("ignore")
            module: nn.Module = torch.jit.load(  # type: ignore[no-untyped-call]
                str(path), map_location="cpu"
            )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"Cannot read {path} as TorchScript: {_line(error)}") from error
    return from_module(to_device(module, device), path.stem)


def from_program(path: Path) -> ForeignModel:
    """Open a program that `torch.export.save` wrote. Reading it may unpickle its content.

    Raises:
        ModelError: it cannot be read.
    """
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path} is not a program that torch.export.save wrote.")
    try:
        program = torch.export.load(str(path))
        module = program.module()
    except Exception as error:  # its readers' errors have no common base class
        raise ModelError(f"Cannot read {path} as an exported program: {_line(error)}") from error
    module.requires_grad_(False)  # so that exporters can treat its weights as constants
    foreign = from_module(Forward(module), path.stem)
    inputs = [one for one in (program.example_inputs or ((),))[0] if isinstance(one, Tensor)]
    shapes = tuple(tuple(one.shape[1:]) for one in inputs[:1])
    return replace(foreign, latent_shapes=(*shapes, *foreign.latent_shapes))


class Forward(nn.Module):
    """A module with only a `forward`, because exported programs do not support modes."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self._inner = (inner,)  # not a submodule
        self.training = False

    def forward(self, value: Tensor) -> Any:
        """Call the program."""
        return self._inner[0](value)


def read_weights(path: Path, trust: bool = False) -> Any:
    """The content of a file of weights.

    Raises:
        ModelError: it cannot be read, or only by running code inside it.
    """
    if path.suffix == ".safetensors":
        try:
            return load_file(path)
        except (SafetensorError, OSError) as error:
            raise ModelError(f"{path} is not a safetensors file: {_line(error)}") from error
    if trust:
        _look_here()
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
            raise ModelError(f"{path} is not a PyTorch file: {_line(error)}") from error
        raise ModelError(
            f"{path} has more than weights: reading it would run code inside the file, which can "
            "do anything that you can. Save only the weights, "
            "torch.save(model.state_dict(), ...), or, if you know its author, give --trust."
        ) from error
    except Exception as error:  # damaged files can raise anything
        raise ModelError(f"{path} is not a PyTorch file, or it is damaged.") from error


def _state(path: Path, content: Any) -> dict[str, Tensor]:
    """The weights of a checkpoint, by name."""
    for name in INSIDE:
        if isinstance(content, Mapping) and isinstance(content.get(name), Mapping):
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
    if size > max_unpacked(path.stat().st_size):
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
    return tensors


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


def _instance(path: str, kwargs: Mapping[str, Any]) -> nn.Module:
    """The module that `package.module:Class` returns, where `Class` is a class or a function."""
    module_name, _, name = path.partition(":")
    if not name:
        raise SettingsError(f"--model expects package.module:Class or file.py:Class, got '{path}'.")
    try:
        kind: Any = _imported(module_name)
        for part in name.split("."):
            kind = getattr(kind, part)
    except LatentwalkError:
        raise
    except AttributeError:
        raise SettingsError(f"'{module_name}' has no '{name}': check --model {path}.") from None
    except Exception as error:  # a foreign module can raise anything
        raise SettingsError(f"Cannot import '{module_name}': {_line(error)}") from error
    try:
        module = kind(**kwargs)
    except Exception as error:  # as above
        raise SettingsError(
            f"Cannot instantiate {path} with --kwargs {dict(kwargs)}: {_line(error)}"
        ) from error
    if not isinstance(module, nn.Module):
        raise SettingsError(f"{path} returns a {type(module).__name__}, not a torch module.")
    return module


def _imported(module_name: str) -> Any:
    if module_name.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(module_name).stem, module_name)
        if spec is None or spec.loader is None or not Path(module_name).is_file():
            raise SettingsError(f"The file '{module_name}' does not exist (--model).")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    _look_here()
    return importlib.import_module(module_name)


def _look_here() -> None:
    """Let modules in the current folder be imported, as `python -m` does."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _load(module: nn.Module, state: Mapping[str, Tensor], path: Path, name: str) -> bool:
    """Load weights, which may have a wrapper's prefix, or be those of the decoder only.

    Returns:
        Whether all weights were loaded; False if the file has only those of the decoder.

    Raises:
        ModelError: the weights fit neither the module nor its decoder.
    """
    own = module.state_dict()
    given = _without_prefixes(state, own)
    if not _misfits(own, given):
        module.load_state_dict(given)
        return True
    decoder: Any = getattr(module, "decoder", None)
    inner = decoder.state_dict() if isinstance(decoder, nn.Module) else {}
    for names in (given, state) if inner else ():
        parts = {key.removeprefix("decoder."): value for key, value in names.items()}
        if not _misfits(inner, parts):
            _fill_with_nan(module)
            decoder.load_state_dict(parts)
            return False
    raise ModelError(f"The weights in {path} do not fit {name}: {_misfits(own, given)}.")


@torch.no_grad()
def _fill_with_nan(module: nn.Module) -> None:
    """Fill all weights with NaN, so that decoding with one that the file lacks is detected."""
    for tensor in module.state_dict().values():
        if tensor.is_floating_point():
            tensor.fill_(float("nan"))


def _without_prefixes(state: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights without prefixes of wrappers that the module does not have."""
    given = dict(state)
    for prefix in PREFIXES:
        wrapped = all(key.startswith(prefix) for key in given)
        if wrapped and not any(key.startswith(prefix) for key in own):
            given = {key.removeprefix(prefix): value for key, value in given.items()}
    return given


def _misfits(own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    """The differences between weights and those of a module, by name and shape; "" if they fit."""
    missing = {key: value for key, value in own.items() if key not in given}
    unexpected = {key: value for key, value in given.items() if key not in own}
    other = [
        f"{key} {tuple(given[key].shape)}, not {tuple(own[key].shape)}"
        for key in own
        if key in given and given[key].shape != own[key].shape
    ]
    faults = [f"it lacks {_listed(missing)}"] if missing else []
    faults += [f"it has unexpected {_listed(unexpected)}"] if unexpected else []
    faults += [f"these have another shape: {', '.join(other[:SHOWN])}"] if other else []
    return "; ".join(faults)


def _listed(state: Mapping[str, Tensor]) -> str:
    names = [f"{name:.60} {tuple(tensor.shape)}" for name, tensor in list(state.items())[:SHOWN]]
    more = len(state) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
