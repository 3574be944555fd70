"""`history.jsonl`: what was measured as each epoch ended, a line each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from latentwalk.errors import FolderError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Losses:
    """The loss and its parts, in nats per image."""

    loss: float
    """reconstruction + beta kl."""
    reconstruction: float
    """Summed squared error."""
    kl: float
    """Divergence from the prior, over all dimensions."""


PEAK = "peak rate"
"""What is changed where a stopped run goes on with another rate."""


@dataclass(frozen=True)
class Change:
    """What a person changed while the run went on."""

    step: int
    """The first step that was made with it, counted from 0 over all epochs."""
    what: str
    """`beta`, or `rate`: the factor of the rate that the schedule has; or `peak rate`."""
    before: float
    """What it was."""
    to: float
    """What it is since."""

    def to_json(self) -> dict[str, Any]:
        """As the history has it."""
        return {"step": self.step, "what": self.what, "from": self.before, "to": self.to}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Change:
        """Read what `to_json` gives."""
        return cls(content["step"], content["what"], content["from"], content["to"])


@dataclass(frozen=True)
class Epoch:
    """One line of the history."""

    epoch: int
    """Counted from 1."""
    seconds: float
    """That the epoch took, without its evaluation."""
    rate: float
    """The learning rate of its last step."""
    train: Losses
    """Over the epoch's steps, posteriors sampled, weights as they were at each step."""
    held_out: Losses | None
    """On the images held out, posteriors sampled; null where none are held out."""
    kl_by_dimension: tuple[float, ...]
    """Over the epoch's steps, in nats."""
    active_dimensions: int
    """Dimensions with more than 0.01 nats."""
    changes: tuple[Change, ...] = ()
    """What a person changed meanwhile; a line has none where nothing was changed."""

    def to_json(self) -> str:
        """The line, without its end."""
        content = _rounded({**asdict(self), "changes": [one.to_json() for one in self.changes]})
        if not self.changes:
            del content["changes"]
        return json.dumps(content)

    @classmethod
    def from_json(cls, line: str) -> Epoch:
        """Read a line.

        Raises:
            FolderError: it is not one.
        """
        try:
            content = json.loads(line)
            content["train"] = Losses(**content["train"])
            content["held_out"] = content["held_out"] and Losses(**content["held_out"])
            content["kl_by_dimension"] = tuple(content["kl_by_dimension"])
            content["changes"] = tuple(map(Change.from_json, content.get("changes", ())))
            return cls(**content)
        except (KeyError, TypeError, ValueError) as error:
            raise FolderError(f"A line of the history cannot be read: {error}.") from error


def to_bytes(epochs: Iterable[Epoch]) -> bytes:
    """The history as a file's content."""
    return "".join(epoch.to_json() + "\n" for epoch in epochs).encode()


def read(path: Path) -> list[Epoch]:
    """Read a history file.

    Raises:
        FolderError: it is missing, or a line cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FolderError(f"{path} cannot be read: {error}.") from error
    return [Epoch.from_json(line) for line in lines]


def _rounded(value: Any) -> Any:
    """Six significant digits: more are noise, and fewer bytes to share."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
