"""Foreign models in PyTorch: their device and modes, and the shapes that their layers imply."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from latentwalk.adoption.foreign.levels import SIGNED, Levels
from latentwalk.adoption.foreign.model import (
    DECODERS,
    ENCODERS,
    IMAGE,
    LATENT,
    ForeignModel,
    functions_of,
    stated,
)
from latentwalk.adoption.formats.style_generators import (
    REMARK,
    TRUNCATION,
    StyleGenerator,
    is_style_generator,
)
from latentwalk.adoption.user_code.closures import modules_of
from latentwalk.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray


HALF = (torch.float16, torch.bfloat16)
"""Types with a precision of three digits or less."""


class Torch:
    """Functions of tensors, on the device and in the precision of their module."""

    def __init__(self, module: nn.Module | None = None) -> None:
        self._module = module
        first = next(_floating(module), None) if module is not None else None
        self._device = first.device if first is not None else torch.device("cpu")
        self._dtype = first.dtype if first is not None else torch.float32
        if self._device.type == "meta":
            raise ModelError("The module's weights are on the device 'meta': load them first.")

    @property
    def half(self) -> bool:
        """Whether the module is in half precision."""
        return self._dtype in HALF

    def native(self, array: NDArray[np.float32]) -> Any:
        """Convert an array to a tensor on the module's device."""
        return torch.from_numpy(array.copy()).to(self._device, self._dtype)

    def call(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Call a function in evaluation mode, and restore the mode of every submodule."""
        parts = list(self._module.modules()) if self._module is not None else []
        training = [part for part in parts if part.training]
        try:
            if training and self._module is not None:
                self._module.eval()
            with torch.no_grad():
                return function(value)
        finally:
            for part in training:
                part.training = True


def from_module(module: nn.Module, name: str | None = None) -> ForeignModel:
    """Take a module; its decoder is found by name, or is the module itself."""
    name = name or type(module).__name__
    inner = _unwrapped(module)
    wraps = inner is not module and not isinstance(module, nn.DataParallel)
    wrapper = f"{type(module).__name__} wraps {type(inner).__name__}, which is opened in its place"
    module, precision = in_single_precision(inner)
    remark = ". ".join([*([wrapper] if wraps else []), *([precision] if precision else [])])
    decode, encode = functions_of(module)
    styled = is_style_generator(module) and decode in (module, getattr(module, "synthesis", None))
    if styled:
        generator: Any = StyleGenerator(module)
        decode, remark = generator, ". ".join(filter(None, [remark, REMARK]))
    assert decode is not None  # a module can be called
    return ForeignModel(
        name=name,
        decode=decode,
        encode=encode,
        framework=Torch(module),
        latent_shapes=tuple(_latent_shapes(module, decode)),
        image_shapes=tuple(image_shapes(module)),
        module=module,
        usual=_usual_levels(module),
        remark=remark,
        conditions={TRUNCATION.name: TRUNCATION} if styled else {},
    )


def _usual_levels(module: nn.Module) -> Levels | None:
    """The values of black and white that a library trains all its models with."""
    libraries = {kind.__module__.partition(".")[0] for kind in type(module).__mro__}
    return SIGNED if "diffusers" in libraries else None


def from_functions(
    decode: Callable[[Any], Any], encode: Callable[[Any], Any] | None, name: str
) -> ForeignModel:
    """Take two functions of tensors, and find the modules that they are or belong to."""
    modules = [*modules_of(decode), *modules_of(encode)]
    distinct = list({id(module): module for module in modules}.values())
    whole = distinct[0] if len(distinct) == 1 else nn.ModuleList(distinct) if distinct else None
    return ForeignModel(
        name=name,
        decode=decode,
        encode=encode,
        framework=Torch(whole),
        latent_shapes=tuple(_latent_shapes(whole, decode)) if whole is not None else (),
        image_shapes=tuple(image_shapes(whole)) if whole is not None else (),
        module=whole,
    )


def is_module(value: object) -> bool:
    """Whether a value is a torch module."""
    return isinstance(value, nn.Module)


def is_torch(value: object) -> bool:
    """Whether a value is a module, or a function that uses one."""
    return bool(modules_of(value))


def to_device(module: nn.Module, device: str | None) -> nn.Module:
    """Move a module to a device; without one, leave it where it is.

    Raises:
        SettingsError: the device does not exist.
    """
    if device is None:
        return module
    try:
        return module.to(torch.device(device))
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0].rstrip(".") + "."
        raise SettingsError(
            f"Cannot use the device '{device}': {reason} Leave --device out to use the CPU."
        ) from error


def in_single_precision(module: nn.Module) -> tuple[nn.Module, str]:
    """A copy in float32 of a module in half precision, and a remark; others as they are."""
    half = {str(one.dtype).partition(".")[2] for one in _floating(module) if one.dtype in HALF}
    if not half or isinstance(module, torch.jit.ScriptModule):
        return module, ""
    try:
        single = copy.deepcopy(module).float()
    except Exception:  # modules may hold what cannot be copied
        return module, ""
    return single, f"Its weights are {' and '.join(sorted(half))}: a copy in float32 is used"


def image_shapes(module: Any) -> Iterator[tuple[int, ...]]:
    """Shapes (c, h, w) of images that a module or its settings state."""
    stated_channels = stated(module, ("in_channels", "channels", "nc"))
    channels = [c for c in stated_channels if isinstance(c, int) and c in (1, 3)]
    for value in stated(module, IMAGE):
        sides = value if isinstance(value, tuple) else (value, value)
        if len(sides) == 1:
            sides = (*sides, *sides)
        if len(sides) == 2:
            yield from ((c, *sides) for c in dict.fromkeys((*channels, 1, 3)))
        elif len(sides) == 3:
            yield sides if sides[0] in (1, 3) else (sides[2], *sides[:2])
    if channels:  # fully convolutional: any size is possible, this one shows something
        yield (channels[0], 64, 64)


def _latent_shapes(module: nn.Module, decode: Any) -> Iterator[tuple[int, ...]]:
    """Possible shapes of a latent point: as stated, then as the decoder's first layers imply."""
    for value in stated(module, LATENT):
        if isinstance(value, int):
            yield (value,)
            yield (value, 1, 1)
        else:
            yield value
    owner = decode if isinstance(decode, nn.Module) else getattr(module, "decoder", module)
    layers = owner.modules() if isinstance(owner, nn.Module) else module.modules()
    for layer in layers:
        if isinstance(layer, nn.Linear):
            yield (layer.in_features,)
        elif isinstance(layer, nn.ConvTranspose2d) and layer.stride[0] == 1:  # expands one pixel
            yield (layer.in_channels, 1, 1)
        elif isinstance(layer, (nn.ConvTranspose2d, nn.Conv2d)):  # a feature map of some size
            yield (layer.in_channels, 8, 8)
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            yield (layer.in_features,)
    for weight in module.parameters():  # for TorchScript, whose layers have no class
        if weight.ndim == 2:
            yield (int(weight.shape[1]),)
        elif weight.ndim == 4:
            yield (int(weight.shape[0]), 1, 1)


def _unwrapped(module: nn.Module) -> nn.Module:
    """The model inside a wrapper, such as DataParallel or a training framework's."""
    while not _has(module, (*DECODERS, *ENCODERS)):
        children = list(module.children())
        whole = [one for one in children if all(_has(one, kind) for kind in (DECODERS, ENCODERS))]
        children = whole if len(whole) == 1 else children
        inner = children[0] if len(children) == 1 else None
        is_model = inner is not None and _has(inner, (*DECODERS, "module"))
        if inner is None or not (is_model or isinstance(module, nn.DataParallel)):
            break
        module = inner
    return module


def _has(module: nn.Module, names: tuple[str, ...]) -> bool:
    return any(hasattr(module, name) for name in names)


def _floating(module: nn.Module) -> Iterator[torch.Tensor]:
    tensors = [*module.parameters(), *module.buffers()]
    return (tensor for tensor in tensors if tensor.is_floating_point())
