"""`latentwalk.export`: any models as one page that needs no Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.wishes import adoption_of
from latentwalk.hosts.sharing import Lesson, Options, share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def export(
    models: Any,
    out: str | Path = "page.html",
    *,
    title: str = "",
    text: str | Path | None = None,
    lesson: str | Path | None = None,
    hide: str | Sequence[str] = (),
    start: str = "",
    url: str = "",
    engine: str = "",
    exact: bool = False,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    **known: Any,
) -> Path:
    """Write models as a page that opens from disk or on any static host, without Python.

        latentwalk.export("mnist", "page.html")
        latentwalk.export([vae, "mnist"], "site/", data=images, title="Two models")

    Args:
        models: a model as `explore` takes it, or a list of them; the page opens the first.
        out: a name that ends in .html is one file with all inside; any other is a folder for a
            static host. What is there is replaced, a folder only if an export wrote it.
        title: the page's title.
        text: a file of Markdown, shown beside the explorer.
        lesson: steps beside the explorer: a file of Markdown, or the name of a lesson that ships.
        hide: panels to hide: header, typical, presets, actions, draw, nearest, dimensions, map,
            path, time.
        start: the view to open with: a link, or what follows its #.
        url: where it will be, so that links to it can show its picture.
        engine: `onnxruntime-web` packs that, for networks with operators that the page's own
            engine lacks; 3.7 MB more.
        exact: keep the encoder and the atlas bit by bit in one file, which is larger then.
        encoder: what encodes the first model, where that does not tell.
        decoder: what decodes the first model, where that does not tell.
        data: images to encode into the first model's map, as `explore` takes them.
        labels: their labels.
        known: what is known of the models: see `Adoption`.

    Returns:
        The file or the folder.

    Raises:
        LatentwalkError: a model cannot be opened, or its decoder is a Python function or needs what
            the page's engine lacks; an option that means nothing; it cannot be written.
    """
    listed = list(models) if isinstance(models, (list, tuple)) else [models]
    wish = adoption_of(known)
    opened = [
        adopted(model, encoder=encoder, decoder=decoder, data=data, labels=labels, adoption=wish)
        if place == 0
        else adopted(model, adoption=wish)
        for place, model in enumerate(listed)
    ]
    options = Options(
        title=title,
        text=Path(text) if text is not None else None,
        lesson=Lesson.read(str(lesson)) if lesson is not None else None,
        hide=tuple(hide.split(",") if isinstance(hide, str) and hide else hide),
        start=start,
        url=url,
        engine=engine,
        exact=exact,
    )
    return share(opened, str(out), options).path
