"""Writes the exported page: a file that opens from disk, or a folder for a static host."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from latentwalk.errors import OutputError, SettingsError
from latentwalk.files.atomic import write_bytes
from latentwalk.folder.manifest import COLUMNS, DECODER, MANIFEST
from latentwalk.folder.model_folder import sha256
from latentwalk.hosts.html.bundle import Bundle
from latentwalk.hosts.html.exported_models import ExportedModel, exported_models
from latentwalk.hosts.html.html import Head, document, policy
from latentwalk.hosts.html.notes import Notes
from latentwalk.hosts.html.packing import Part
from latentwalk.hosts.html.preview import preview, thumbnail
from latentwalk.hosts.html.site import check_site, write_site
from latentwalk.hosts.panels import panels
from latentwalk.links import hidden_panels, parts_of, points
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from latentwalk.hosts.html.lesson import Lesson
    from latentwalk.hosts.html.options import ExportOptions
    from latentwalk.infer.model import Model

PAGES = (".html", ".htm")
MAX_BYTES = 256 * 2**20
"""Bytes of a single file; browsers do not read larger ones."""
ELEMENT, PREVIEW, RUNTIME = "latent-walk.js", "preview.png", "runtime.bin"
FIRST, MODULES = "first.js", "modules.js"
"""The parts with the modules that start the page, and with all others."""


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
    if lesson is None:
        bundle = bundle.without(bundle.lesson)
    exercises = lesson is not None and bool(lesson.exercises)
    if not exercises:
        bundle = bundle.without(bundle.exercise)
    if not options.train:
        bundle = bundle.without(bundle.train)
    if not (exercises or options.train):
        bundle = bundle.without(bundle.training)
    if not options.engine:
        bundle = bundle.without(bundle.runtime)
    runtime = bundle.wasm() if options.engine else b""
    # a lesson's page should be small: it includes snapshots only if a step shows one
    past = lesson is None or lesson.uses("at")
    exported, messages = exported_models(
        models,
        bundle.operators,
        runtime=bool(runtime),
        snapshots=past,
        originals=options.originals,
    )
    if not any(each.snapshots for each in exported):
        bundle = bundle.without(bundle.timeline)
    if all(isinstance(one.output, ImageSpec) and not one.output.alpha for one in models):
        bundle = bundle.without(bundle.kinds, bundle.plots)
    if not any(model.conditions for model in models):
        bundle = bundle.without(bundle.conditions)
    if not any(COLUMNS in model.folder for model in models):
        bundle = bundle.without(bundle.columns)
    if one and not any(_has_figures(model) for model in models):
        bundle = bundle.without(bundle.figures)
    if not any(each.originals for each in exported):
        bundle = bundle.without(bundle.originals)
    if one and not any(each.predicts for each in exported):
        bundle = bundle.without(bundle.predictor)
    if not any(_means(model) for model in models):
        bundle = bundle.without(bundle.diagnosis)
    if not any(_means(model) > bundle.summary_above for model in models):
        bundle = bundle.without(bundle.summary)
    if all(each.is_plain(bundle.plain_operators) for each in exported):
        bundle = bundle.without(bundle.full_engine)
    if not any(each.may_be_heavy() for each in exported):
        bundle = bundle.without(bundle.gpu)
    if runtime:
        messages.append(_runtime_message(bundle, exported, len(runtime)))
    first, start, hide = _start(exported, options, lesson)
    # one file is small: it has these panels only if a view uses them
    for part, module in (("network", bundle.network), ("noise", bundle.noise)):
        used = part in parts_of(start) or (lesson is not None and lesson.uses(part))
        if one and not used:
            bundle = bundle.without(module)
    if lesson is not None:
        _check_views(exported, lesson)
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
            "runtime": _runtime_path(runtime, one=one),
            "exercises": exercises,
            "train": options.train,
            "models": [
                {"id": str(i), "name": each.name, "latent_dim": each.model.latent_dim}
                for i, each in enumerate(exported)
            ],
        },
    )
    if one:
        html, sizes = _file(head, bundle, exported, first, runtime, exact=options.exact)
        write_bytes(target, html)
    else:
        files = _site(head, bundle, exported, first, runtime)
        sizes = _sizes({name: len(content) for name, content in files.items()})
        write_site(target, files)
    iframe, element = _snippets(head, bundle, target, one=one)
    return Exported(target, sizes, tuple(messages), iframe, element)


def _has_figures(model: Model) -> bool:
    """Whether a single file can save figures: those of images, with nothing besides, are small."""
    if COLUMNS in model.folder or model.conditions:
        return True
    return not isinstance(model.output, ImageSpec | FieldSpec)


def _means(model: Model) -> int:
    """The numbers in the means of a model's atlas."""
    return 0 if model.atlas is None else model.atlas.mean.size


def _runtime_message(bundle: Bundle, exported: Sequence[ExportedModel], size: int) -> str:
    """A message about the included runtime: which models need it."""
    name = f"ONNX Runtime {bundle.runtime_version} is included, {size / 1e6:.1f} MB"
    needed = [each.name for each in exported if each.needs_runtime]
    if needed:
        return f"{name}: the page's own engine cannot run {', '.join(needed)}."
    return f"{name}, but no model needs it: leave --engine out for a smaller page."


def _runtime_path(runtime: bytes, *, one: bool) -> str | None:
    """Where the page finds the runtime. Not called .gz: some hosts unpack such files themselves."""
    if not runtime:
        return None
    return RUNTIME if one else f"assets/runtime-{sha256(runtime)[:8]}.bin"


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


