"""Opens the models of a command line: model folders and foreign models."""

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
        help="Samples to encode into the map: a folder of pictures, an .npz, IMAGES,LABELS, mnist; "
        "for other models than those of images also a .csv or a .npy.",
    ),
]


def open_models(sources: Sequence[str], data: str, options: ModelOptions) -> list[Model]:
    """Open models; the data becomes the atlas of the first.

    Raises:
        LatentwalkError: a model cannot be opened, or the data do not fit it.
    """
    from latentwalk.adoption.adopting import adopted

    return [
        adopted(source, data=(data or None) if number == 0 else None, options=options)
        for number, source in enumerate(sources)
    ]
