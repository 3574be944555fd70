"""`history.jsonl`: the measurements after each epoch, one per line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from latentwalk.errors import FolderError
from latentwalk.files.bounded import MAX_TEXT, read_bounded
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Losses:
    """The loss and its parts, in nats per image."""

    loss: float
    """reconstruction + beta kl."""
    reconstruction: float
    """The summed squared error, or the likelihood's term in its place."""
    kl: float
    """The divergence from the prior, summed over dimensions."""


PEAK = "peak rate"
"""The name of a change of the recipe's rate, made when a stopped run is resumed."""


@dataclass(frozen=True)
class Change:
    """A change of a setting during a run."""

    step: int
    """The first step with the change, counted from 0 over all epochs."""
    what: str
    """`beta`; `rate`, the factor of the schedule's rate; or `peak rate`."""
    before: float
    """The value before."""
    to: float
    """The value since."""

    def to_json(self) -> dict[str, Any]:
        """The change as an entry of the history."""
        return {"step": self.step, "what": self.what, "from": self.before, "to": self.to}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Change:
        """Parse what `to_json` returned."""
        before, to = (_number(content[name]) for name in ("from", "to"))
        return cls(_whole(content["step"]), str(content["what"]), before, to)


@dataclass(frozen=True)
class Epoch:
    """A line of the history."""

    epoch: int
    """Counted from 1."""
    seconds: float
    """The duration of the epoch, without its evaluation."""
    rate: float
    """The learning rate of its last step."""
    train: Losses
    """Means over the epoch's steps, with sampled posteriors and each step's weights."""
    held_out: Losses | None
    """On the held-out images, with sampled posteriors; null if there are none."""
    kl_by_dimension: tuple[float, ...]
    """Means over the epoch's steps, in nats."""
    active_dimensions: int
    """The number of dimensions with more than 0.01 nats."""
    changes: tuple[Change, ...] = ()
    """Changes during the epoch; omitted from the line if there are none."""

    def to_json(self) -> str:
        """The line, without its newline."""
        content = _rounded({**asdict(self), "changes": [one.to_json() for one in self.changes]})
        if not self.changes:
            del content["changes"]
        return json.dumps(content)

    @classmethod
    def from_json(cls, line: str) -> Epoch:
        """Parse a line.

        Raises:
            FolderError: the line is invalid.
        """
        try:
            content = parse_json(line, finite=False)
            held_out = content["held_out"]
            return cls(
                epoch=_whole(content["epoch"]),
                seconds=_number(content["seconds"]),
                rate=_number(content["rate"]),
                train=_losses(content["train"]),
                held_out=None if held_out is None else _losses(held_out),
                kl_by_dimension=tuple(map(_number, content["kl_by_dimension"])),
                active_dimensions=_whole(content["active_dimensions"]),
                changes=tuple(map(Change.from_json, content.get("changes", ()))),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            reason = f"it has no '{error.args[0]}'" if isinstance(error, KeyError) else error
            raise FolderError(f"Invalid line in the history: {reason}.") from error


def to_bytes(epochs: Iterable[Epoch]) -> bytes:
    """The content of a history file."""
    return "".join(epoch.to_json() + "\n" for epoch in epochs).encode()


def read(path: Path) -> list[Epoch]:
    """Read a history file.

    Raises:
        FolderError: the file is missing, or a line is invalid.
    """
    try:
        lines = read_bounded(path, MAX_TEXT).decode().splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FolderError(f"Cannot read {path}: {reason}.") from error
    return [Epoch.from_json(line) for line in lines]


def _losses(content: dict[str, Any]) -> Losses:
    return Losses(*(_number(content[part.name]) for part in fields(Losses)))


def _number(value: Any) -> float:
    if type(value) not in {int, float}:
        raise TypeError(f"expected a number, got {value!r:.40}")
    return float(value)


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(f"expected a count, got {value!r:.40}")
    return value


def _rounded(value: Any) -> Any:
    """Round to six significant digits, which saves bytes; further digits are noise."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
