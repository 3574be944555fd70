"""Opens the models of a command line: model folders and foreign models."""

from __future__ import annotations

from pathlib import Path
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


ColumnsOption = Annotated[
    Path | None,
    arg(
        metavar="TABLE",
        help="What else is known about the samples: a .csv or .parquet with a row for each sample "
        "of the data, in its order, and a name for each column.",
    ),
]


OriginalsOption = Annotated[
    bool,
    arg(
        help="Keep the samples of the map themselves, as the model sees them, so that the page "
        "shows them beside what is decoded."
    ),
]


def open_models(
    sources: Sequence[str],
    data: str,
    options: ModelOptions,
    columns: Path | None = None,
    *,
    originals: bool = False,
) -> list[Model]:
    """Open models; the data and what is known about them become the atlas of the first.

    Raises:
        LatentwalkError: a model cannot be opened, or the data do not fit it.
    """
    from latentwalk.adoption.several import all_adopted

    return all_adopted(sources, options, data=data or None, columns=columns, originals=originals)
