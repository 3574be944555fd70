"""Isolates the user's program from the effects of trying a foreign model."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def isolated_rng() -> Iterator[None]:
    """Preserve the state of PyTorch's generator: trying a model that samples draws from it."""
    if "torch" not in sys.modules:
        yield
        return
    import torch

    with torch.random.fork_rng(devices=[]):
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress other libraries' warnings: what matters is reported in a sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
