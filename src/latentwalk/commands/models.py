"""`latentwalk models`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Models:
    """List the gallery: the models that ship with Latentwalk.

    For example: latentwalk models
    """

    def run(self) -> None:
        """Print a line a model."""
        from latentwalk import gallery

        for name in gallery.names():
            manifest = gallery.find(name).manifest
            held_out = manifest.provenance.get("metrics", {}).get("held_out")
            loss = f"held-out loss {held_out['loss']:.2f}" if held_out else ""
            size = f"{manifest.latent_dim} dimensions   {manifest.image!s:<14}"
            print(f"{name:<12} {size} {loss}".rstrip())
