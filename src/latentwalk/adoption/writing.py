"""Writes a foreign model as a model folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted, check_originals
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.remarks import print_message
from latentwalk.errors import ModelError, OutputError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.folder.model_folder import write_folder
from latentwalk.infer.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Unpack

    from latentwalk.adoption.options import ModelKeywords


def adopt(
    model: Any = None,
    out: str | Path = "",
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    columns: Any = None,
    originals: bool = False,
    **options: Unpack[ModelKeywords],
) -> Model:
    """Write a foreign model as a model folder, and open the folder.

        latentwalk.adopt(vae, "my-model", data=images, labels=digits)

    Args:
        model: a model, as for `explore`.
        out: the folder to write.
        encoder: the encoder, if the model does not name one.
        decoder: the decoder, if the model does not name one.
        data: samples to encode into the atlas, as `explore` takes them.
        labels: their labels.
        columns: what else is known about them, one row for each: a data frame of pandas or Polars,
            a PyArrow table, a mapping of names to arrays, or the path of a .csv or .parquet.
        originals: whether to keep the samples of the map themselves, as the model sees them, so
            that the page shows them beside what is decoded.
        options: what is known about the model: the fields of `ModelOptions`.

    Raises:
        LatentwalkError: as `explore`, or the decoder cannot be exported to a file.
    """
    if not str(out):
        raise ModelError("adopt needs a folder to write to: latentwalk.adopt(model, 'my-model').")
    chosen = ModelOptions.from_keywords(options).named(Path(out).resolve().name)
    ours = adopted(
        model,
        encoder=encoder,
        decoder=decoder,
        data=data,
        labels=labels,
        columns=columns,
        originals=originals,
        options=chosen,
    )
    if originals:
        check_originals(ours)
    return write(ours, out)


def write(model: Model, out: str | Path) -> Model:
    """Write a model as a model folder, and open the folder.

    Raises:
        ModelError: the decoder is a Python function, which a folder cannot contain.
        OutputError: the folder cannot be written.
    """
    if "decoder" in model.live:
        raise ModelError(
            f"The decoder of {model.name} could not be exported to ONNX, so no folder can contain "
            "it. Use `latentwalk open` or latentwalk.explore, which call it."
        )
    if "encoder" in model.live:
        print_message(
            f"The encoder of {model.name} could not be exported and is left out of the folder."
        )
    target, folder = Path(out), model.folder
    manifest = folder.manifest
    if "predictor" in model.live:
        print_message(f"The predictor of {model.name} is a function and is left out of the folder.")
        manifest = replace(manifest, predictor=None)
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise OutputError(f"{out} has other files and is not a model folder: give a new folder.")
    files = {name: folder.content(name) for name in folder.manifest.files}
    return Model(write_folder(out, manifest, files))
