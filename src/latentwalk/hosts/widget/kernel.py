"""Replies to a widget's page: runs the networks that the page cannot, and reads what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.errors import LatentwalkError
from latentwalk.folder.manifest import ORIGINALS
from latentwalk.hosts.messages import DecodeRequest, decoded, encode_request, encoded, predicted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from latentwalk.infer.model import Model

MAX_PART = 2**26
"""The most bytes of the originals in one reply."""


def reply(
    models: Sequence[Model], content: Mapping[str, Any], buffers: Sequence[Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """The content and buffers of the reply to a message, as `docs/protocol.md` specifies.

    If the request fails, the reply has an error message.
    """
    address = {"page": content.get("page"), "id": content.get("id")}
    try:
        model = models[int(content["model"])]
        if content["type"] == "part":
            start, stop = (int(content[end]) for end in ("start", "stop"))
            if not 0 <= start < stop <= start + MAX_PART:
                raise ValueError(f"a part must have 1 to {MAX_PART} bytes")
            return address, [model.folder.part(ORIGINALS, start, stop)]
        frame = bytes(buffers[0])
        if content["type"] == "decode":
            request = DecodeRequest.from_bytes(frame, model.row_dim)
            request.check()
            decode = model.exact if request.exact else model.sent
            return address, [decoded(request, decode(request.z))]
        if content["type"] == "predict":
            samples, _ = encode_request(frame, model.output.shape)
            return address, [predicted(model.predict(samples))]
        samples, numbers = encode_request(frame, model.output.shape, model.encoder_width)
        return address, [encoded(model.encode_with(samples, numbers))]
    except LatentwalkError as error:
        message = str(error)
    except MemoryError:
        message = "Not enough memory in the kernel for so many images."
    except (IndexError, KeyError, TypeError, ValueError) as error:
        message = f"The kernel received an invalid message: {error!r}."
    return {**address, "message": message}, []
