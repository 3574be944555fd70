"""Every reader of a file, as a target: what a command would do with such a file, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.commands.arguments import places
from latentwalk.data import load
from latentwalk.data.chunks import chunks_of
from latentwalk.data.pictures import read_picture
from latentwalk.errors import DataError, ModelError
from latentwalk.folder import model_folder
from latentwalk.folder.manifest import ATLAS, DECODER, MANIFEST, SNAPSHOTS, Manifest
from latentwalk.folder.model_folder import InMemoryFolder, ModelFolder, sha256
from latentwalk.hosts.html.lesson import Lesson
from latentwalk.hosts.html.networks import missing, rounded
from latentwalk.hosts.html.site import MARKER, write_site
from latentwalk.hosts.panels import panels
from latentwalk.infer.engine import OnnxEngine
from latentwalk.infer.model import Model
from latentwalk.links import hidden_panels, parts_of, points
from trials.fuzzing import mutation, seeds
from trials.fuzzing.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMAGE = (1, seeds.SIDE, seeds.SIDE)


def _written(place: Path, name: str, content: bytes) -> Path:
    path = place / name
    path.write_bytes(content)
    return path


def _plain() -> Manifest:
    return Manifest.from_json(seeds.manifests()[0].decode(), MANIFEST)


PLAIN = _plain()

model_folder.PAUSE = 0.0  # nobody replaces these folders while they are read


def _manifest(content: bytes, place: Path) -> None:
    """A folder with this manifest, in which files that are there have their hash."""
    files = {DECODER: seeds.decoder(), ATLAS: seeds.atlases()[0]}
    try:
        manifest = json.loads(content)
        for name in files:
            if name in manifest["files"]:
                manifest["files"][name] = sha256(files[name])
        content = json.dumps(manifest).encode()
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    for name, held in files.items():
        if not (place / name).exists():
            _written(place, name, held)
    _written(place, MANIFEST, content)
    model = Model(ModelFolder.read(place))
    model.folder.manifest.to_json().encode()
    model.manifest_json().encode()
    model.draw(2, np.random.default_rng(0))
    assert len(model.home) == model.latent_dim


def _atlas(content: bytes, place: Path) -> None:
    model = Model(InMemoryFolder.of(place, PLAIN, {DECODER: b"", ATLAS: content}))
    assert model.home.shape == (seeds.DIM,)


def _snapshots(content: bytes, place: Path) -> None:
    files = {DECODER: b"", ATLAS: seeds.atlases()[0], SNAPSHOTS: content}
    taken = InMemoryFolder.of(place, PLAIN, files).snapshots()
    assert taken is not None
    assert len(taken) == len(taken.loss)


def _network(content: bytes, place: Path) -> None:
    engine = OnnxEngine(content, DECODER, [(seeds.DIM,)], [IMAGE])
    (images,) = engine(np.ones((2, seeds.DIM), np.float32))
    assert images.shape == (2, *IMAGE)


def _adopted(content: bytes, place: Path) -> None:
    from latentwalk.adoption.adopting import adopted

    adopted(_written(place, "net.onnx", content), say=lambda _: None)


def _weights(content: bytes, place: Path) -> None:
    _opened(_written(place, "net.pt", content))


def _opened(path: Path) -> None:
    """Weights as those of our own decoder, and of a class that a person names."""
    from latentwalk.adoption.formats.paths import from_path
    from latentwalk.adoption.options import ModelOptions

    try:
        from_path(path, ModelOptions())
    except ModelError as error:
        if "has only weights" not in str(error):
            raise
        from_path(path, ModelOptions(model_class="trials.fuzzing.nets:Small"))


def _plain_weights(content: bytes, place: Path) -> None:
    _opened(_written(place, "net.safetensors", content))


def _config(content: bytes, place: Path) -> None:
    from latentwalk.adoption.formats.paths import from_path
    from latentwalk.adoption.options import ModelOptions

    _written(place, "config.json", content)
    from_path(place, ModelOptions())


def _checkpoint(content: bytes, place: Path) -> None:
    from latentwalk.training.checkpoint import Checkpoint
    from latentwalk.training.settings import TrainSettings

    read = Checkpoint.read(_written(place, "checkpoint.safetensors", content))
    TrainSettings(data="digits", out=place).resumed(read.settings)


def _moment(content: bytes, place: Path) -> None:
    from latentwalk.training.recorder import Moment

    moment = Moment.read(_written(place, "step-000000003.safetensors", content))
    assert moment.loss is not None
    moment.to_bytes()


def _history(content: bytes, place: Path) -> None:
    from latentwalk.training.history import read, to_bytes

    to_bytes(read(_written(place, "history.jsonl", content)))


def _idx(content: bytes, place: Path) -> None:
    load(str(_written(place, "a-idx3-ubyte", content)))


def _npz(content: bytes, place: Path) -> None:
    load(str(_written(place, "a.npz", content)))


def _picture(content: bytes, place: Path) -> None:
    pixels = read_picture(_written(place, "a.png", content))
    assert pixels.ndim == 3


def _table(content: bytes, place: Path) -> None:
    for chunk in chunks_of([_written(place, "a.parquet", content)]):
        for picture, _ in zip(chunk, range(200), strict=False):
            try:
                picture.pixels(1)
            except DataError:  # one picture of many, as `encode --skip-broken` has it
                continue


def _wire(content: bytes, place: Path) -> None:
    missing(content, {"MatMul", "Relu"})
    rounded(content)


def _link(content: bytes, place: Path) -> None:
    parts = parts_of(content.decode("utf-8", "replace"))
    hidden_panels(parts.get("hide", ""), panels())
    for name in ("z", "pins"):
        points(parts.get(name, ""), seeds.DIM)


def _points(content: bytes, place: Path) -> None:
    path = _written(place, "points.txt", content)
    places(Model(InMemoryFolder.of(place, PLAIN, {DECODER: b""})), str(path))


def _site(content: bytes, place: Path) -> None:
    _written(place, MARKER, content)
    write_site(place, {"index.html": b"x"})


def _lesson(content: bytes, place: Path) -> None:
    Lesson.read(str(_written(place, "lesson.md", content))).html()


def _target(
    name: str,
    what: str,
    made: Callable[[], list[bytes]],
    read: Callable[[bytes, Path], None],
    mutate: Callable[..., bytes] = mutation.spoilt_bytes,
    share: float = 1.0,
) -> Target:
    return Target(name, what, made, read, mutate, share)


TARGETS = {
    target.name: target
    for target in (
        _target("manifest", "`latentwalk.json`, with a prior", seeds.manifests, _manifest,
                mutation.spoilt_json, 1.4),
        _target("atlas", "`atlas.safetensors`", seeds.atlases, _atlas,
                mutation.spoilt_safetensors, 1.4),
        _target("snapshots", "`snapshots.safetensors`", seeds.snapshots, _snapshots,
                mutation.spoilt_safetensors, 1.2),
        _target("moment", "a snapshot of a run that goes on", seeds.moments, _moment,
                mutation.spoilt_safetensors, 0.6),
        _target("checkpoint", "`checkpoint.safetensors`, `--resume`", seeds.checkpoints,
                _checkpoint, mutation.spoilt_safetensors, 0.6),
        _target("history", "`history.jsonl`", seeds.histories, _history,
                mutation.spoilt_lines, 1.2),
        _target("idx", "IDX files, gzipped or not", seeds.idx_files, _idx,
                mutation.spoilt_gzip, 1.2),
        _target("npz", "`.npz` data", seeds.npz_files, _npz,
                mutation.spoilt_zip(mutation.spoilt_npy), 0.9),
        _target("picture", "picture files, by Pillow", seeds.pictures, _picture,
                mutation.spoilt_png, 1.2),
        _target("table", "Parquet, by pyarrow", seeds.tables, _table, share=0.5),
        _target("network", "`decoder.onnx`, by ONNX Runtime, and run", seeds.networks, _network,
                mutation.spoilt_protobuf, 0.5),
        _target("foreign", "a bare ONNX file, fitted", seeds.networks, _adopted,
                mutation.spoilt_protobuf, 0.1),
        _target("wire", "ONNX as an export reads it", seeds.networks, _wire,
                mutation.spoilt_protobuf, 1.2),
        _target("weights", "`.pt`, by torch without pickled code", seeds.weights, _weights,
                mutation.spoilt_zip(), 0.5),
        _target("safetensors", "weights as safetensors", seeds.plain_weights, _plain_weights,
                mutation.spoilt_safetensors, 0.5),
        _target("config", "`config.json` of a library", seeds.configs, _config,
                mutation.spoilt_json, 0.4),
        _target("link", "a link of the page", seeds.links, _link, share=0.8),
        _target("points", "a text of latent points", seeds.points, _points, share=0.6),
        _target("site", "the list of an exported site", seeds.markers, _site,
                mutation.spoilt_json, 0.3),
        _target("lesson", "lessons and notes in Markdown", seeds.lessons, _lesson, share=0.3),
    )
}  # fmt: skip
"""By name."""
