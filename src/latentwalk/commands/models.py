"""`latentwalk models`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Models:
    """List the gallery: the models that ship with Latentwalk.

    For example: latentwalk models
    """

    def run(self) -> None:
        """Print two lines per model: its sizes, and what it says of itself."""
        from latentwalk import gallery
        from latentwalk.folder.about import About

        names = gallery.names()
        width = max(map(len, names))
        for name in names:
            manifest = gallery.find(name).manifest
            held_out = manifest.provenance.get("metrics", {}).get("held_out")
            loss = f"held-out loss {held_out['loss']:.2f}" if held_out else ""
            beta = manifest.provenance.get("recipe", {}).get("beta", 1)
            if loss and beta != 1:  # losses with different betas cannot be compared
                loss += f" at beta {beta:g}"
            size = f"{manifest.latent_dim} dimensions   {manifest.output!s:<14}"
            print(f"{name:<{width}}   {size} {loss}".rstrip())
            about = About.of(manifest.provenance)
            if about is not None:
                print(f"    {about.text}")
