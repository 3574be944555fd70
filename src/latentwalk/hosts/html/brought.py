"""A model as an exported page brings it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from latentwalk.errors import ModelError
from latentwalk.folder.manifest import ATLAS, DECODER, ENCODER, MANIFEST, SNAPSHOTS
from latentwalk.folder.model_folder import HeldFolder
from latentwalk.hosts.html.columns import in_columns
from latentwalk.hosts.html.networks import missing, rounded
from latentwalk.hosts.html.packing import Part
from latentwalk.infer.model import distinct_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Brought:
    """A model and the name that it has on the page."""

    model: Model
    name: str
    home: str
    """Where its files are: `models/0`."""
    encodes: bool
    """Whether its encoder comes with it."""
    snapshots: bool
    """Whether the snapshots of its training come with it."""
    lacking: bool
    """Whether a network of it needs what the page's own engine lacks."""

    def files(self) -> dict[str, bytes]:
        """Its files by path, as a model folder has them, the manifest among them."""
        return self._written({name: self.model.folder.content(name) for name in self._names()})

    def parts(self, *, exact: bool) -> list[Part]:
        """Its files packed, in the order in which the page needs them.

        Args:
            exact: keep the encoder's weights and the atlas as they are. The decoder always is.
        """
        contents = {name: self.model.folder.content(name) for name in self._names()}
        atlas = self.model.atlas if ATLAS in contents and not exact else None
        packed: dict[str, Part] = {}
        if atlas is not None:
            packed[ATLAS], contents[ATLAS] = in_columns(f"{self.home}/{ATLAS}", atlas)
        if ENCODER in contents and not exact:
            contents[ENCODER] = rounded(contents[ENCODER])
        written = self._written(contents)
        packed[MANIFEST] = Part.of(f"{self.home}/{MANIFEST}", written[f"{self.home}/{MANIFEST}"])
        files = (DECODER, ENCODER, ATLAS, SNAPSHOTS)
        order = [MANIFEST, *(name for name in files if name in contents)]
        return [
            packed.get(name)
            or Part.of(f"{self.home}/{name}", contents[name], 2 if name == SNAPSHOTS else 4)
            for name in order
        ]

    def _names(self) -> list[str]:
        wanted = [DECODER, *([ENCODER] if self.encodes else []), ATLAS]
        wanted += [SNAPSHOTS] if self.snapshots else []
        return [name for name in wanted if name in self.model.folder]

    def _written(self, contents: dict[str, bytes]) -> dict[str, bytes]:
        manifest = replace(self.model.folder.manifest, name=self.name)
        held = HeldFolder.of(self.model.folder.path, manifest, contents)
        files = {f"{self.home}/{name}": content for name, content in contents.items()}
        return files | {f"{self.home}/{MANIFEST}": held.manifest.to_json().encode()}


def brought(
    models: Sequence[Model], operators: Collection[str], *, runtime: bool, snapshots: bool = True
) -> tuple[list[Brought], list[str]]:
    """What a page brings of some models, and sentences about what it leaves out.

    Args:
        models: at least one.
        operators: what the page's own engine can run.
        runtime: whether the page has ONNX Runtime, too, which runs what Python's runs.
        snapshots: whether it shows how models learnt, of those that its own engine decodes.

    Raises:
        ModelError: a decoder that is a function, or needs an operator that the engine lacks.
    """
    made, sentences = [], []
    for number, (model, name) in enumerate(zip(models, distinct_names(models), strict=True)):
        if "decoder" in model.live:
            raise ModelError(
                f"The decoder of {name} is a Python function, which no page can hold; "
                "`latentwalk open`, or latentwalk.explore, shows it where it lives."
            )
        lacking = missing(model.folder.content(DECODER), operators)
        decodes_elsewhere = bool(lacking)
        if lacking and not runtime:
            raise ModelError(
                f"The decoder of {name} needs {', '.join(lacking)}, which the page's engine lacks; "
                "--engine onnxruntime-web packs one that has it (3.7 MB), and `latentwalk open` "
                "decodes on the server."
            )
        if lacking:
            model.decode(model.home)  # says what it is that this runtime cannot run, either
        encodes = ENCODER in model.folder and "encoder" not in model.live
        if "encoder" in model.live:
            sentences.append(f"The encoder of {name} is a Python function and is left out.")
        elif encodes:
            wanted = missing(model.folder.content(ENCODER), operators)
            if wanted and not runtime:
                encodes = False
                sentences.append(
                    f"The encoder of {name} is left out: it needs {', '.join(wanted)}, which the "
                    "page's engine lacks; --engine onnxruntime-web packs one that has it."
                )
            lacking = lacking or (wanted if encodes else [])
        past = snapshots and SNAPSHOTS in model.folder and not decodes_elsewhere
        made.append(Brought(model, name, f"models/{number}", encodes, past, bool(lacking)))
    return made, sentences
