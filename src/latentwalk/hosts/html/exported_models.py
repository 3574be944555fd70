"""The models of an exported page, and which of their files it includes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from latentwalk.errors import ModelError
from latentwalk.folder.manifest import (
    ATLAS,
    COLUMNS,
    DECODER,
    ENCODER,
    MANIFEST,
    ORIGINALS,
    SNAPSHOTS,
)
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.folder.predictor import PREDICTOR
from latentwalk.hosts.html.columns import in_columns
from latentwalk.hosts.html.engines import is_plain, may_be_heavy
from latentwalk.hosts.html.networks import missing, rounded
from latentwalk.hosts.html.packing import Part
from latentwalk.infer.model import distinct_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from latentwalk.infer.model import Model


_WIDTHS = {SNAPSHOTS: (2,), COLUMNS: (1, 4), ORIGINALS: (1,)}
"""Possible bytes per number; other files have four."""


@dataclass(frozen=True)
class ExportedModel:
    """A model of an exported page."""

    model: Model
    name: str
    """The model's name on the page."""
    home: str
    """The folder of its files: `models/0`."""
    encodes: bool
    """Whether its encoder is included."""
    snapshots: bool
    """Whether its training snapshots are included."""
    originals: bool
    """Whether the samples of its atlas are included."""
    predicts: bool
    """Whether its predictor is included."""
    needs_runtime: bool
    """Whether one of its networks needs an operator that the page's own engine lacks."""

    def files(self) -> dict[str, bytes]:
        """Its files by path, as in a model folder, with the manifest."""
        return self._written({name: self.model.folder.content(name) for name in self._names()})

    def is_plain(self, operators: Collection[str]) -> bool:
        """Whether the engine's small part, which has these operators, runs all its networks."""
        networks = [name for name in self._names() if name.endswith(".onnx")]
        return all(is_plain(self.model.folder.content(name), operators) for name in networks)

    def may_be_heavy(self) -> bool:
        """Whether the page may decode it on a GPU."""
        return not self.needs_runtime and may_be_heavy(self.model.folder.content(DECODER))

    def parts(self, *, exact: bool) -> list[Part]:
        """Its packed files, in the order in which the page needs them.

        Args:
            exact: keep the atlas and the weights of encoder and predictor bit for bit. The decoder
                always is.
        """
        contents = {name: self.model.folder.content(name) for name in self._names()}
        atlas = self.model.atlas if ATLAS in contents and not exact else None
        packed: dict[str, Part] = {}
        if atlas is not None:
            packed[ATLAS], contents[ATLAS] = in_columns(
                f"{self.home}/{ATLAS}", atlas, self.model.conditions
            )
        for network in ({ENCODER, PREDICTOR} & set(contents)) if not exact else ():
            contents[network] = rounded(contents[network])
        written = self._written(contents)
        packed[MANIFEST] = Part.of(f"{self.home}/{MANIFEST}", written[f"{self.home}/{MANIFEST}"])
        files = (DECODER, ENCODER, ATLAS, COLUMNS, PREDICTOR, SNAPSHOTS, ORIGINALS)
        order = [MANIFEST, *(name for name in files if name in contents)]
        return [
            packed.get(name)
            or Part.of(f"{self.home}/{name}", contents[name], *_WIDTHS.get(name, (4,)))
            for name in order
        ]

    def _names(self) -> list[str]:
        wanted = [DECODER, *([ENCODER] if self.encodes else []), ATLAS, COLUMNS]
        wanted += [PREDICTOR] if self.predicts else []
        wanted += [SNAPSHOTS] if self.snapshots else []
        wanted += [ORIGINALS] if self.originals else []
        return [name for name in wanted if name in self.model.folder]

    def _written(self, contents: dict[str, bytes]) -> dict[str, bytes]:
        predictor = self.model.predictor if self.predicts else None
        manifest = replace(self.model.folder.manifest, name=self.name, predictor=predictor)
        held = InMemoryFolder.of(self.model.folder.path, manifest, contents)
        files = {f"{self.home}/{name}": content for name, content in contents.items()}
        return files | {f"{self.home}/{MANIFEST}": held.manifest.to_json().encode()}


def exported_models(
    models: Sequence[Model],
    operators: Collection[str],
    *,
    runtime: bool,
    snapshots: bool = True,
    originals: bool = False,
) -> tuple[list[ExportedModel], list[str]]:
    """Decide which files of some models a page includes.

    Args:
        models: at least one model.
        operators: the operators of the page's own engine.
        runtime: whether the page includes ONNX Runtime as well, which runs every operator that
            Python's does.
        snapshots: whether to include the training snapshots of models that the page's own engine
            decodes.
        originals: whether to include the samples of the models' atlases, where they are known.

    Returns:
        The models, and messages about what is left out.

    Raises:
        ModelError: a decoder is a Python function, or needs an operator that the engine lacks; or
            no model has the originals that were asked for.
    """
    exported: list[ExportedModel] = []
    messages: list[str] = []
    if originals and not any(ORIGINALS in model.folder for model in models):
        raise ModelError(
            "No model of the page has originals to include: give --data, from which they are taken,"
            " or leave --originals out."
        )
    for number, (model, name) in enumerate(zip(models, distinct_names(models), strict=True)):
        if "decoder" in model.live:
            raise ModelError(
                f"The decoder of {name} is a Python function, which no page can contain. Use "
                "`latentwalk open` or latentwalk.explore, which call it."
            )
        lacking = missing(model.folder.content(DECODER), operators)
        needs_runtime = bool(lacking)
        if lacking and not runtime:
            raise ModelError(
                f"The decoder of {name} needs {', '.join(lacking)}, which the page's engine lacks. "
                "Include ONNX Runtime with --engine onnxruntime-web (3.7 MB), or decode on the "
                "server with `latentwalk open`."
            )
        if lacking:
            model.decode(model.home)  # raises if ONNX Runtime cannot run it either
        encodes, needs = _included(model, name, ENCODER, operators, messages, runtime=runtime)
        predicts, also = _included(model, name, PREDICTOR, operators, messages, runtime=runtime)
        lacking = lacking or needs or also
        past = snapshots and SNAPSHOTS in model.folder and not needs_runtime
        has = ORIGINALS in model.folder
        if has and not originals:
            size = model.folder.size(ORIGINALS) / 1e6
            messages.append(
                f"The originals of {name} are left out, {size:,.1f} MB: --originals includes them."
            )
        home = f"models/{number}"
        exported.append(
            ExportedModel(
                model, name, home, encodes, past, has and originals, predicts, bool(lacking)
            )
        )
    return exported, messages


def _included(
    model: Model,
    name: str,
    file: str,
    operators: Collection[str],
    messages: list[str],
    *,
    runtime: bool,
) -> tuple[bool, list[str]]:
    """Whether a page includes an encoder or a predictor, and which operators the engine lacks.

    What is left out gets a message.
    """
    network = file.removesuffix(".onnx")
    if network in model.live:
        messages.append(f"The {network} of {name} is a Python function and is left out.")
        return False, []
    if file not in model.folder:
        return False, []
    lacking = missing(model.folder.content(file), operators)
    if lacking and not runtime:
        messages.append(
            f"The {network} of {name} is left out: it needs {', '.join(lacking)}, which the page's "
            "engine lacks. --engine onnxruntime-web includes an engine that has it."
        )
        return False, []
    return True, lacking
