"""Puts an exported page together: one file with everything inside, or the files of a folder."""

from __future__ import annotations

import base64
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from latentwalk.errors import OutputError
from latentwalk.folder.manifest import DECODER, MANIFEST
from latentwalk.folder.model_folder import sha256
from latentwalk.hosts.html.html import Head, document, policy
from latentwalk.hosts.html.packing import Part
from latentwalk.hosts.html.preview import preview, thumbnail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from latentwalk.hosts.html.bundle import Bundle
    from latentwalk.hosts.html.exported_models import ExportedModel

MAX_BYTES = 256 * 2**20
"""Bytes of a single file; browsers do not read larger ones."""
ELEMENT, PREVIEW, RUNTIME = "latent-walk.js", "preview.png", "runtime.bin"
FIRST, MODULES = "first.js", "modules.js"
"""The parts with the modules that start the page, and with all others."""


def single_file(
    head: Head,
    bundle: Bundle,
    exported: Sequence[ExportedModel],
    first: ExportedModel,
    runtime: bytes,
    *,
    exact: bool,
) -> tuple[bytes, dict[str, int]]:
    """A single-file page, and its bytes by kind of part.

    Raises:
        OutputError: it would be too large for browsers.
    """
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
    sizes = sizes_of({path: len(text.encode()) for path, text in texts.items()})
    rest = len(html) - sum(sizes.values())
    return html, sizes | {"html": sizes["html"] + rest}


def site_files(
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
        **({str(runtime_path(runtime, one=False)): runtime} if runtime else {}),
        **{path: content for each in exported for path, content in each.files().items()},
    }


def runtime_path(runtime: bytes, *, one: bool) -> str | None:
    """Where the page finds the runtime. Not called .gz: some hosts unpack such files themselves."""
    if not runtime:
        return None
    return RUNTIME if one else f"assets/runtime-{sha256(runtime)[:8]}.bin"


def sizes_of(files: Mapping[str, int]) -> dict[str, int]:
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
