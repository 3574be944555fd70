"""A checkpoint: the state of a stopped run, as one safetensors file.

An epoch's random draws depend only on the seed and the epoch's number, so no generator state is
stored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from latentwalk.errors import FolderError
from latentwalk.files.atomic import write_bytes
from latentwalk.files.bounded import check_regular_file
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


@dataclass
class Checkpoint:
    """The state of a run between two epochs."""

    settings: dict[str, Any]
    """As `TrainSettings.to_json`."""
    data_sha256: str
    """The hash of the run's data."""
    epoch: int
    """The number of completed epochs."""
    weights: dict[str, Tensor]
    """The model's state dict."""
    moments: dict[str, Tensor]
    """As `Descent.state`."""
    best_loss: float = float("inf")
    """The lowest training loss of an epoch; only if the recipe keeps the best."""
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    """The weights after that epoch."""
    start: int = 0
    """The start that the run goes on from, counted from 0."""

    def write(self, path: Path) -> None:
        """Write the checkpoint atomically.

        Raises:
            OutputError: the file cannot be written.
        """
        tensors = {f"weights.{name}": tensor for name, tensor in self.weights.items()}
        tensors |= {f"best.{name}": tensor for name, tensor in self.best_weights.items()}
        tensors |= {f"moments.{name}": tensor for name, tensor in self.moments.items()}
        about = {
            "settings": self.settings,
            "data_sha256": self.data_sha256,
            "epoch": self.epoch,
            "best_loss": self.best_loss,
            "start": self.start,
        }
        plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        write_bytes(path, save(plain, metadata={"latentwalk": json.dumps(about)}))

    @classmethod
    def read(cls, path: Path) -> Checkpoint:
        """Read a file that `write` wrote.

        Raises:
            FolderError: the file is missing or damaged.
        """
        try:
            check_regular_file(path)
            with safe_open(path, framework="pt") as file:
                about = parse_json((file.metadata() or {})["latentwalk"], finite=False)
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if not _checked(about):
                raise ValueError("its metadata has invalid values")
            return cls(
                settings=about["settings"],
                data_sha256=about["data_sha256"],
                epoch=about["epoch"],
                weights=_with_prefix(tensors, "weights."),
                moments=_with_prefix(tensors, "moments."),
                best_loss=about["best_loss"],
                best_weights=_with_prefix(tensors, "best."),
                start=about["start"],
            )
        except FileNotFoundError:
            raise FolderError(f"No stopped run in {path.parent}: it has no {path.name}.") from None
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise FolderError(f"{path} is not a checkpoint of Latentwalk: {error}.") from error


def copied(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A copy of a state dict, which later steps do not change."""
    return {
        name: tensor.detach().clone(memory_format=torch.preserve_format)
        for name, tensor in state.items()
    }


def _checked(about: dict[str, Any]) -> bool:
    """Whether a checkpoint's metadata has the right types; KeyError if an entry is missing."""
    return (
        isinstance(about["settings"], dict)
        and isinstance(about["data_sha256"], str)
        and all(type(about[name]) is int and about[name] >= 0 for name in ("epoch", "start"))
        and type(about["best_loss"]) in {int, float}
    )


def _with_prefix(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
