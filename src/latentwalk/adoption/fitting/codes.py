"""The latent points that a module's own `forward` passes to its decoder."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from latentwalk.adoption.fitting.noise import FixedNoise, sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Reached(Exception):  # noqa: N818  not an error: it ends `forward` early
    """A part was called with a value."""

    def __init__(self, part: Any, value: Any) -> None:
        super().__init__()
        self.part, self.value = part, value


def code(module: nn.Module, decode: Any, value: Any, noise: float, most: float = math.inf) -> Any:
    """What `module(value)` passes to its decoder, with its Gaussian noise fixed.

    Args:
        module: the whole model.
        decode: its decoder, a submodule or a method. `forward` may call the submodule `decoder`
            instead.
        value: images as the module takes them.
        noise: the noise, in standard deviations.
        most: draws of more numbers are 0.

    Raises:
        ValueError: `forward` does not call the decoder, or calls `decoder` with something else
            than latent points.
    """
    inner = getattr(module, "decoder", None)
    directly = inner if isinstance(inner, nn.Module) and inner is not decode else None
    also = contextlib.nullcontext() if directly is None else _intercepted(directly)
    with _intercepted(decode), also, sampling(module), FixedNoise(noise, most):
        try:
            module(value)
        except _Reached as reached:
            given, part = reached.value, reached.part
        else:
            raise ValueError("its forward does not call its decoder")
    if part is directly and not _passes_on(decode, directly, given):
        raise ValueError("its forward calls further layers before its decoder")
    return given


def can_be_traced_to(module: Any, decode: Any) -> bool:
    """Whether `code` may find latent points: `forward` is the module's own, and not its decoder."""
    forward = getattr(type(module), "forward", None)
    own = getattr(forward, "__name__", "") == "forward"
    scripted = isinstance(module, (torch.jit.ScriptModule, torch.jit.ScriptFunction))
    return own and not scripted and decode is not module and _is_part(module, decode)


def _is_part(module: nn.Module, decode: Any) -> bool:
    if isinstance(decode, nn.Module):
        return any(part is decode for part in module.modules())
    return getattr(decode, "__self__", None) in set(module.modules())


def _passes_on(decode: Any, inner: Any, value: Any) -> bool:
    """Whether a decoder calls its submodule `decoder` with the value that it is given.

    Other layers may stand before, which `forward` then calls, too: they make no latent point.
    """
    passed = None
    with _intercepted(inner), FixedNoise(0.0):
        try:
            decode(value)
        except _Reached as reached:
            passed = reached.value
        except TypeError as error:
            # a missing argument: it takes more than a latent point
            return "required positional argument" in str(error)
        except Exception:  # the layers before do not take it
            return False
    if not (torch.is_tensor(passed) and torch.is_tensor(value)):
        return passed is value
    return passed.numel() == value.numel() and torch.allclose(
        passed.flatten(), value.flatten(), rtol=0, atol=0, equal_nan=True
    )


@contextlib.contextmanager
def _intercepted(decode: Any) -> Iterator[None]:
    """End the program at calls of the decoder."""

    def reach(value: Any) -> None:
        raise _Reached(decode, value)

    if isinstance(decode, nn.Module):
        hook = decode.register_forward_pre_hook(
            lambda _, args, named: reach((*args, *named.values())[0]), with_kwargs=True
        )
        try:
            yield
        finally:
            hook.remove()
        return
    owner, name = decode.__self__, decode.__name__
    replaced: Callable[..., None] = lambda value, *_, **__: reach(value)  # noqa: E731
    owner.__dict__[name] = replaced
    try:
        yield
    finally:
        del owner.__dict__[name]
