"""Opens foreign models for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions

if TYPE_CHECKING:
    from latentwalk.infer.model import Model


def opened_with_messages(
    model: Any = None,
    data: Any = None,
    *,
    encoder: Any = None,
    decoder: Any = None,
    labels: Any = None,
    **options: Any,
) -> tuple[Model, str]:
    """A model in memory, and the messages about it, a line each."""
    messages: list[str] = []
    chosen = ModelOptions.from_keywords(options)
    found = adopted(
        model,
        encoder=encoder,
        decoder=decoder,
        data=data,
        labels=labels,
        options=chosen,
        say=messages.append,
    )
    return found, "\n".join(messages)


def opened(model: Any = None, data: Any = None, **arguments: Any) -> Model:
    """A model in memory; arguments as for `opened_with_messages`."""
    return opened_with_messages(model, data, **arguments)[0]
