"""`latentwalk info`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from latentwalk.commands.arguments import ModelName
from latentwalk.layouts.choice import ABOUT
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from latentwalk.folder.model_folder import ModelFolder


@dataclass(frozen=True)
class Info:
    """Describe a model and its origin.

    For example: latentwalk info mnist
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    json: bool = False
    """Print the manifest as JSON, with a summary of the columns, the originals and the layout."""

    def run(self) -> None:
        """Print the manifest, as a table or as JSON."""
        from latentwalk import gallery

        folder = gallery.find(self.model)
        manifest = folder.manifest
        output = manifest.output
        columns, originals = folder.columns(), folder.originals()
        if self.json:
            whole = json.loads(manifest.to_json())
            if columns is not None:
                whole["columns"] = [column.described() for column in columns]
            if originals is not None:
                whole["originals"] = {
                    "count": len(originals),
                    "encoding": originals.index.described(),
                    "bytes": originals.nbytes,
                }
            whole["layout"] = _layout_of(folder)
            content = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
            print("".join(map(_escaped, content)), end="")
            return
        atlas, conditions, predictor = folder.atlas(), manifest.conditions, manifest.predictor
        defaults = conditions.split(conditions.default[None])
        rows = {
            "name": manifest.name,
            "folder": folder.path,
            "dimensions": manifest.latent_dim,
            "output": f"{output.plural} of {output}, {output.ranged}",
            **{
                f"condition {printable(one.name)}": f"{one}, by default {one.described(part[0])}"
                for one, part in zip(conditions, defaults, strict=True)
            },
            "classes": _flat(list(manifest.classes)) or "-",
            "presets": _flat(list(manifest.presets)) or "-",
            "atlas": f"{len(atlas)} encoded {output.plural}" if atlas else "-",
            **({"columns": ", ".join(columns.names) or "-"} if columns is not None else {}),
            **(
                {"originals": f"{len(originals):,} as {originals.index.described()}"}
                if originals is not None
                else {}
            ),
            **(
                {"predictor": f"{predictor.returns} of {_flat(list(predictor.names))}"}
                if predictor is not None
                else {}
            ),
        }
        for section, content in manifest.provenance.items():
            rows[printable(section)] = _flat(content)
        for name in manifest.files:
            rows[printable(name)] = f"{len(folder.content(name)):,} bytes"
        width = max(map(len, rows)) + 2
        for name, value in rows.items():
            print(f"{name:<{width}}{printable(value)}")


def _layout_of(folder: ModelFolder) -> dict[str, Any] | None:
    """How the atlas was laid out; None if it was not."""
    atlas = folder.atlas()
    if atlas is None or atlas.layout is None:
        return None
    about = folder.manifest.provenance.get(ABOUT)
    return about if isinstance(about, dict) else {"method": "given"}


LISTED = 12
"""Items of a list that the table shows; the JSON has all."""


def _escaped(character: str) -> str:
    """A character of a JSON string, as a JSON escape if it could control a terminal."""
    plain = character == "\n" or printable(character) == character
    return character if plain else f"\\u{ord(character):04x}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_flat(item)}" for name, item in value.items())
    if isinstance(value, list):
        more = f" and {len(value) - LISTED} more" if len(value) > LISTED else ""
        return ", ".join(map(str, value[:LISTED])) + more
    if isinstance(value, float):
        return f"{value:.6g}"
    return "-" if value is None else str(value)
