"""Calls that mypy must reject: it runs on this file, and reports an unused `type: ignore`."""

from __future__ import annotations

import latentwalk


def misspelt() -> None:
    latentwalk.explore("mnist", latent_dimm=3)  # type: ignore[call-arg]
    latentwalk.adopt("mnist", "m", latent_dimm=3)  # type: ignore[call-arg]
    latentwalk.export("mnist", "page.html", titel="Digits")  # type: ignore[call-arg]
    latentwalk.train(data="digits", out="m", epoch=3)  # type: ignore[call-arg]
    latentwalk.train(data="digits", out="m", epochs="3")  # type: ignore[arg-type]


def right() -> None:
    latentwalk.explore("mnist", latent_dim=3, image=(1, 28, 28), port=9000)
    latentwalk.train(data="digits", out="m", epochs=3)
