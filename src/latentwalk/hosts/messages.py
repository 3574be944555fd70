"""What goes over the wire between the page and the server. `docs/protocol.md` specifies it.

Little-endian frames, so that a browser on any machine of today reads them without a copy.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError, SettingsError
from latentwalk.files.strict_json import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from latentwalk.latent.posterior import Posterior

REQUEST_HEAD = struct.Struct("<3I")
"""id, lane, n."""
ANSWER_HEAD = struct.Struct("<6I")
"""id, lane, n, height, width, channels."""
MOST_IMAGES = 4096
"""More in one request than any view shows."""


@dataclass(frozen=True)
class DecodeRequest:
    """The page asks for the images of n latent points."""

    id: int
    """Chosen by the page; the answer bears it."""
    lane: int
    """Requests of one lane supersede each other; those of different lanes do not."""
    z: NDArray[np.float32]
    """(n, d), read-only."""

    @classmethod
    def from_bytes(cls, frame: bytes, latent_dim: int) -> DecodeRequest:
        """Read a frame. Its points may be NaN or infinite: see `check`.

        Raises:
            LatentError: it is no request, or its points are not of `latent_dim` numbers.
        """
        if len(frame) < REQUEST_HEAD.size:
            raise LatentError(
                f"A request has at least {REQUEST_HEAD.size} bytes, got {len(frame)}."
            )
        number, lane, n = REQUEST_HEAD.unpack_from(frame)
        if not 1 <= n <= MOST_IMAGES:
            raise LatentError(f"A request is for 1 to {MOST_IMAGES} images, got {n}.")
        expected = REQUEST_HEAD.size + 4 * n * latent_dim
        if len(frame) != expected:
            raise LatentError(
                f"A request for {n} images of a model with {latent_dim} dimensions has {expected} "
                f"bytes, got {len(frame)}."
            )
        z = np.frombuffer(frame, "<f4", offset=REQUEST_HEAD.size).reshape(n, latent_dim)
        return cls(number, lane, z.astype(np.float32, copy=False))

    def check(self) -> None:
        """Look at the points, which of a request that gives way to a newer one nobody need do.

        Raises:
            LatentError: one is not finite.
        """
        if not np.isfinite(self.z).all():
            raise LatentError("A latent point must be finite, got NaN or infinity.")


def most_bytes(latent_dim: int) -> int:
    """Of a frame that any page sends to a model of so many dimensions."""
    return max(2**16, REQUEST_HEAD.size + 4 * MOST_IMAGES * latent_dim)


def request_id(frame: bytes) -> int:
    """The id of a frame that may be faulty, 0 if it has none."""
    return int.from_bytes(frame[:4], "little") if len(frame) >= 4 else 0


def decoded(request: DecodeRequest, pixels: NDArray[np.uint8]) -> bytes:
    """The answer to `request`: its images, (n, h, w, c) uint8."""
    return ANSWER_HEAD.pack(request.id, request.lane, *pixels.shape) + pixels.tobytes()


def superseded(ids: Sequence[int]) -> str:
    """The answer to requests that newer ones of their lanes took the place of."""
    return json.dumps({"type": "superseded", "ids": list(ids)})


def failed(number: int, message: str) -> str:
    """The answer to a request that cannot be met, with the reason in a sentence."""
    return json.dumps({"type": "error", "id": number, "message": message})


@dataclass(frozen=True)
class Wish:
    """A page asks something of a run that goes on."""

    do: str
    """One of WISHES."""
    what: str = ""
    """What is changed: `beta` or `rate`."""
    to: float = 0.0
    """And to what: finite."""

    @classmethod
    def from_text(cls, text: str) -> Wish:
        """Read a frame.

        Raises:
            SettingsError: it is no wish.
        """
        try:
            wish = parsed(text)
        except ValueError as error:
            raise SettingsError(
                f"A wish is an object with `do`, as JSON, got none: {error}."
            ) from None
        do = wish.get("do") if isinstance(wish, dict) else None
        if do not in WISHES:
            raise SettingsError(f"A page may ask to {', '.join(WISHES[:-1])} or {WISHES[-1]}.")
        if do != "change":
            return cls(do)
        what, to = wish.get("what"), wish.get("to")
        if not isinstance(what, str) or not isinstance(to, int | float) or isinstance(to, bool):
            raise SettingsError("A change says `what`, a name, and `to`, a number.")
        return cls(do, what, float(to))


WISHES = ("pause", "resume", "step", "epoch", "stop", "change")
"""What a page may ask of a run that goes on."""


def told(points: Sequence[Sequence[Any]], state: Mapping[str, Any]) -> str:
    """News of a run that goes on: points of its curves, and what is so now."""
    return json.dumps(_plain({"type": "told", "points": points, **state}))


def refused(message: str) -> str:
    """The answer to a wish that cannot be met, with the reason in a sentence."""
    return json.dumps({"type": "error", "message": message})


def _plain(value: Any) -> Any:
    """A value as JSON has it, which knows no infinite number: a run that diverges tells null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def encode_request(body: bytes, shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """The images that a page asks to encode: (n, c, h, w) float32 of the model's values.

    Raises:
        LatentError: the bytes are not those of one or more images of `shape` (c, h, w).
    """
    size = 4 * math.prod(shape)
    if not body or len(body) % size:
        raise LatentError(
            f"A request to encode images of shape {shape} has a multiple of {size} bytes, "
            f"got {len(body)}."
        )
    return np.frombuffer(body, "<f4").reshape(-1, *shape).astype(np.float32)


def encoded(posterior: Posterior) -> bytes:
    """The answer: all means, then all log-variances, (n, d) float32 each."""
    return b"".join(
        np.ascontiguousarray(part, "<f4").tobytes() for part in (posterior.mean, posterior.logvar)
    )
