"""`history.jsonl`: what was measured as each epoch ended, a line each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from latentwalk.errors import FolderError
from latentwalk.files.bounded import MOST_TEXT, content_of
from latentwalk.files.strict_json import parsed

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
        before, to = (_number(content[name]) for name in ("from", "to"))
        return cls(_whole(content["step"]), str(content["what"]), before, to)


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
            content = parsed(line, finite=False)
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
            raise FolderError(f"A line of the history cannot be read: {reason}.") from error


def to_bytes(epochs: Iterable[Epoch]) -> bytes:
    """The history as a file's content."""
    return "".join(epoch.to_json() + "\n" for epoch in epochs).encode()


def read(path: Path) -> list[Epoch]:
    """Read a history file.

    Raises:
        FolderError: it is missing, or a line cannot be read.
    """
    try:
        lines = content_of(path, MOST_TEXT).decode().splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FolderError(f"{path} cannot be read: {reason}.") from error
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
    """Six significant digits: more are noise, and fewer bytes to share."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
