"""The weights of a module: loads those of a file into it, or into its decoder."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import torch

from latentwalk.adoption.formats.weights import SHOWN, listed
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from torch import Tensor, nn

DECODER = re.compile(r"dec|gen", re.I)
"""A part of a module with such a name is its decoder."""
ENCODER = re.compile(r"enc|recog|infer", re.I)
"""A part of a module with such a name is its encoder."""
WRAPPER = re.compile(r"(^|\.)(?:(?:_orig_mod|module)\.)+")
"""What DataParallel and `torch.compile` add to names."""
MAX_PREFIX = 16
"""Parts of a name, between its dots, that may be a prefix."""


class Loaded(NamedTuple):
    """What was loaded."""

    whole: bool = True
    """Whether the encoder's weights were loaded as well as the decoder's."""
    remark: str = ""
    """What was assumed, as a sentence without its full stop."""


def load_into(module: nn.Module, state: Mapping[str, Tensor], path: Path, name: str) -> Loaded:
    """Load weights, which may have a wrapper's prefix, or be those of the decoder only.

    Raises:
        ModelError: the weights fit neither the module nor its decoder.
    """
    own = module.state_dict()
    decoders = {key: part for key, part in module.named_children() if DECODER.search(key)}
    inner = [key for part in decoders.values() for key in part.state_dict()]
    tried = list(_without_wrappers(state, [*own, *inner]))
    fitting = {prefix: given for prefix, given in tried if not _misfits(own, given)}
    if fitting:
        prefix, given = next(iter(fitting.items()))
        module.load_state_dict(given)
        return Loaded(remark=_left_out(path, state, prefix, list(fitting)))
    for _, given in (pair for pair in tried if len(pair[1]) == len(state)):
        for key, decoder in decoders.items():
            if not _misfits(decoder.state_dict(), given):
                _fill_with_nan(module)
                decoder.load_state_dict(given)
                return Loaded(False, f"{path.name} has only the decoder's weights ({key})")
        parts = {one.partition(".")[0] for one in given}
        wanted = {one: value for one, value in own.items() if one.partition(".")[0] in parts}
        if parts & {*decoders} and not _misfits(wanted, given):
            _fill_with_nan(module)
            module.load_state_dict(given, strict=False)
            if any(ENCODER.search(part) for part in parts):
                lacking = sorted({one.partition(".")[0] for one in own} - parts)
                _forbid(module, lacking, path)
                return Loaded(remark=f"{path.name} lacks the weights of {', '.join(lacking)}")
            return Loaded(False, f"{path.name} has only the decoder's weights")
    closest = max((given for _, given in tried), key=lambda given: len({*given} & {*own}))
    raise ModelError(f"The weights in {path} do not fit {name}: {_misfits(own, closest)}.")


def _forbid(module: nn.Module, names: Iterable[str], path: Path) -> None:
    """Let parts of a module raise ModelError when they are called."""

    def refuse(name: str, *_: object) -> None:
        raise ModelError(f"{path.name} lacks the weights of {name}, which are needed.")

    for name, part in module.named_children():
        if name in names:
            part.register_forward_pre_hook(partial(refuse, name))


@torch.no_grad()
def _fill_with_nan(module: nn.Module) -> None:
    """Fill all weights with NaN, so that decoding with one that the file lacks is detected."""
    for tensor in module.state_dict().values():
        if tensor.is_floating_point():
            tensor.fill_(float("nan"))


def _without_wrappers(
    state: Mapping[str, Tensor], known: Iterable[str]
) -> Iterator[tuple[str, dict[str, Tensor]]]:
    """The weights, and those under each prefix of known names without it, the shortest first."""
    plain = {WRAPPER.sub(r"\1", name): value for name, value in state.items()}
    known = {*known}
    yield "", dict(state)
    for weights in (plain, state) if {*plain} != {*state} else (plain,):
        for start in _prefixes(weights, known):
            under = {name: value for name, value in weights.items() if name.startswith(start)}
            yield start, {name.removeprefix(start): value for name, value in under.items()}


def _prefixes(names: Iterable[str], known: set[str]) -> list[str]:
    """What stands before known names, with its dot, the shortest first."""
    found = set()
    for name in names:
        parts = name.split(".", MAX_PREFIX)
        for depth in range(len(parts)):
            if ".".join(parts[depth:]) in known:
                found.add("".join(f"{part}." for part in parts[:depth]))
    return sorted(found, key=lambda one: (one.count("."), one))


def _left_out(path: Path, state: Mapping[str, Tensor], prefix: str, fitting: list[str]) -> str:
    """A remark about weights under other prefixes than the one that is used, or ""."""
    if all(one.startswith(prefix) or WRAPPER.sub(r"\1", one).startswith(prefix) for one in state):
        return ""
    used = f"The weights in {path.name} whose names begin with '{prefix}' are used"
    also = [f"'{one}'" for one in fitting if one != prefix]
    if not also:
        return f"{used}; it has other weights as well"
    return f"{used}; it also has weights under {', '.join(also)}. For the others, save them alone"


def _misfits(own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    """The differences between weights and those of a module, by name and shape; "" if they fit."""
    missing = {key: value for key, value in own.items() if key not in given}
    unexpected = {key: value for key, value in given.items() if key not in own}
    other = [
        f"{key} {tuple(given[key].shape)}, not {tuple(own[key].shape)}"
        for key in own
        if key in given and given[key].shape != own[key].shape
    ]
    faults = [f"it lacks {listed(missing)}"] if missing else []
    faults += [f"it has unexpected {listed(unexpected)}"] if unexpected else []
    faults += [f"these have another shape: {', '.join(other[:SHOWN])}"] if other else []
    return "; ".join(faults)
