"""What a widget's page asks of the kernel: to run networks that it cannot run itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.errors import LatentwalkError
from latentwalk.hosts.messages import DecodeRequest, decoded, encode_request, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from latentwalk.infer.model import Model


def answer(
    models: Sequence[Model], content: Mapping[str, Any], buffers: Sequence[Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """Meet a request: the answer's content and its buffers. `docs/protocol.md` specifies both.

    A request that cannot be met is answered with a sentence.
    """
    address = {"page": content.get("page"), "id": content.get("id")}
    try:
        model = models[int(content["model"])]
        frame = bytes(buffers[0])
        if content["type"] == "decode":
            request = DecodeRequest.from_bytes(frame, model.latent_dim)
            request.check()
            return address, [decoded(request, model.pixels(request.z))]
        return address, [encoded(model.encode(encode_request(frame, model.image.shape)))]
    except LatentwalkError as error:
        message = str(error)
    except MemoryError:
        message = "Too many images for the memory of the kernel."
    except (IndexError, KeyError, TypeError, ValueError) as error:
        message = f"The kernel does not understand the page: {error!r}."
    return {**address, "message": message}, []
