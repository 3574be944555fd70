"""Writes the exported page: a file that opens from disk, or a folder for a static host."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from latentwalk.errors import OutputError, SettingsError
from latentwalk.files.atomic import write_bytes
from latentwalk.hosts.html.assembly import ELEMENT, runtime_path, single_file, site_files, sizes_of
from latentwalk.hosts.html.bundle import Bundle
from latentwalk.hosts.html.exported_models import ExportedModel, exported_models
from latentwalk.hosts.html.html import Head
from latentwalk.hosts.html.modules import trimmed
from latentwalk.hosts.html.notes import Notes
from latentwalk.hosts.html.site import check_site, write_site
from latentwalk.hosts.html.views import check_views, initial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from latentwalk.hosts.html.options import ExportOptions
    from latentwalk.infer.model import Model

PAGES = (".html", ".htm")


@dataclass(frozen=True)
class Exported:
    """A written page."""

    path: Path
    """The file, or the folder."""
    sizes: Mapping[str, int]
    """Bytes by kind of part; their sum is the size of the page."""
    messages: tuple[str, ...]
    """What was left out, and what was packed unnecessarily."""
    iframe: str
    """HTML that embeds the page in another one."""
    element: str
    """HTML that embeds it with `<latent-walk>`."""


def write_page(models: Sequence[Model], out: str | Path, options: ExportOptions) -> Exported:
    """Write models as a page.

    Args:
        models: at least one; the page opens the first.
        out: a file, if the name ends in .html; otherwise a folder.
        options: the page's options.

    Raises:
        MissingError: the package was installed without the built page.
        ModelError: a model that a page cannot run.
        OutputError: the page cannot be written there.
        SettingsError: an option that the page does not have.
    """
    target = Path(out)
    one = _is_one_file(str(out))
    if not one:
        check_site(target)
    if not models:
        raise SettingsError("A page needs at least one model.")
    bundle = Bundle.read()
    lesson = options.read_lesson()
    runtime = bundle.wasm() if options.engine else b""
    # a lesson's page should be small: it includes snapshots only if a step shows one
    exported, messages = exported_models(
        models,
        bundle.operators,
        runtime=bool(runtime),
        snapshots=lesson is None or lesson.uses("at"),
        originals=options.originals,
    )
    if runtime:
        messages.append(_runtime_message(bundle, exported, len(runtime)))
    first, start, hide = initial(exported, options, lesson)
    if lesson is not None:
        check_views(exported, lesson)
    bundle = trimmed(bundle, exported, options, lesson, start, one=one)
    head = Head(
        title=options.title or f"{first.name} · latentwalk",
        description=_description(exported),
        preview="",
        url=_checked_url(options.url),
        notes=lesson.html() if lesson is not None else _notes(options.text),
        lesson=lesson is not None,
        settings={
            "title": options.title,
            "start": start,
            "hide": hide,
            "runtime": runtime_path(runtime, one=one),
            "exercises": lesson is not None and bool(lesson.exercises),
            "train": options.train,
            "models": [
                {"id": str(i), "name": each.name, "latent_dim": each.model.latent_dim}
                for i, each in enumerate(exported)
            ],
        },
    )
    if one:
        html, sizes = single_file(head, bundle, exported, first, runtime, exact=options.exact)
        write_bytes(target, html)
    else:
        files = site_files(head, bundle, exported, first, runtime)
        sizes = sizes_of({name: len(content) for name, content in files.items()})
        write_site(target, files)
    iframe, element = _snippets(head, bundle, target, one=one)
    return Exported(target, sizes, tuple(messages), iframe, element)


def _runtime_message(bundle: Bundle, exported: Sequence[ExportedModel], size: int) -> str:
    """A message about the included runtime: which models need it."""
    name = f"ONNX Runtime {bundle.runtime_version} is included, {size / 1e6:.1f} MB"
    needed = [each.name for each in exported if each.needs_runtime]
    if needed:
        return f"{name}: the page's own engine cannot run {', '.join(needed)}."
    return f"{name}, but no model needs it: leave --engine out for a smaller page."


def _is_one_file(out: str) -> bool:
    """Whether `out` names a single file, rather than a folder.

    Raises:
        OutputError: an existing file without the ending of a page, or an empty name.
    """
    if out.endswith(("/", "\\")) or Path(out).is_dir():
        return False
    suffix = Path(out).suffix.lower()
    if suffix in PAGES:
        return True
    if not out or Path(out).exists():
        raise OutputError(f"'{out}' must end in .html, for a single file, or name a folder.")
    return False


def _notes(path: str | Path | None) -> str:
    return Notes.read(Path(path)).html() if path else ""


def _description(exported: Sequence[ExportedModel]) -> str:
    model = exported[0].model
    others = f", and {len(exported) - 1} more" if len(exported) > 1 else ""
    dims = f"{model.latent_dim} dimension{'s' if model.latent_dim > 1 else ''}"
    samples = f"{model.output.plural} of {model.output}"
    return f"Walk the latent space of {exported[0].name}: {dims}, {samples}{others}."


def _checked_url(url: str) -> str:
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise SettingsError(f"--url expects the page's address, as https://..., got '{url}'.")
    return url


def _snippets(head: Head, bundle: Bundle, target: Path, *, one: bool) -> tuple[str, str]:
    """HTML that embeds the page in another one: as an iframe, and with `<latent-walk>`."""
    address = head.url or (target.name if one else f"{target.name}/")
    where, title = escape(address), escape(head.title)
    script = (
        f"<script>{bundle.element}</script>"
        if one
        else f'<script src="{escape(urljoin(address, ELEMENT))}"></script>'
    )
    iframe = (
        f'<iframe src="{where}" title="{title}" width="100%" height="640" style="border: 0" '
        'loading="lazy" allow="clipboard-read; clipboard-write; fullscreen"></iframe>'
    )
    return iframe, f'{script}\n<latent-walk src="{where}" label="{title}"></latent-walk>'
