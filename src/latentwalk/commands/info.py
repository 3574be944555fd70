"""`latentwalk info`."""

from __future__ import annotations

from dataclasses import dataclass

from latentwalk.commands.arguments import ModelName
from latentwalk.terminal.plain_text import shown


@dataclass(frozen=True)
class Info:
    """Tell what a model is and where it comes from.

    For example: latentwalk info mnist
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    json: bool = False
    """Print the manifest as it stands."""

    def run(self) -> None:
        """Print the manifest, for people or as JSON."""
        from latentwalk import gallery

        folder = gallery.find(self.model)
        manifest = folder.manifest
        spec = manifest.image
        if self.json:
            print("".join(map(_escaped, manifest.to_json())), end="")
            return
        atlas = folder.atlas()
        rows = {
            "name": manifest.name,
            "folder": folder.path,
            "dimensions": manifest.latent_dim,
            "images": f"{spec}, values in [{spec.low:g}, {spec.high:g}]",
            "classes": ", ".join(manifest.classes) or "-",
            "presets": ", ".join(manifest.presets) or "-",
            "atlas": f"{len(atlas)} encoded images" if atlas else "-",
        }
        for section, content in manifest.provenance.items():
            rows[shown(section)] = _flat(content)
        for name in manifest.files:
            rows[shown(name)] = f"{len(folder.content(name)):,} bytes"
        width = max(map(len, rows)) + 2
        for name, value in rows.items():
            print(f"{name:<{width}}{shown(value)}")


def _escaped(character: str) -> str:
    """A character of JSON; one that steers a terminal as JSON's escape, for it is in a string."""
    plain = character == "\n" or shown(character) == character
    return character if plain else f"\\u{ord(character):04x}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_flat(item)}" for name, item in value.items())
    if isinstance(value, float):
        return f"{value:.6g}"
    return "-" if value is None else str(value)
