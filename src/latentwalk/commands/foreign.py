"""Opening the models that a command line names: model folders, and foreign models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from tyro.conf import arg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.adoption.options import ModelOptions
    from latentwalk.infer.model import Model

DataOption = Annotated[
    str,
    arg(
        metavar="DATA",
        help="Images to encode into the map: a folder of pictures, an .npz, IMAGES,LABELS, mnist.",
    ),
]


def open_models(sources: Sequence[str], data: str, options: ModelOptions) -> list[Model]:
    """Open models, with the data on the map of the first.

    Raises:
        LatentwalkError: a model that cannot be opened, or data that do not fit it.
    """
    from latentwalk.adoption.adopting import adopted

    return [
        adopted(source, data=(data or None) if place == 0 else None, options=options)
        for place, source in enumerate(sources)
    ]
