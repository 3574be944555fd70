"""A checkpoint: everything that a stopped run needs to go on, as one safetensors file.

The random draws of an epoch follow from the seed and the epoch's number alone, so no state of
a generator has to be kept.
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
from latentwalk.files.bounded import check_ordinary
from latentwalk.files.strict_json import parsed

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


@dataclass
class Checkpoint:
    """A run between two epochs."""

    settings: dict[str, Any]
    """As `TrainSettings.to_json`."""
    data_sha256: str
    """Of the data that it is trained on."""
    epoch: int
    """How many epochs have ended."""
    weights: dict[str, Tensor]
    """The model's state dict."""
    moments: dict[str, Tensor]
    """As `Descent.state`."""
    best_loss: float = float("inf")
    """The lowest training loss of an epoch so far; followed where the recipe keeps the best."""
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    """The weights at that epoch's end."""

    def write(self, path: Path) -> None:
        """Write it whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        tensors = {f"weights.{name}": tensor for name, tensor in self.weights.items()}
        tensors |= {f"best.{name}": tensor for name, tensor in self.best_weights.items()}
        tensors |= {f"moments.{name}": tensor for name, tensor in self.moments.items()}
        about = {
            "settings": self.settings,
            "data_sha256": self.data_sha256,
            "epoch": self.epoch,
            "best_loss": self.best_loss,
        }
        plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        write_bytes(path, save(plain, metadata={"latentwalk": json.dumps(about)}))

    @classmethod
    def read(cls, path: Path) -> Checkpoint:
        """Read what `write` wrote.

        Raises:
            FolderError: there is none, or it is damaged.
        """
        try:
            check_ordinary(path)
            with safe_open(path, framework="pt") as file:
                about = parsed((file.metadata() or {})["latentwalk"], finite=False)
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if not _checked(about):
                raise ValueError("what it says of its run is not of the kind that it should be")
            return cls(
                settings=about["settings"],
                data_sha256=about["data_sha256"],
                epoch=about["epoch"],
                weights=_with_prefix(tensors, "weights."),
                moments=_with_prefix(tensors, "moments."),
                best_loss=about["best_loss"],
                best_weights=_with_prefix(tensors, "best."),
            )
        except FileNotFoundError:
            raise FolderError(
                f"There is no stopped run in {path.parent}: it holds no {path.name}."
            ) from None
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise FolderError(f"{path} is not a checkpoint of Latentwalk: {error}.") from error


def copied(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict of its own, that later steps do not change."""
    return {
        name: tensor.detach().clone(memory_format=torch.preserve_format)
        for name, tensor in state.items()
    }


def _checked(about: dict[str, Any]) -> bool:
    """Whether what a checkpoint says is of the right kinds; KeyError if it does not say all."""
    return (
        isinstance(about["settings"], dict)
        and isinstance(about["data_sha256"], str)
        and type(about["epoch"]) is int
        and about["epoch"] >= 0
        and type(about["best_loss"]) in {int, float}
    )


def _with_prefix(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
