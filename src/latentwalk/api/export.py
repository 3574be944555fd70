"""`latentwalk.export`: models as a page that needs no Python."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.options import ModelKeywords, ModelOptions
from latentwalk.adoption.several import all_adopted
from latentwalk.hosts.html.options import ExportKeywords, ExportOptions
from latentwalk.hosts.html.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typing_extensions import Unpack


class PageKeywords(ExportKeywords, ModelKeywords, total=False):
    """The keyword arguments of `export`: fields of `ExportOptions` and of `ModelOptions`."""


def export(
    models: Any,
    out: str | Path = "page.html",
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    columns: Any = None,
    **options: Unpack[PageKeywords],
) -> Path:
    """Write models as a page that opens from disk or on any static host, without Python.

        latentwalk.export("mnist", "page.html")
        latentwalk.export([vae, "mnist"], "site/", data=images, title="Two models")

    Args:
        models: a model as `explore` takes it, or a list of them; the page opens the first.
        out: a name that ends in .html is one file; any other is a folder for a static host. An
            existing file is replaced, an existing folder only if `export` wrote it.
        encoder: the encoder of the first model, if the model does not name one.
        decoder: the decoder of the first model, if the model does not name one.
        data: samples to encode into the map of the first model, as `explore` takes them.
        labels: their labels.
        columns: what else is known about them, one row for each: a data frame of pandas or Polars,
            a PyArrow table, a mapping of names to arrays, or the path of a .csv or .parquet.
        options: the page (`title`, `text`, `lesson`, `hide`, `start`, `url`, `engine`, `exact`,
            `originals`, `train`: the fields of `ExportOptions`), and what is known about the
            models (the fields of `ModelOptions`).

    Returns:
        The file or the folder.

    Raises:
        LatentwalkError: a model cannot be opened, its decoder is a Python function or needs an
            operator that the page's engine lacks, an option is invalid, or the page cannot be
            written.
    """
    of_page = {option.name for option in fields(ExportOptions)}
    given: dict[str, Any] = dict(options)
    page = ExportOptions(
        **{name: given.pop(name) for name in of_page & set(given) if given[name] is not None}
    )
    options_of_models = ModelOptions.from_keywords(
        {name: value for name, value in given.items() if name not in of_page}
    )
    listed = list(models) if isinstance(models, (list, tuple)) else [models]
    opened = all_adopted(
        listed,
        options_of_models,
        encoder=encoder,
        decoder=decoder,
        data=data,
        labels=labels,
        columns=columns,
        originals=page.originals,
    )
    return write_page(opened, out, page).path
