"""Opens PyTorch files: weights with their class, TorchScript, exported programs.

Weights are read with `weights_only=True`, so nothing in the file is executed unless the user
permits it. TorchScript and exported programs are programs, and PyTorch reads parts of them with
pickle: they are opened only if the user permits it.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from latentwalk.adoption.formats.module_weights import load_into
from latentwalk.adoption.formats.torch_framework import from_module, to_device
from latentwalk.adoption.formats.weights import listed, read_weights, weights_of
from latentwalk.adoption.user_code.classes import instance_of, one_line
from latentwalk.errors import ModelError, SettingsError
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.network import VAE, load_weights

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.options import ModelOptions


ENDINGS = re.compile(r"(\.(tar|pth?|ckpt|bin|safetensors|index|json))+$")
"""What is no part of a model's name in that of its file."""


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
    state, others = weights_of(path, content)
    name = ENDINGS.sub("", path.name) or path.name
    if options.model_class:
        module, called = instance_of(options.model_class, options.kwargs, _settings(content))
        loaded = load_into(module, state, path, options.model_class)
        foreign = from_module(to_device(module, options.device), name)
        remarks = [foreign.remark, called, others, loaded.remark]
        if not loaded.whole:
            foreign = replace(foreign, encode=None)
            remarks[-1] += ": the encoder is not used"
        return replace(foreign, remark=". ".join(filter(None, remarks)))
    try:
        vae = VAE(Architecture.of_weights(state))
        load_weights(vae, state)
    except SettingsError as error:
        raise ModelError(
            f"{path} has only weights, and they are not those of Latentwalk's own VAE: give the "
            "class that they belong to as --model package.module:Class. It has "
            f"{listed(state)}."
        ) from error
    whole = any(name.startswith("encoder.") for name in state)
    return from_module(vae if whole else vae.decoder, path.stem)


def _settings(content: Any) -> Mapping[str, Any]:
    """The arguments of its class that a checkpoint of Lightning names."""
    settings = content.get("hyper_parameters") if isinstance(content, Mapping) else None
    return settings if isinstance(settings, Mapping) else {}


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
        raise ModelError(f"Cannot read {path} as TorchScript: {one_line(error)}") from error
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
        raise ModelError(f"Cannot read {path} as an exported program: {one_line(error)}") from error
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
