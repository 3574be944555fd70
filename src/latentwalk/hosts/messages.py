"""Wire messages between the page and the server, as `docs/protocol.md` specifies them.

Frames are little-endian, so that browsers read them as typed arrays without a copy.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError, SettingsError
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from latentwalk.latent.posterior import Posterior

REQUEST_HEAD = struct.Struct("<3I")
"""id, lane, n."""
REPLY_HEAD = struct.Struct("<6I")
"""id, lane, n, and three sizes of a sample: height, width and channels of an image; the number of
values, 1 and 1 of anything else."""
MAX_IMAGES = 4096
"""The largest number of images in one request."""
EXACT = 2**31
"""Added to n where a request asks for values instead of pixels."""


@dataclass(frozen=True)
class DecodeRequest:
    """A request for the images of n latent points."""

    id: int
    """Chosen by the page and echoed in the reply."""
    lane: int
    """A newer request supersedes an older one of the same lane."""
    z: NDArray[np.float32]
    """The points with their conditions, (n, d + w), read-only."""
    exact: bool = False
    """Whether images are wanted as values, not as pixels."""

    @classmethod
    def from_bytes(cls, frame: bytes, latent_dim: int) -> DecodeRequest:
        """Parse a frame. Its points may be NaN or infinite, see `check`.

        Raises:
            LatentError: the frame is malformed, or its size does not match `latent_dim`.
        """
        if len(frame) < REQUEST_HEAD.size:
            raise LatentError(
                f"A request has at least {REQUEST_HEAD.size} bytes, got {len(frame)}."
            )
        number, lane, count = REQUEST_HEAD.unpack_from(frame)
        exact, n = divmod(count, EXACT)
        if not 1 <= n <= MAX_IMAGES:
            raise LatentError(f"A request asks for 1 to {MAX_IMAGES} images, got {n}.")
        expected = REQUEST_HEAD.size + 4 * n * latent_dim
        if len(frame) != expected:
            raise LatentError(
                f"A request for {n} images of a model with {latent_dim} numbers in a row has "
                f"{expected} bytes, got {len(frame)}."
            )
        z = np.frombuffer(frame, "<f4", offset=REQUEST_HEAD.size).reshape(n, latent_dim)
        return cls(number, lane, z.astype(np.float32, copy=False), bool(exact))

    def check(self) -> None:
        """Check the points; not part of parsing, because superseded requests do not need it.

        Raises:
            LatentError: a value is NaN or infinite.
        """
        if not np.isfinite(self.z).all():
            raise LatentError("A latent point must be finite, got NaN or infinity.")


def max_request_bytes(latent_dim: int) -> int:
    """The largest frame, in bytes, that a page sends to a model of `latent_dim` dimensions."""
    return max(2**16, REQUEST_HEAD.size + 4 * MAX_IMAGES * latent_dim)


def request_id(frame: bytes) -> int:
    """The id of a frame that may be malformed; 0 if it is too short to hold one."""
    return int.from_bytes(frame[:4], "little") if len(frame) >= 4 else 0


def decoded(request: DecodeRequest, samples: NDArray[Any]) -> bytes:
    """The reply to `request`: pixels (n, h, w, c) uint8, or values (n, p) float32."""
    sizes = (*samples.shape, 1, 1)[:4]
    body = samples if samples.dtype == np.uint8 else np.ascontiguousarray(samples, "<f4")
    return REPLY_HEAD.pack(request.id, request.lane, *sizes) + body.tobytes()


def superseded(ids: Sequence[int]) -> str:
    """The reply to requests that newer ones of their lanes superseded."""
    return json.dumps({"type": "superseded", "ids": list(ids)})


def failed(number: int, message: str) -> str:
    """The reply to a request that failed, with the reason."""
    return json.dumps({"type": "error", "id": number, "message": message})


@dataclass(frozen=True)
class RunCommand:
    """A command of a page to a training run."""

    action: str
    """One of ACTIONS."""
    name: str = ""
    """For a change: the setting, `beta` or `rate`."""
    value: float = 0.0
    """For a change: the new value, finite."""

    @classmethod
    def from_text(cls, text: str) -> RunCommand:
        """Parse a frame.

        Raises:
            SettingsError: the frame is not a command.
        """
        try:
            content = parse_json(text)
        except ValueError as error:
            raise SettingsError(
                f"A command must be a JSON object with `do`, got other text: {error}."
            ) from None
        action = content.get("do") if isinstance(content, dict) else None
        if action not in ACTIONS:
            raise SettingsError(f"`do` must be {', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}.")
        if action != "change":
            return cls(action)
        name, value = content.get("what"), content.get("to")
        if (
            not isinstance(name, str)
            or not isinstance(value, int | float)
            or isinstance(value, bool)
        ):
            raise SettingsError("A change needs `what`, a name, and `to`, a number.")
        return cls(action, name, float(value))


ACTIONS = ("pause", "resume", "step", "epoch", "stop", "change")
"""The actions of a run that a page can request."""


def run_status(points: Sequence[Sequence[Any]], state: Mapping[str, Any]) -> str:
    """The status of a run: new points of its curves, and its current state."""
    return json.dumps(_finite({"type": "status", "points": points, **state}))


def refused(message: str) -> str:
    """The reply to a command that failed, with the reason."""
    return json.dumps({"type": "error", "message": message})


def _finite(value: Any) -> Any:
    """A value with null for NaN and infinity, which JSON does not have."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value


def encode_request(
    body: bytes, shape: tuple[int, ...], width: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Parse the body of a request to encode: n rows of float32.

    Args:
        body: each row is a sample in the model's values, followed by its conditions' numbers.
        shape: the shape of a sample.
        width: the numbers of the conditions that the encoder takes.

    Returns:
        Samples (n, *shape) and numbers (n, width).

    Raises:
        LatentError: the size is not that of one or more rows, or a number is NaN or infinite.
    """
    count = math.prod(shape)
    size = 4 * (count + width)
    if not body or len(body) % size:
        raise LatentError(
            f"A request with samples of shape {shape} has a multiple of {size} bytes, "
            f"got {len(body)}."
        )
    rows = np.frombuffer(body, "<f4").reshape(-1, count + width).astype(np.float32)
    if not np.isfinite(rows[:, count:]).all():
        raise LatentError("A condition must be finite, got NaN or infinity.")
    return rows[:, :count].reshape(-1, *shape), rows[:, count:]


def encoded(posterior: Posterior) -> bytes:
    """The reply to a request to encode: means, then log-variances, (n, d) float32 each."""
    return b"".join(
        np.ascontiguousarray(part, "<f4").tobytes() for part in (posterior.mean, posterior.logvar)
    )


def predicted(scores: NDArray[np.float32]) -> bytes:
    """The reply to a request to predict: scores (n, k) float32."""
    return np.ascontiguousarray(scores, "<f4").tobytes()