def _start(
    exported: Sequence[ExportedModel], options: ExportOptions, lesson: Lesson | None
) -> tuple[ExportedModel, str, list[str]]:
    """The model to open, the initial view as a link, and all hidden panels."""
    parts = parts_of(options.start or (lesson.start if lesson is not None else ""))
    hidden = hidden_panels(options.hide, panels())
    if lesson is None:  # each step of a lesson has its own
        hidden += hidden_panels(parts.pop("hide", ""), panels())
    hide = list(dict.fromkeys(hidden))
    name = parts.get("model", exported[0].name)
    first = next((each for each in exported if each.name == name), None)
    if first is None:
        names = ", ".join(each.name for each in exported)
        raise SettingsError(f"This page has no model '{name}' to start with; it has {names}.")
    if len(points(parts.get("z", ""), first.model.latent_dim)) > 1:
        raise SettingsError("A page starts at one point, got several in z.")
    points(parts.get("pins", ""), first.model.latent_dim, first.model.row_dim)
    return first, urlencode(parts, safe=",;:"), hide


def _notes(path: str | Path | None) -> str:
    return Notes.read(Path(path)).html() if path else ""


def _check_views(exported: Sequence[ExportedModel], lesson: Lesson) -> None:
    """Check the models and points that a lesson shows.

    Raises:
        SettingsError: a model that the page does not have, or a point that the model does not.
    """
    by_name = {each.name: each.model for each in exported}
    for view in (view for step in lesson.steps for view in step.views):
        parts = parts_of(view)
        for name in (parts.get("model", exported[0].name), parts.get("with", "")):
            if name and name not in by_name:
                raise SettingsError(
                    f"The lesson shows the model '{name}', which the page lacks; it has "
                    f"{', '.join(by_name)}."
                )
        model = by_name[parts.get("model", exported[0].name)]
        points(parts.get("z", ""), model.latent_dim)
        points(parts.get("pins", ""), model.latent_dim, model.row_dim)
    for exercise in lesson.exercises:
        exercise.check(by_name)


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


def _file(
    head: Head,
    bundle: Bundle,
    exported: Sequence[ExportedModel],
    first: ExportedModel,
    runtime: bytes,
    *,
    exact: bool,
) -> tuple[bytes, dict[str, int]]:
    """A single-file page, and its bytes by kind of part."""
    small = base64.b64encode(thumbnail(first.model)).decode()
    modules = bundle.rewritten()
    first_modules = {name: modules.pop(name) for name in bundle.started()}
    models = [part for each in exported for part in each.parts(exact=exact)]
    begin = {f"{first.home}/{MANIFEST}", f"{first.home}/{DECODER}"}
    early = [Part.joined(FIRST, first_modules), *(part for part in models if part.path in begin)]
    late = [Part.joined(MODULES, modules), *(part for part in models if part.path not in begin)]
    if runtime:
        late.append(Part.of(RUNTIME, runtime))
    texts = {part.path: part.html() for part in (*early, *late)}
    if sum(map(len, texts.values())) > MAX_BYTES:
        raise OutputError(
            f"A single file would have more than {MAX_BYTES // 2**20} MiB, which browsers do not "
            "read; export a folder for a static host instead: -o site/"
        )
    html = document(
        replace(head, preview=f"data:image/png;base64,{small}"),
        policy(bundle.loader, own=False),
        [],
        [
            *(texts[part.path] for part in early),
            f'<script data-entry="{escape(bundle.entry)}">{bundle.loader}</script>',
            *(texts[part.path] for part in late),
        ],
    ).encode()
    sizes = _sizes({path: len(text.encode()) for path, text in texts.items()})
    rest = len(html) - sum(sizes.values())
    return html, sizes | {"html": sizes["html"] + rest}


def _site(
    head: Head,
    bundle: Bundle,
    exported: Sequence[ExportedModel],
    first: ExportedModel,
    runtime: bytes,
) -> dict[str, bytes]:
    """The files of a page in a folder."""
    preload = [
        f'<link rel="preload" href="{first.home}/{name}" as="fetch" crossorigin>'
        for name in (MANIFEST, DECODER)
    ]
    entry = f'<script type="module" src="assets/{escape(bundle.entry)}"></script>'
    picture = urljoin(head.url, PREVIEW) if head.url else PREVIEW
    html = document(replace(head, preview=picture), policy("", own=True), [*preload, entry], [])
    return {
        "index.html": html.encode(),
        PREVIEW: preview(first.model),
        ELEMENT: bundle.element.encode(),
        ".nojekyll": b"",
        **{f"assets/{name}": code.encode() for name, code in bundle.modules.items()},
        **({str(_runtime_path(runtime, one=False)): runtime} if runtime else {}),
        **{path: content for each in exported for path, content in each.files().items()},
    }


def _sizes(files: Mapping[str, int]) -> dict[str, int]:
    """Bytes by kind of part."""
    kinds = {
        "atlas.safetensors": "atlases",
        "decoder.onnx": "decoders",
        "encoder.onnx": "encoders",
        "columns.arrow": "columns",
        "originals.bin": "originals",
        "predictor.onnx": "predictors",
        "snapshots.safetensors": "snapshots",
    }
    sizes: dict[str, int] = {}
    for path, size in files.items():
        name = path.rpartition("/")[2]
        kind = "scripts" if name.endswith(".js") else kinds.get(name, "html")
        if name.startswith("runtime"):
            kind = "onnxruntime-web"
        sizes[kind] = sizes.get(kind, 0) + size
    return sizes


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
